import type { JsonObject, JsonValue } from "../../util/json.ts";
import { resolveReference } from "../extractor/schema-pointer.ts";
import { isJsonObject, isList } from "../json-value.ts";
import { findCycle } from "./cycles.ts";
import { rejected, type Finding, type Place } from "./finding.ts";
import { places, propertiesOf, requiredOf, typeNames } from "./places.ts";
import { malformed } from "./well-formed.ts";

/** https://platform.claude.com/docs/en/build-with-claude/structured-outputs */
const KEYWORDS = new Set([
  "$schema",
  "$id",
  "$comment",
  "$ref",
  "$defs",
  "definitions",
  "type",
  "title",
  "description",
  "default",
  "enum",
  "const",
  "anyOf",
  "allOf",
  "properties",
  "required",
  "additionalProperties",
  "items",
  "minItems",
  "format",
  "pattern",
]);

const FORMATS = new Set([
  "date-time",
  "time",
  "date",
  "duration",
  "email",
  "hostname",
  "uri",
  "ipv4",
  "ipv6",
  "uuid",
]);

/** The rules by which unsupported keywords are known; all others are covered by A9. */
const RULES: ReadonlyMap<string, string> = new Map([
  ["minimum", "A2"],
  ["maximum", "A2"],
  ["exclusiveMinimum", "A2"],
  ["exclusiveMaximum", "A2"],
  ["multipleOf", "A2"],
  ["minLength", "A3"],
  ["maxLength", "A3"],
  ["maxItems", "A4"],
  ["uniqueItems", "A4"],
]);

/** Documented limits, summed over all schemas of a request. */
const OPTIONAL_PARAMETERS = 24;
const UNION_PARAMETERS = 16;
/** Where compiling is seen to fail, far below what is documented. */
const COMPILABLE_OPTIONALS = 12;

export function checkAnthropic(root: JsonValue): readonly Finding[] {
  const findings = [...places(root)].flatMap((place) => [
    ...malformed(place, (keyword) => `Invalid value for '${keyword}'`),
    ...keywordFindings(place),
    ...objectFindings(place),
    ...valueFindings(place),
    ...referenceFindings(place),
  ]);
  const cycle = findCycle(root, { requiredOnly: false });
  if (cycle !== undefined) {
    findings.push(
      rejected("A6", { path: [] }, `Circular reference detected in schema definitions: ${cycle}`),
    );
  }
  return [...findings, ...checkAnthropicBudgets([root])];
}

/** Limits that hold for all schemas of a request together: those of strict tools and of the output format. */
export function checkAnthropicBudgets(schemas: readonly JsonValue[]): readonly Finding[] {
  let optionals = 0;
  let unions = 0;
  for (const { schema } of schemas.flatMap((root) => [...places(root)])) {
    const required = requiredOf(schema);
    for (const [key, member] of Object.entries(propertiesOf(schema))) {
      if (!required.includes(key)) optionals += 1;
      if (isJsonObject(member) && isUnion(member)) unions += 1;
    }
  }
  const path: readonly string[] = [];
  if (optionals > OPTIONAL_PARAMETERS) {
    return [
      rejected(
        "A12",
        { path },
        `Schemas contain too many optional parameters (${optionals}), which would make grammar compilation inefficient. Reduce the number of optional parameters (limit: ${OPTIONAL_PARAMETERS}).`,
      ),
    ];
  }
  if (unions > UNION_PARAMETERS) {
    return [
      rejected(
        "A13",
        { path },
        `Schemas contain too many parameters with union types (${unions} parameters with type arrays or anyOf). Reduce the number of nullable or union-typed parameters (limit: ${UNION_PARAMETERS} parameters with unions).`,
      ),
    ];
  }
  return optionals > COMPILABLE_OPTIONALS
    ? [rejected("A16", { path }, "Schema is too complex for compilation.")]
    : [];
}

function isUnion(schema: JsonObject): boolean {
  return isList(schema["anyOf"]) || isList(schema["type"]);
}

function keywordFindings(place: Place): readonly Finding[] {
  const { schema } = place;
  const type = typeNames(schema)[0] ?? "object";
  return Object.keys(schema)
    .filter((keyword) => !KEYWORDS.has(keyword))
    .map((keyword) =>
      rejected(
        RULES.get(keyword) ?? "A9",
        place,
        `For '${type}' type, property '${keyword}' is not supported`,
      ),
    );
}

function objectFindings(place: Place): readonly Finding[] {
  const { schema } = place;
  if (!typeNames(schema).includes("object") && schema["properties"] === undefined) return [];
  if (schema["additionalProperties"] === false) return [];
  return [
    rejected(
      "A1",
      place,
      "For 'object' type, 'additionalProperties' must be explicitly set to false",
    ),
  ];
}

function valueFindings(place: Place): readonly Finding[] {
  const { minItems, format, pattern, enum: choices } = place.schema;
  const findings: Finding[] = [];
  if (minItems !== undefined && minItems !== 0 && minItems !== 1) {
    findings.push(
      rejected(
        "A4",
        place,
        "For 'array' type, 'minItems' values other than 0 or 1 are not supported",
      ),
    );
  }
  if (typeof format === "string" && !FORMATS.has(format)) {
    findings.push(rejected("A10", place, `For 'string' type, format '${format}' is not supported`));
  }
  if (typeof pattern === "string" && isHardPattern(pattern)) {
    findings.push(rejected("A11", place, `Invalid regex in pattern field: ${pattern}`));
  }
  if (isList(choices) && choices.some((value) => isList(value) || isJsonObject(value))) {
    findings.push(rejected("A7", place, "enum values must be strings, numbers, booleans or null"));
  }
  return findings;
}

/** Backreferences, lookaround, word boundaries and large repetitions are not compiled. */
function isHardPattern(pattern: string): boolean {
  if (/\(\?<?[=!]|\\[1-9]|\\k<|\\[bB]/.test(pattern)) return true;
  return [...pattern.matchAll(/\{(\d+)(?:,(\d*))?\}/g)].some(
    ([, from, to]) => Number(from) > 1000 || Number(to) > 1000,
  );
}

function referenceFindings(place: Place): readonly Finding[] {
  const { $ref, allOf } = place.schema;
  const findings: Finding[] = [];
  if (typeof $ref === "string" && resolveReference(place.root, $ref) === undefined) {
    const message = $ref.startsWith("#")
      ? `Reference '${$ref}' not found`
      : `External $ref '${$ref}' is not supported`;
    findings.push(rejected("A5", place, message));
  }
  if (isList(allOf) && allOf.some((part) => isJsonObject(part) && part["$ref"] !== undefined)) {
    findings.push(rejected("A8", place, "'allOf' with '$ref' is not supported"));
  }
  return findings;
}
