import type { JsonObject, JsonValue } from "../../util/json.ts";
import { isJsonObject, isList } from "../json-value.ts";

/** One schema that asks for what both ask for, as far as answers can be made to fit it: what `allOf` means. */
export function mergeSchemas(left: JsonObject, right: JsonObject): JsonObject {
  const merged: Record<string, JsonValue> = { ...left };
  for (const [keyword, value] of Object.entries(right)) {
    const present = merged[keyword];
    merged[keyword] = present === undefined ? value : mergeKeyword(keyword, present, value);
  }
  return merged;
}

function mergeKeyword(keyword: string, left: JsonValue, right: JsonValue): JsonValue {
  switch (keyword) {
    case "properties":
    case "$defs":
    case "definitions":
      return mergeMembers(left, right);
    case "required":
      return isList(left) && isList(right) ? [...new Set([...left, ...right])] : left;
    case "enum":
      return isList(left) && isList(right) ? shared(left, right) : left;
    case "type":
      return mergeTypes(left, right);
    case "minimum":
    case "exclusiveMinimum":
    case "minLength":
    case "minItems":
    case "minProperties":
      return typeof left === "number" && typeof right === "number" ? Math.max(left, right) : left;
    case "maximum":
    case "exclusiveMaximum":
    case "maxLength":
    case "maxItems":
    case "maxProperties":
      return typeof left === "number" && typeof right === "number" ? Math.min(left, right) : left;
    case "items":
    case "additionalProperties":
      if (left === false || right === false) return false;
      return isJsonObject(left) && isJsonObject(right) ? mergeSchemas(left, right) : right;
    case "allOf":
    case "anyOf":
    case "oneOf":
      return mergeBranches(left, right);
    default:
      return left;
  }
}

function mergeMembers(left: JsonValue, right: JsonValue): JsonValue {
  if (!isJsonObject(left) || !isJsonObject(right)) return left;
  const merged: Record<string, JsonValue> = { ...left };
  for (const [key, value] of Object.entries(right)) {
    const present = merged[key];
    merged[key] =
      isJsonObject(present) && isJsonObject(value) ? mergeSchemas(present, value) : value;
  }
  return merged;
}

/** The types that both allow; an integer is a number, too. */
function mergeTypes(left: JsonValue, right: JsonValue): JsonValue {
  const wanted = new Set([right].flat());
  const both = [left].flat().flatMap((type): readonly JsonValue[] => {
    if (wanted.has(type)) return [type];
    if (type === "integer" && wanted.has("number")) return [type];
    return type === "number" && wanted.has("integer") ? ["integer"] : [];
  });
  return both.length === 1 ? (both[0] ?? left) : both;
}

/** Every pair of a branch of the one with a branch of the other. */
function mergeBranches(left: JsonValue, right: JsonValue): JsonValue {
  if (!isList(left) || !isList(right)) return left;
  return left.flatMap((one) =>
    right.map((other) =>
      isJsonObject(one) && isJsonObject(other) ? mergeSchemas(one, other) : one,
    ),
  );
}

function shared(left: readonly JsonValue[], right: readonly JsonValue[]): readonly JsonValue[] {
  const wanted = new Set(right.map((value) => JSON.stringify(value)));
  return left.filter((value) => wanted.has(JSON.stringify(value)));
}
