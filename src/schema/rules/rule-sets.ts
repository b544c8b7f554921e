import type { Dialect } from "../dialect.ts";
import type { RuleSet } from "./rule-set.ts";

const UNLIMITED: RuleSet["limits"] = {
  properties: Infinity,
  depth: Infinity,
  characters: Infinity,
  enumValues: Infinity,
  longEnum: { from: Infinity, characters: Infinity },
  optionalProperties: Infinity,
  unions: Infinity,
  items: Infinity,
};

const TYPES = new Set(["object", "array", "string", "number", "integer", "boolean", "null"]);
const SCALARS = new Set(["string", "number", "boolean", "null"]);
const STRUCTURE = ["type", "description", "enum", "properties", "required", "items", "anyOf"];

/** https://platform.openai.com/docs/guides/structured-outputs#supported-schemas */
const openaiStrict: RuleSet = {
  keywords: new Set([
    ...STRUCTURE,
    "$ref",
    "$defs",
    "additionalProperties",
    "pattern",
    "format",
    "minItems",
    "maxItems",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
  ]),
  types: TYPES,
  typeLists: true,
  typed: true,
  closedObjects: true,
  allRequired: true,
  nonEmptyObjects: false,
  formats: new Set([
    "date-time",
    "time",
    "date",
    "duration",
    "email",
    "hostname",
    "ipv4",
    "ipv6",
    "uuid",
  ]),
  enumKinds: SCALARS,
  plainPatterns: true,
  largestMinItems: Infinity,
  references: "cyclic",
  bareReferences: true,
  distinctFirstKeys: true,
  keys: /^[^]*$/,
  limits: {
    ...UNLIMITED,
    properties: 5000,
    depth: 10,
    characters: 120_000,
    enumValues: 1000,
    longEnum: { from: 250, characters: 15_000 },
  },
};

/** https://platform.claude.com/docs/en/build-with-claude/structured-outputs */
const anthropic: RuleSet = {
  keywords: new Set([...STRUCTURE, "$ref", "$defs", "additionalProperties", "format", "minItems"]),
  types: TYPES,
  typeLists: true,
  typed: false,
  closedObjects: true,
  allRequired: false,
  nonEmptyObjects: false,
  formats: new Set([
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
  ]),
  enumKinds: SCALARS,
  plainPatterns: true,
  largestMinItems: 1,
  references: "acyclic",
  bareReferences: true,
  distinctFirstKeys: false,
  keys: /^[^]*$/,
  limits: { ...UNLIMITED, optionalProperties: 10, unions: 16 },
};

/** JSON Schema 2020-12 with an object at its root: https://platform.claude.com/docs/en/agents-and-tools/tool-use */
const anthropicTool: RuleSet = {
  keywords: new Set([
    ...STRUCTURE,
    "$ref",
    "$defs",
    "additionalProperties",
    "patternProperties",
    "propertyNames",
    "minProperties",
    "maxProperties",
    "prefixItems",
    "minItems",
    "maxItems",
    "uniqueItems",
    "pattern",
    "format",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
  ]),
  types: TYPES,
  typeLists: true,
  typed: false,
  closedObjects: false,
  allRequired: false,
  nonEmptyObjects: false,
  formats: "all",
  enumKinds: SCALARS,
  plainPatterns: false,
  largestMinItems: Infinity,
  references: "cyclic",
  bareReferences: false,
  distinctFirstKeys: false,
  keys: /^[a-zA-Z0-9_.-]{1,64}$/,
  limits: UNLIMITED,
};

/** https://ai.google.dev/api/generate-content#v1beta.GenerationConfig */
const googleJsonSchema: RuleSet = {
  keywords: new Set([
    ...STRUCTURE,
    "$ref",
    "$defs",
    "additionalProperties",
    "prefixItems",
    "minItems",
    "maxItems",
    "minimum",
    "maximum",
    "format",
  ]),
  types: TYPES,
  typeLists: true,
  typed: true,
  closedObjects: false,
  allRequired: false,
  nonEmptyObjects: false,
  formats: new Set(["date-time", "date", "time"]),
  enumKinds: new Set(["string", "number"]),
  plainPatterns: true,
  largestMinItems: Infinity,
  references: "cyclic_if_optional",
  bareReferences: true,
  distinctFirstKeys: false,
  keys: /^[^]*$/,
  limits: { ...UNLIMITED, items: 960 },
};

/** https://ai.google.dev/api/caching#Schema */
const googleOpenapi: RuleSet = {
  ...googleJsonSchema,
  keywords: new Set([
    ...STRUCTURE,
    "nullable",
    "format",
    "minItems",
    "maxItems",
    "minimum",
    "maximum",
  ]),
  types: new Set(["object", "array", "string", "number", "integer", "boolean"]),
  typeLists: false,
  nonEmptyObjects: true,
  formats: new Set(["date-time"]),
  enumKinds: new Set(["string"]),
  references: "none",
};

const RULE_SETS: Readonly<Record<Dialect, RuleSet>> = {
  "openai-strict": openaiStrict,
  anthropic,
  "anthropic-tool": anthropicTool,
  "google-json-schema": googleJsonSchema,
  "google-openapi": googleOpenapi,
};

export function ruleSetOf(dialect: Dialect): RuleSet {
  return RULE_SETS[dialect];
}
