import { isObject } from "../../util/json.ts";
import { toPointer } from "../intermediate/path.ts";

export type SchemaPart = Readonly<Record<string, unknown>>;

/** A part of an emitted schema and where it stands. */
export interface Position {
  readonly schema: SchemaPart;
  readonly pointer: string;
  /** The part hangs on a property that may be missing. */
  readonly optional: boolean;
  /** Levels of `items` count as none: only objects make a level. */
  readonly parent: Position | undefined;
}

/** The parts right below a part. */
export function childrenOf(parent: Position): readonly Position[] {
  const { schema, pointer } = parent;
  const children: Position[] = [];
  const add = (value: unknown, steps: readonly (string | number)[], optional = false): void => {
    if (isObject(value)) {
      children.push({ schema: value, pointer: pointer + toPointer(steps), optional, parent });
    }
  };
  const required = new Set(listOf(schema["required"]));
  for (const [key, value] of members(schema["properties"])) {
    add(value, ["properties", key], !required.has(key));
  }
  for (const [key, value] of members(schema["patternProperties"]))
    add(value, ["patternProperties", key], true);
  for (const [index, value] of listOf(schema["anyOf"]).entries()) add(value, ["anyOf", index]);
  for (const [index, value] of listOf(schema["prefixItems"]).entries())
    add(value, ["prefixItems", index]);
  add(schema["items"], ["items"]);
  add(schema["additionalProperties"], ["additionalProperties"], true);
  add(schema["propertyNames"], ["propertyNames"]);
  return children;
}

/** The definitions at the root. */
export function definitionsAt({ schema }: Position): ReadonlyMap<string, Position> {
  const definitions = new Map<string, Position>();
  for (const [name, value] of members(schema["$defs"])) {
    if (!isObject(value)) continue;
    const pointer = toPointer(["$defs", name]);
    definitions.set(`#${pointer}`, { schema: value, pointer, optional: false, parent: undefined });
  }
  return definitions;
}

/** Every part of a schema, its definitions included. */
export function everyPosition(root: Position): readonly Position[] {
  const found = [root, ...definitionsAt(root).values()];
  for (const position of found) found.push(...childrenOf(position));
  return found;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function members(value: unknown): readonly (readonly [string, unknown])[] {
  return isObject(value) ? Object.entries(value) : [];
}
