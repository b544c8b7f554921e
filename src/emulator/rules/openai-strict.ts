import type { JsonObject, JsonValue } from "../../util/json.ts";
import { resolveReference } from "../extractor/schema-pointer.ts";
import { isJsonObject, isList } from "../json-value.ts";
import { rejected, type Finding, type Place } from "./finding.ts";
import { openaiBudgets } from "./openai-budgets.ts";
import { places, propertiesOf, requiredOf, typeNames } from "./places.ts";
import { malformed } from "./well-formed.ts";

/** https://platform.openai.com/docs/guides/structured-outputs#supported-schemas */
const KEYWORDS = new Set([
  "$schema",
  "$defs",
  "definitions",
  "$ref",
  "type",
  "title",
  "description",
  "properties",
  "required",
  "additionalProperties",
  "items",
  "anyOf",
  "enum",
  "const",
  "pattern",
  "format",
  "minLength",
  "maxLength",
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
  "minItems",
  "maxItems",
]);

/** Keywords that the documentation names as not supported; the others are refused as well, by report only. */
const NAMED_UNSUPPORTED = new Set([
  "allOf",
  "not",
  "if",
  "then",
  "else",
  "dependentRequired",
  "dependentSchemas",
]);

const FORMATS = new Set([
  "date-time",
  "time",
  "date",
  "duration",
  "email",
  "hostname",
  "ipv4",
  "ipv6",
  "uuid",
]);

const DEFINITIONS = new Set(["$defs", "definitions"]);

const CONSTRAINTS = [
  "minLength",
  "maxLength",
  "pattern",
  "format",
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
  "minItems",
  "maxItems",
];

export function checkOpenaiStrict(root: JsonValue): readonly Finding[] {
  const findings = [...rootFindings(root)];
  for (const place of places(root)) {
    findings.push(
      ...malformed(
        place,
        (keyword) => `${repr(place.schema[keyword])} is not valid for '${keyword}'.`,
      ),
      ...keywordFindings(place),
      ...objectFindings(place),
      ...leafFindings(place),
      ...referenceFindings(place),
      ...unionFindings(place),
    );
  }
  return [...findings, ...openaiBudgets(root)];
}

/** Fine-tuned models take no constraints on texts, numbers and lists. */
export function checkFineTuned(root: JsonValue): readonly Finding[] {
  return [...places(root)].flatMap((place) =>
    CONSTRAINTS.filter((keyword) => keyword in place.schema).map((keyword) =>
      rejected("O16", place, `'${keyword}' is not permitted.`),
    ),
  );
}

function rootFindings(root: JsonValue): readonly Finding[] {
  const path: Place["path"] = [];
  if (!isJsonObject(root)) return [rejected("O1", { path }, "schema must be a JSON object.")];
  const type = typeof root["type"] === "string" ? root["type"] : "None";
  if (type === "object" && root["anyOf"] === undefined && root["$ref"] === undefined) return [];
  return [
    rejected(
      "O1",
      { path },
      `schema must be a JSON Schema of 'type: "object"', got 'type: "${type}"'.`,
    ),
  ];
}

function keywordFindings(place: Place): readonly Finding[] {
  return Object.keys(place.schema)
    .filter((keyword) => !KEYWORDS.has(keyword))
    .map((keyword) => {
      const rule = NAMED_UNSUPPORTED.has(keyword) ? "O4" : keyword === "default" ? "O5d" : "O5";
      return rejected(rule, place, `'${keyword}' is not permitted.`);
    });
}

function objectFindings(place: Place): readonly Finding[] {
  const { schema } = place;
  if (!typeNames(schema).includes("object") && schema["properties"] === undefined) return [];
  const findings: Finding[] = [];
  if (schema["additionalProperties"] !== false) {
    findings.push(
      rejected("O2", place, "'additionalProperties' is required to be supplied and to be false."),
    );
  }
  const keys = Object.keys(propertiesOf(schema));
  const required = requiredOf(schema);
  const lead =
    "'required' is required to be supplied and to be an array including every key in properties.";
  for (const key of keys.filter((one) => !required.includes(one))) {
    findings.push(rejected("O3", place, `${lead} Missing '${key}'.`));
  }
  for (const key of required.filter((one) => !keys.includes(one))) {
    findings.push(rejected("O3", place, `${lead} Extra required key '${key}' supplied.`));
  }
  return findings;
}

function leafFindings(place: Place): readonly Finding[] {
  const { schema } = place;
  const findings: Finding[] = [];
  const typed = ["type", "anyOf", "$ref"].some((keyword) => keyword in schema);
  if (!typed && place.path.length > 0) {
    findings.push(rejected("O6", place, "schema must have a 'type' key."));
  }
  const { format, pattern } = schema;
  if (typeof format === "string" && !FORMATS.has(format)) {
    findings.push(rejected("O7", place, `'${format}' is not a valid format.`));
  }
  if (typeof pattern === "string" && /\(\?<?[=!]/.test(pattern)) {
    findings.push(rejected("O8", place, "lookaround is not supported in 'pattern'."));
  }
  if (typeNames(schema).includes("array") && !isJsonObject(schema["items"])) {
    findings.push(rejected("O13", place, "array schema missing items."));
  }
  return findings;
}

function referenceFindings(place: Place): readonly Finding[] {
  const { $ref, ...beside } = place.schema;
  if (typeof $ref !== "string") return [];
  const findings: Finding[] = [];
  const siblings = Object.keys(beside).filter((keyword) => !DEFINITIONS.has(keyword));
  if (siblings.length > 0) {
    const names = siblings.map((keyword) => `'${keyword}'`).join(", ");
    findings.push(rejected("O9", place, `$ref cannot have keywords {${names}}.`));
  }
  if (resolveReference(place.root, $ref) === undefined) {
    findings.push(
      rejected("O9", place, `reference '${$ref}' can only point to definitions within the schema.`),
    );
  }
  return findings;
}

/** Object branches that begin with the same key can't be told apart, unless a constant tells them. */
function unionFindings(place: Place): readonly Finding[] {
  const branches = place.schema["anyOf"];
  if (!isList(branches)) return [];
  const seen = new Map<string, Set<string>>();
  for (const branch of branches.map((one) => target(one, place.root))) {
    const [first] = branch === undefined ? [] : Object.entries(propertiesOf(branch));
    if (first === undefined) continue;
    const [key, member] = first;
    const constants = constantsOf(member).map((value) => JSON.stringify(value));
    const before = seen.get(key);
    const clash =
      before !== undefined &&
      (constants.length === 0 || before.size === 0 || constants.some((one) => before.has(one)));
    if (clash) {
      return [
        rejected(
          "O11",
          place,
          `Objects provided via 'anyOf' must not share identical first keys. Consider adding a discriminator key or rearranging the properties to ensure the first key is unique.`,
        ),
      ];
    }
    seen.set(key, new Set([...(before ?? []), ...constants]));
  }
  return [];
}

function target(schema: JsonValue, root: JsonValue): JsonObject | undefined {
  if (!isJsonObject(schema)) return undefined;
  const reference = schema["$ref"];
  const found = typeof reference === "string" ? resolveReference(root, reference) : schema;
  return isJsonObject(found) ? found : undefined;
}

function constantsOf(schema: JsonValue): readonly JsonValue[] {
  if (!isJsonObject(schema)) return [];
  if (schema["const"] !== undefined) return [schema["const"]];
  return isList(schema["enum"]) ? schema["enum"] : [];
}

/** A value as the service's messages show it. */
function repr(value: JsonValue | undefined): string {
  return typeof value === "string" ? `'${value}'` : JSON.stringify(value ?? null);
}
