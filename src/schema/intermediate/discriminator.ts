import { identityOf, kindOfConstant } from "./constant.ts";
import type { Node, Property } from "./node.ts";
import type { Constant } from "./sketch.ts";

/** A property by whose value the branches of a union are told apart. */
export interface Discriminator {
  readonly key: string;
  /** The values of each branch that has the property, by the position of the branch. */
  readonly values: ReadonlyMap<number, readonly Constant[]>;
}

/** The property whose constants differ in all object branches; undefined where no property does. */
export function discriminatorOf(branches: readonly Node[]): Discriminator | undefined {
  const objects = branches.flatMap((node, index) =>
    node.shape.kind === "object" ? [{ index, shape: node.shape }] : [],
  );
  const [first] = objects;
  if (first === undefined || objects.length < 2) return undefined;
  for (const { key } of first.shape.properties) {
    const values = new Map<number, readonly Constant[]>();
    for (const { index, shape } of objects) {
      const constants = constantsOf(shape.properties.find((property) => property.key === key));
      if (constants !== undefined) values.set(index, constants);
    }
    if (values.size === objects.length && areDisjoint([...values.values()])) return { key, values };
  }
  return undefined;
}

/** Whether the constants of a property that both require, of this one or of any, tell two objects apart. */
export function areToldApart(first: Node, second: Node, key?: string): boolean {
  if (first.shape.kind !== "object" || second.shape.kind !== "object") return false;
  const others = new Map(second.shape.properties.map((property) => [property.key, property]));
  return first.shape.properties.some((property) => {
    if (key !== undefined && property.key !== key) return false;
    const constants = constantsOf(property);
    const other = constantsOf(others.get(property.key));
    return constants !== undefined && other !== undefined && areDisjoint([constants, other]);
  });
}

function constantsOf(property: Property | undefined): readonly Constant[] | undefined {
  if (property?.presence !== "required") return undefined;
  const { shape } = property.use.node;
  return shape.kind === "constants" ? shape.values : undefined;
}

function areDisjoint(lists: readonly (readonly Constant[])[]): boolean {
  const seen = new Set<string>();
  for (const list of lists) {
    const own = new Set(list.map(identify));
    for (const value of own) {
      if (seen.has(value)) return false;
      seen.add(value);
    }
  }
  return true;
}

/** Text that two constants share where an answer could not tell them apart, whatever its capitals. */
export function identify(value: Constant): string {
  const kind = kindOfConstant(value);
  return `${kind}:${identityOf(value).toLowerCase()}`;
}
