import type { JsonObject, JsonValue } from "../../util/json.ts";
import { isJsonObject, isList } from "../json-value.ts";
import { rejected, type Finding, type Place, type SchemaPath } from "./finding.ts";
import { propertiesOf, requiredOf, typeNames } from "./places.ts";

/** https://ai.google.dev/api/caching#Schema */
const FIELDS = new Set([
  "type",
  "format",
  "title",
  "description",
  "nullable",
  "enum",
  "items",
  "minItems",
  "maxItems",
  "properties",
  "required",
  "propertyOrdering",
  "anyOf",
  "minimum",
  "maximum",
  "minLength",
  "maxLength",
  "pattern",
  "minProperties",
  "maxProperties",
  "default",
  "example",
]);

const TYPES = new Set(["STRING", "NUMBER", "INTEGER", "BOOLEAN", "ARRAY", "OBJECT", "NULL"]);
const STRING_FORMATS = new Set(["enum", "date-time"]);

export function checkGoogleOpenapi(root: JsonValue): readonly Finding[] {
  if (!isJsonObject(root)) {
    return [rejected("S1", { path: [] }, "Invalid value: a schema must be an object.")];
  }
  return [...openapiPlaces(root, [], root)].flatMap((place) => [
    ...fieldFindings(place),
    ...typeFindings(place),
    ...structureFindings(place),
  ]);
}

/** Only schemas in fields that exist are looked into: the others are unknown as a whole. */
function* openapiPlaces(schema: JsonObject, path: SchemaPath, root: JsonValue): Generator<Place> {
  yield { schema, path, root };
  for (const [key, member] of Object.entries(propertiesOf(schema))) {
    if (isJsonObject(member)) yield* openapiPlaces(member, [...path, "properties", key], root);
  }
  if (isJsonObject(schema["items"]))
    yield* openapiPlaces(schema["items"], [...path, "items"], root);
  for (const [place, branch] of isList(schema["anyOf"]) ? schema["anyOf"].entries() : []) {
    if (isJsonObject(branch)) yield* openapiPlaces(branch, [...path, "anyOf", place], root);
  }
}

function fieldFindings(place: Place): readonly Finding[] {
  return Object.keys(place.schema)
    .filter((field) => !FIELDS.has(camel(field)))
    .map((field) => rejected("S1", place, `Unknown name "${field}": Cannot find field.`));
}

/** The service reads its fields in either spelling. */
function camel(field: string): string {
  return field.replaceAll(/_(\p{Ll})/gu, (_, letter: string) => letter.toUpperCase());
}

function typeFindings(place: Place): readonly Finding[] {
  const { type, format, enum: choices, anyOf } = place.schema;
  if (isList(type)) {
    return [
      rejected(
        "S2",
        place,
        `Unknown name "type": Proto field is not repeating, cannot start list.`,
      ),
    ];
  }
  const name = typeof type === "string" ? type.toUpperCase() : undefined;
  const findings: Finding[] = [];
  if (name === undefined && anyOf === undefined) {
    findings.push(rejected("S2", place, "type: must be specified."));
  }
  if (name !== undefined && !TYPES.has(name)) {
    findings.push(
      rejected(
        "S2",
        place,
        `Invalid value at 'type' (type.googleapis.com/google.ai.generativelanguage.v1beta.Type), ${JSON.stringify(type)}`,
      ),
    );
  }
  if (
    isList(choices) &&
    (name !== "STRING" || choices.some((value) => typeof value !== "string"))
  ) {
    findings.push(rejected("S3", place, "enum: only allowed for STRING type"));
  }
  if (name === "STRING" && typeof format === "string" && !STRING_FORMATS.has(format)) {
    findings.push(
      rejected("S7", place, "format: only 'enum' and 'date-time' are supported for STRING type"),
    );
  }
  return findings;
}

function structureFindings(place: Place): readonly Finding[] {
  const { schema } = place;
  const type = typeNames(schema)[0]?.toUpperCase();
  const keys = Object.keys(propertiesOf(schema));
  const findings: Finding[] = [];
  if (type === "OBJECT" && keys.length === 0) {
    findings.push(rejected("S4", place, "properties: should be non-empty for OBJECT type"));
  }
  if (type === "ARRAY" && !isJsonObject(schema["items"])) {
    findings.push(rejected("S5", place, "items: missing field."));
  }
  for (const key of requiredOf(schema).filter((one) => !keys.includes(one))) {
    findings.push(rejected("S9", place, `required: property '${key}' is not defined`));
  }
  return findings;
}
