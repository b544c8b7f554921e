import type { JsonValue } from "../../util/json.ts";
import { isJsonObject, isList } from "../json-value.ts";
import { rejected, type Finding, type Place } from "./finding.ts";

const TYPES = new Set(["object", "array", "string", "number", "integer", "boolean", "null"]);

type Check = (value: JsonValue) => boolean;

const isCount: Check = (value) => Number.isInteger(value) && Number(value) >= 0;
const isNumber: Check = (value) => typeof value === "number";
const isText: Check = (value) => typeof value === "string";
const isSchema: Check = (value) => typeof value === "boolean" || isJsonObject(value);
const isSchemas: Check = (value) => isList(value) && value.length > 0 && value.every(isSchema);
const isNamedSchemas: Check = (value) =>
  isJsonObject(value) && Object.values(value).every(isSchema);
const isTexts: Check = (value) => isList(value) && value.every(isText);
const isType: Check = (value) =>
  [value].flat().every((type) => typeof type === "string" && TYPES.has(type));

/** What JSON Schema 2020-12 says that the value of a keyword is. */
const VALUES: Readonly<Record<string, Check>> = {
  type: isType,
  properties: isNamedSchemas,
  patternProperties: isNamedSchemas,
  $defs: isNamedSchemas,
  definitions: isNamedSchemas,
  additionalProperties: isSchema,
  // Lists of schemas were tuples up to draft 7.
  items: isSchema,
  prefixItems: isSchemas,
  anyOf: isSchemas,
  oneOf: isSchemas,
  allOf: isSchemas,
  not: isSchema,
  required: isTexts,
  enum: isList,
  $ref: isText,
  title: isText,
  description: isText,
  format: isText,
  pattern: isText,
  minimum: isNumber,
  maximum: isNumber,
  // Up to draft 4 these were booleans.
  exclusiveMinimum: isNumber,
  exclusiveMaximum: isNumber,
  multipleOf: (value) => isNumber(value) && Number(value) > 0,
  minLength: isCount,
  maxLength: isCount,
  minItems: isCount,
  maxItems: isCount,
  minProperties: isCount,
  maxProperties: isCount,
  uniqueItems: (value) => typeof value === "boolean",
};

/** Keywords with a value that JSON Schema 2020-12 does not allow. */
export function malformed(place: Place, message: (keyword: string) => string): readonly Finding[] {
  return Object.entries(place.schema).flatMap(([keyword, value]) => {
    const check = Object.hasOwn(VALUES, keyword) ? VALUES[keyword] : undefined;
    return check === undefined || check(value) ? [] : [rejected("W", place, message(keyword))];
  });
}
