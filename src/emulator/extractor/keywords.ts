import type { JsonObject, JsonValue } from "../../util/json.ts";
import { isJsonObject, isList } from "../json-value.ts";

export type TypeName = "object" | "array" | "string" | "number" | "integer" | "boolean" | "null";

const TYPES: ReadonlyMap<string, TypeName> = new Map(
  (["object", "array", "string", "number", "integer", "boolean", "null"] as const).map((type) => [
    type,
    type,
  ]),
);

/** Keywords that say for which type a schema without `type` is meant. */
const TYPE_CLUES: readonly (readonly [TypeName, readonly string[]])[] = [
  ["object", ["properties", "required", "additionalProperties", "minProperties", "maxProperties"]],
  ["array", ["items", "prefixItems", "minItems", "maxItems", "uniqueItems"]],
  ["string", ["pattern", "format", "minLength", "maxLength"]],
  ["number", ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]],
];

/** The types that a schema names, in the spelling of JSON Schema: OpenAPI's are in capitals at Google. */
export function typesOf(schema: JsonObject): readonly TypeName[] {
  return [schema["type"]]
    .flat()
    .map((type) => (typeof type === "string" ? TYPES.get(type.toLowerCase()) : undefined))
    .filter((type) => type !== undefined);
}

/** The type that a schema without `type` must be meant for, by its other keywords. */
export function clue(schema: JsonObject): TypeName | undefined {
  return TYPE_CLUES.find(([, keywords]) => keywords.some((keyword) => keyword in schema))?.[0];
}

export function isOfType(value: JsonValue, type: TypeName): boolean {
  if (type === "integer") return Number.isInteger(value);
  if (type === "array") return isList(value);
  if (type === "object") return isJsonObject(value);
  if (type === "null") return value === null;
  return typeof value === type;
}

/** A number, also one that is written as a string, as Google's JSON writes int64. */
export function numberOf(value: JsonValue | undefined): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value !== "string" || value.trim() === "") return undefined;
  const parsed = Number(value);
  return Number.isNaN(parsed) ? undefined : parsed;
}
