import type { JsonValue } from "../../util/json.ts";
import { fillerText, fitNumber } from "./fit.ts";
import type { ListNode, ObjectNode, SchemaNode } from "./node.ts";

/** How deep a value is built before its branch is given up as endless. */
const LIMIT = 12;

/** From the cheapest kind of value to the one that costs most. */
const COST: Readonly<Record<SchemaNode["kind"], number>> = {
  null: 0,
  any: 0,
  boolean: 1,
  choice: 1,
  number: 1,
  text: 1,
  list: 2,
  object: 3,
  union: 4,
  reference: 5,
  never: 9,
};

/** A smallest value that fits a node; undefined where there is none, or where every one is endless. */
export function smallest(node: SchemaNode, depth: number = 0): JsonValue | undefined {
  if (depth > LIMIT) return undefined;
  switch (node.kind) {
    case "null":
    case "any":
      return null;
    case "boolean":
      return false;
    case "choice":
      return node.values.includes(null) ? null : node.values[0];
    case "text":
      return fillerText(node);
    case "number":
      return fitNumber(0, node);
    case "object":
      return smallestObject(node, depth);
    case "list":
      return smallestList(node, depth);
    case "union":
      return smallestOf(node.branches, depth);
    case "reference":
      return smallest(node.resolve(), depth + 1);
    case "never":
      return undefined;
  }
}

function smallestOf(branches: readonly SchemaNode[], depth: number): JsonValue | undefined {
  for (const branch of branches.toSorted((a, b) => COST[a.kind] - COST[b.kind])) {
    const value = smallest(branch, depth + 1);
    if (value !== undefined) return value;
  }
  return undefined;
}

function smallestObject(node: ObjectNode, depth: number): JsonValue | undefined {
  const members: [string, JsonValue][] = [];
  for (const { key, node: member, required } of node.properties) {
    if (!required) continue;
    const value = smallest(member, depth + 1);
    if (value === undefined) return undefined;
    members.push([key, value]);
  }
  return Object.fromEntries(members);
}

function smallestList({ prefix, items, minItems }: ListNode, depth: number): JsonValue | undefined {
  const wanted = [
    ...prefix.slice(0, minItems),
    ...(items === undefined
      ? []
      : Array.from({ length: Math.max(0, minItems - prefix.length) }, () => items)),
  ];
  const values = wanted.map((node) => smallest(node, depth + 1));
  return values.includes(undefined) ? undefined : values.filter((value) => value !== undefined);
}
