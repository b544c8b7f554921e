import { kindOfConstant } from "../intermediate/constant.ts";
import { matchesPattern } from "../intermediate/pattern.ts";
import type { ArrayShape, Node, ObjectShape, Rest, Shape } from "../intermediate/node.ts";
import type { Bounds, Coercion, Constant } from "../intermediate/sketch.ts";
import { admitsNumber, admitsString } from "../passes/admit.ts";
import { isPlainObject } from "./members.ts";
import { sameJson } from "./same-json.ts";

/** Whether a value may be one of the model's inputs here: false is certain, true is not. */
export function accepts(node: Node, value: unknown): boolean {
  // Where the kind is only guessed, values of all other kinds are the model's too.
  if (node.guessed && !isOfKind(node, value)) return true;
  return acceptsShape(node.shape, value);
}

/** Whether a value is of the kind that a node most likely means, and may be one of its inputs. */
export function isMeant({ shape }: Node, value: unknown): boolean {
  if (shape.kind === "union") return shape.branches.some(({ node }) => isMeant(node, value));
  return acceptsShape(shape, value);
}

/** Whether a value is of a node's kind, whatever it holds. */
export function isOfKind({ shape }: Node, value: unknown): boolean {
  if (shape.kind === "object") return isPlainObject(value);
  if (shape.kind === "array") {
    return shape.container === "set" ? value instanceof Set : Array.isArray(value);
  }
  if (shape.kind === "union") return shape.branches.some(({ node }) => isOfKind(node, value));
  if (shape.kind === "map") return value instanceof Map;
  if (shape.kind === "constants") return shape.values.some((one) => typeof one === typeof value);
  return shape.kind === "date" ? value instanceof Date : shape.kind === typeof value;
}

function acceptsShape(shape: Shape, value: unknown): boolean {
  switch (shape.kind) {
    case "any":
      return value !== undefined;
    case "never":
      return false;
    case "null":
      return value === null;
    case "undefined":
      return value === undefined;
    case "boolean":
      return typeof value === "boolean" || coerces(shape.coercion, value);
    case "booleanText":
      return typeof value === "string" && shape.facet.read(value) !== undefined;
    case "string":
      if (typeof value !== "string") return coerces(shape.coercion, value);
      return admitsString(shape.facet, value);
    case "number":
      if (typeof value !== "number") return coerces(shape.coercion, value);
      return Number.isFinite(value) && admitsNumber(shape.facet, value);
    case "date":
      if (value instanceof Date) return !Number.isNaN(value.getTime());
      return coerces(shape.coercion, value);
    case "bigint":
      return typeof value === "bigint" || coerces(shape.coercion, value);
    case "constants":
      return shape.values.some((constant) => isConstant(constant, value));
    case "object":
      return acceptsObject(shape, value);
    case "array":
      return acceptsArray(shape, value);
    case "map":
      if (!(value instanceof Map) || !isWithin(value.size, shape.size)) return false;
      return [...value].every(([key, item]: [unknown, unknown]) => {
        return accepts(shape.key.node, key) && accepts(shape.value.node, item);
      });
    case "union":
      return shape.branches.some(({ node }) => accepts(node, value));
  }
}

function coerces(coercion: Coercion | undefined, value: unknown): boolean {
  return coercion?.(value) !== undefined;
}

function isConstant(constant: Constant, value: unknown): boolean {
  return kindOfConstant(constant) === "other" && typeof constant !== "bigint"
    ? sameJson(constant, value)
    : constant === value;
}

function isWithin(count: number, { minimum = 0, maximum = Infinity }: Bounds): boolean {
  return count >= minimum && count <= maximum;
}

function acceptsObject({ properties, rest, size }: ObjectShape, value: unknown): boolean {
  if (!isPlainObject(value)) return false;
  const known = new Set(properties.map(({ key }) => key));
  const fields = properties.every(({ key, use, presence, guessed }) => {
    const member = Object.hasOwn(value, key) ? value[key] : undefined;
    if (member === undefined) return presence !== "required" || accepts(use.node, undefined);
    return guessed || accepts(use.node, member);
  });
  const keys = Object.keys(value);
  if (!fields || !isWithin(keys.length, size)) return false;
  return keys.every((key) => known.has(key) || acceptsOther(rest, key, value[key]));
}

function acceptsOther(rest: Rest, key: string, value: unknown): boolean {
  switch (rest.kind) {
    case "closed":
      return value === undefined;
    case "dropped":
    case "unsaid":
      return true;
    case "open": {
      const fitting =
        rest.patterns.length === 0 || rest.patterns.some((one) => matchesPattern(one, key));
      if (!fitting) return rest.beyond === "unsaid";
      return (
        (rest.key === undefined || accepts(rest.key.node, key)) && accepts(rest.value.node, value)
      );
    }
  }
}

function acceptsArray({ container, prefix, items, length }: ArrayShape, value: unknown): boolean {
  const list: readonly unknown[] | undefined =
    container === "set"
      ? value instanceof Set
        ? [...value]
        : undefined
      : Array.isArray(value)
        ? value
        : undefined;
  if (list === undefined || !isWithin(list.length, length)) return false;
  return list.every((item, index) => {
    const part = index < prefix.length ? prefix[index] : items;
    return part !== undefined && accepts(part.node, item);
  });
}
