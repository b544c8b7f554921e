import { kindOfConstant } from "../intermediate/constant.ts";
import { reachable } from "../intermediate/node.ts";
import type { Node, ObjectShape, UnionShape } from "../intermediate/node.ts";
import type { Constant } from "../intermediate/sketch.ts";
import { propertyId } from "./choices.ts";
import type { Scope } from "./scope.ts";

/** The kind of JSON that a node is on the wire, as far as it is one. */
export type Form = "object" | "array" | "string" | "number" | "boolean" | "null" | "several";

/** The part of a scope that forms depend on. */
export type FormScope = Pick<Scope, "capabilities" | "choices" | "isText">;

export function formOf(node: Node, scope: FormScope): Form {
  const { capabilities } = scope;
  if (scope.isText(node)) return "string";
  const { shape } = node;
  switch (shape.kind) {
    case "any":
      return capabilities.any ? "several" : "string";
    case "null":
    case "undefined":
      return hasNull(scope) ? "null" : "string";
    case "boolean":
    case "booleanText":
      return "boolean";
    case "string":
    case "date":
    case "bigint":
      return "string";
    case "number":
      return "number";
    case "constants":
      return formOfConstants(shape.values, scope);
    case "object":
      if (isEmpty(shape) && !capabilities.objects.empty) return "string";
      return isRecord(shape) && !capabilities.objects.maps ? "array" : "object";
    case "array":
      return shape.prefix.length > 0 && !capabilities.arrays.prefixItems ? "object" : "array";
    case "map":
      return "array";
    case "union":
    case "never":
      return "several";
  }
}

/** Whether null is a type of its own in the dialect. */
export function hasNull({ capabilities }: Pick<Scope, "capabilities">): boolean {
  return capabilities.null === "type";
}

/** An object that has no properties of its own. */
export function isRecord({ properties, rest }: ObjectShape): boolean {
  return properties.length === 0 && rest.kind === "open";
}

/** An object in which nothing can be said. */
export function isEmpty({ properties, rest }: ObjectShape): boolean {
  const said = properties.filter(({ use }) => use.node.shape.kind !== "undefined");
  return said.length === 0 && rest.kind !== "open";
}

/** Whether constants stand in an enum as they are. */
export function isNativeEnum(values: readonly Constant[], scope: FormScope): boolean {
  const { kinds, mixed, emptyString } = scope.capabilities.constants;
  const present = new Set(values.map(kindOfConstant));
  if (present.size > 1 && mixed === "no") return false;
  if (!emptyString && values.includes("")) return false;
  return [...present].every((kind) => kind !== "other" && kinds.has(kind));
}

function formOfConstants(values: readonly Constant[], scope: FormScope): Form {
  if (isBothBooleans(values)) return "boolean";
  if (!isNativeEnum(values, scope)) return "string";
  const [only, ...others] = new Set(values.map(kindOfConstant));
  if (only === undefined || others.length > 0) return "several";
  return only === "other" ? "string" : only;
}

export function isBothBooleans(values: readonly Constant[]): boolean {
  return values.length === 2 && values.includes(true) && values.includes(false);
}

/** Whether null on the wire already means something inside the node. */
export function usesNull(node: Node, scope: FormScope): boolean {
  if (scope.isText(node)) return false;
  const { shape } = node;
  if (shape.kind === "any") return scope.capabilities.any;
  if (shape.kind === "null" || shape.kind === "undefined") return hasNull(scope);
  if (shape.kind === "constants") {
    return shape.values.includes(null) && isNativeEnum(shape.values, scope);
  }
  return shape.kind === "union" && unionUsesNull(node.id, shape, scope);
}

function unionUsesNull(id: number, shape: UnionShape, scope: FormScope): boolean {
  if (isNullableConstants(shape) && !hasNull(scope)) return false;
  if (scope.choices.maybes.has(id) || scope.choices.members.has(id)) return false;
  return shape.branches.some(({ node }) => {
    const { kind } = node.shape;
    return kind === "null" || kind === "undefined" || usesNull(node, scope);
  });
}

/** Constants or null, which is one more constant where null is no type. */
function isNullableConstants({ branches }: UnionShape): boolean {
  const kinds = branches.map(({ node }) => node.shape.kind).toSorted();
  return kinds.length === 2 && kinds[0] === "constants" && kinds[1] === "null";
}

/** Whether the wire surely holds the model's value as it is, all the way down. */
export function isPlain(root: Node, scope: FormScope): boolean {
  return reachable(root).every((node) => isPlainItself(node, scope));
}

function isPlainItself(node: Node, scope: FormScope): boolean {
  if (scope.isText(node)) return false;
  const { shape } = node;
  switch (shape.kind) {
    case "any":
      return scope.capabilities.any;
    case "null":
      return hasNull(scope);
    case "boolean":
    case "string":
    case "number":
      return true;
    case "constants":
      return isNativeEnum(shape.values, scope);
    case "object":
      return isPlainObject(node, shape, scope);
    case "array":
      return shape.container === "array" && formOf(node, scope) === "array";
    case "union":
      return !scope.choices.members.has(node.id) && !scope.choices.maybes.has(node.id);
    case "undefined":
    case "booleanText":
    case "date":
    case "bigint":
    case "map":
    case "never":
      return false;
  }
}

function isPlainObject(node: Node, shape: ObjectShape, scope: FormScope): boolean {
  const { objects, absence } = scope.capabilities;
  if (formOf(node, scope) !== "object") return false;
  if (shape.rest.kind === "open" && !objects.maps) return false;
  return shape.properties.every(({ key, presence, guessed }) => {
    if (guessed || presence === "undefinable" || !objects.keys.test(key)) return false;
    if (presence === "required" || absence === "free") return true;
    const form = scope.choices.absence.get(propertyId(node.id, key)) ?? "optional";
    return absence === "budgeted" && form === "optional";
  });
}
