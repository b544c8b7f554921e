import { SchemaError } from "../../errors.ts";
import { mergeDocs } from "../intermediate/docs.ts";
import { partsOf } from "../intermediate/node.ts";
import type { ArrayShape, Node, ObjectShape, Property, Shape, Use } from "../intermediate/node.ts";
import type { NodeFactory } from "./draft-node.ts";

/**
 * Takes out what no finite JSON value can fit: optional properties, branches of unions and items.
 *
 * @throws SchemaError where the whole model can't be fitted, naming the part that is to blame.
 */
export function settle(root: Use, factory: NodeFactory): void {
  const fittable = withoutWrongGuesses(root.node, factory);
  if (!fittable.has(root.node)) throw unfittable(root.node, fittable);
  for (const node of factory.nodes) {
    if (!fittable.has(node)) continue;
    const keep = (part: Use): boolean => {
      if (fittable.has(part.node)) return true;
      factory.leftOut.add(part.node);
      return false;
    };
    const only = onlyBranch(node, keep);
    if (only !== undefined) {
      node.docs = mergeDocs(node.docs, mergeDocs(only.docs, only.node.docs));
      node.guessed ||= only.node.guessed;
    }
    node.shape = withoutUnfittable(node, keep);
  }
}

/** What can be fitted, once every guess of a type that nothing fits has given way to anything. */
function withoutWrongGuesses(root: Node, factory: NodeFactory): ReadonlySet<Node> {
  for (;;) {
    const nodes = withKeys(root);
    const fittable = fittableNodes(nodes);
    const reached = new Set(nodes);
    const wrong = factory.nodes.filter(
      (node) => node.guessed && reached.has(node) && !fittable.has(node),
    );
    if (wrong.length === 0) return fittable;
    for (const node of wrong) {
      node.shape = { kind: "any" };
      node.guessed = false;
    }
  }
}

/** Every node that can be reached, with what keys must fit. */
function withKeys(root: Node): readonly Node[] {
  const found = new Set([root]);
  for (const { shape } of found) {
    for (const { node } of partsAndKeys(shape)) found.add(node);
  }
  return [...found];
}

function partsAndKeys(shape: Shape): readonly Use[] {
  const key = shape.kind === "object" && shape.rest.kind === "open" ? shape.rest.key : undefined;
  return key === undefined ? partsOf(shape) : [...partsOf(shape), key];
}

/** The least set: a node is in it once everything that it can't do without is. */
function fittableNodes(nodes: readonly Node[]): ReadonlySet<Node> {
  const usedBy = new Map<Node, Node[]>();
  for (const node of nodes) {
    for (const { node: part } of partsAndKeys(node.shape)) {
      const users = usedBy.get(part);
      if (users === undefined) usedBy.set(part, [node]);
      else users.push(node);
    }
  }
  const fittable = new Set<Node>();
  const queue = [...nodes];
  for (const node of queue) {
    if (fittable.has(node) || !canFit(node.shape, (part) => fittable.has(part.node))) continue;
    fittable.add(node);
    queue.push(...(usedBy.get(node) ?? []));
  }
  return fittable;
}

function canFit(shape: Shape, isFittable: (part: Use) => boolean): boolean {
  if (shape.kind === "object") {
    return shape.properties.every(
      (property) => isFittable(property.use) || isDispensable(property),
    );
  }
  if (shape.kind === "array") return canFitArray(shape, isFittable);
  if (shape.kind === "map") {
    return (shape.size.minimum ?? 0) === 0 || (isFittable(shape.key) && isFittable(shape.value));
  }
  return shape.kind === "union" ? shape.branches.some(isFittable) : shape.kind !== "never";
}

function canFitArray(
  { length, prefix, items }: ArrayShape,
  isFittable: (part: Use) => boolean,
): boolean {
  const needed = length.minimum ?? 0;
  if (!prefix.slice(0, needed).every(isFittable)) return false;
  return needed <= prefix.length || (items !== undefined && isFittable(items));
}

function isDispensable({ presence }: Property): boolean {
  return presence !== "required";
}

function withoutUnfittable(node: Node, keep: (part: Use) => boolean): Shape {
  const { shape } = node;
  if (shape.kind === "object") return objectWithout(shape, keep);
  if (shape.kind === "array") return arrayWithout(shape, keep);
  if (shape.kind === "map" && !(keep(shape.key) && keep(shape.value))) {
    return { ...shape, size: { minimum: undefined, maximum: 0 } };
  }
  if (shape.kind !== "union") return shape;
  const only = onlyBranch(node, keep);
  if (only !== undefined) return withoutUnfittable(only.node, keep);
  return { ...shape, branches: shape.branches.filter(keep) };
}

function objectWithout(shape: ObjectShape, keep: (part: Use) => boolean): ObjectShape {
  const properties = shape.properties.filter(({ use }) => keep(use));
  const { rest } = shape;
  if (rest.kind !== "open") return { ...shape, properties };
  if (rest.key !== undefined && !keep(rest.key)) {
    return { ...shape, properties, rest: { kind: "closed" } };
  }
  if (keep(rest.value)) return { ...shape, properties };
  return { ...shape, properties, rest: { kind: rest.beyond } };
}

function arrayWithout(shape: ArrayShape, keep: (part: Use) => boolean): ArrayShape {
  const cut = shape.prefix.findIndex((item) => !keep(item));
  const prefix = cut === -1 ? shape.prefix : shape.prefix.slice(0, cut);
  const followed = cut === -1 && shape.items !== undefined && keep(shape.items);
  return { ...shape, prefix, items: followed ? shape.items : undefined };
}

/** The branch of a union that is left when all others go. */
function onlyBranch({ shape }: Node, keep: (part: Use) => boolean): Use | undefined {
  if (shape.kind !== "union") return undefined;
  const [first, ...others] = shape.branches.filter(keep);
  return others.length === 0 ? first : undefined;
}

/** Follows what can't be done without down to the part that no value fits. */
function unfittable(root: Node, fittable: ReadonlySet<Node>): SchemaError {
  const seen = new Set<Node>();
  let node = root;
  while (!seen.has(node)) {
    seen.add(node);
    const { shape, path } = node;
    if (shape.kind === "never") {
      return new SchemaError({ rule: shape.rule, path, reason: shape.reason, fix: shape.fix });
    }
    const next = needs(shape).find((part) => !fittable.has(part.node));
    if (next === undefined) break;
    node = next.node;
  }
  return new SchemaError({
    rule: "E_REQUIRED_CYCLE",
    path: node.path,
    reason: "This part always holds another of its kind, so that no finite value fits.",
    fix: "Make the recursive property optional or nullable, or an array that may be empty.",
  });
}

function needs(shape: Shape): readonly Use[] {
  if (shape.kind !== "object") return partsOf(shape);
  return shape.properties.filter((property) => !isDispensable(property)).map(({ use }) => use);
}
