import type { JsonObject, JsonValue } from "../../util/json.ts";
import { isJsonObject, isList } from "../json-value.ts";
import type { Place, SchemaPath } from "./finding.ts";

/** Keywords that hold a schema, a list of schemas, or schemas by name. */
const SINGLE = [
  "items",
  "additionalProperties",
  "additionalItems",
  "not",
  "if",
  "then",
  "else",
  "contains",
  "propertyNames",
  "unevaluatedProperties",
  "unevaluatedItems",
];
const LISTED = ["anyOf", "oneOf", "allOf", "prefixItems", "items"];
const NAMED = [
  "properties",
  "$defs",
  "definitions",
  "patternProperties",
  "dependentSchemas",
  "dependencies",
];

/** Every schema of a document, the document itself first; booleans and what is no schema are passed over. */
export function* places(root: JsonValue): Generator<Place> {
  yield* below(root, [], root);
}

function* below(
  schema: JsonValue | undefined,
  path: SchemaPath,
  root: JsonValue,
): Generator<Place> {
  if (!isJsonObject(schema)) return;
  yield { schema, path, root };
  for (const [child, step] of children(schema)) yield* below(child, [...path, ...step], root);
}

/** The schemas directly within a schema, each with the path to it. */
export function* children(
  schema: JsonObject,
): Generator<readonly [JsonValue, readonly (string | number)[]]> {
  for (const keyword of NAMED) {
    const named = schema[keyword];
    if (!isJsonObject(named)) continue;
    for (const [name, child] of Object.entries(named)) yield [child, [keyword, name]];
  }
  for (const keyword of SINGLE) {
    const child = schema[keyword];
    if (isJsonObject(child)) yield [child, [keyword]];
  }
  for (const keyword of LISTED) {
    const listed = schema[keyword];
    if (!isList(listed)) continue;
    for (const [place, child] of listed.entries()) yield [child, [keyword, place]];
  }
}

export function typeNames(schema: JsonObject): readonly string[] {
  return [schema["type"]].flat().filter((type) => typeof type === "string");
}

export function propertiesOf(schema: JsonObject): JsonObject {
  return isJsonObject(schema["properties"]) ? schema["properties"] : {};
}

export function requiredOf(schema: JsonObject): readonly string[] {
  return [schema["required"]].flat().filter((key) => typeof key === "string");
}
