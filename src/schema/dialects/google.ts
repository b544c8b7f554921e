import type { Capabilities } from "./capabilities.ts";

/**
 * Google tells no numbers: sums of `maxItems` near 960, enums of a few hundred values and large schemas are refused with
 * "too many states for serving" or a bare INVALID_ARGUMENT.
 * https://github.com/googleapis/python-genai/issues/660, /950, /2133, /2170; https://github.com/googleapis/go-genai/issues/336
 */
const budgets: Capabilities["budgets"] = {
  properties: Infinity,
  depth: Infinity,
  characters: Infinity,
  enumValues: 250,
  enumCharacters: { from: 0, limit: 3000 },
  optionalProperties: Infinity,
  unions: Infinity,
  items: 900,
  parts: 1000,
};

/** `responseJsonSchema`: https://ai.google.dev/api/generate-content#v1beta.GenerationConfig */
export const googleJsonSchema: Capabilities = {
  dialect: "google-json-schema",
  objects: {
    additionalProperties: "natural",
    maps: true,
    patterns: false,
    empty: true,
    size: false,
    keys: /^[^\p{Cc}"\\$][^\p{Cc}"\\]{0,255}$/u,
  },
  absence: "free",
  arrays: {
    prefixItems: true,
    closedItems: false,
    minItems: 64,
    maxItems: 64,
    uniqueItems: false,
  },
  strings: { formats: new Set(["date-time", "date", "time"]), lengths: false, patterns: "none" },
  numbers: { bounds: "inclusive", multipleOf: false },
  constants: {
    kinds: new Set(["string", "number"]),
    mixed: "no",
    emptyString: false,
  },
  any: false,
  null: "type",
  references: "cyclic_if_optional",
  referenceDocs: false,
  distinctFirstKeys: false,
  budgets,
};

/** `responseSchema`, a subset of OpenAPI 3.0: https://ai.google.dev/api/caching#Schema */
export const googleOpenapi: Capabilities = {
  ...googleJsonSchema,
  dialect: "google-openapi",
  objects: {
    ...googleJsonSchema.objects,
    additionalProperties: "absent",
    maps: false,
    empty: false,
  },
  arrays: { ...googleJsonSchema.arrays, prefixItems: false },
  strings: { formats: new Set(["date-time"]), lengths: false, patterns: "none" },
  constants: { ...googleJsonSchema.constants, kinds: new Set(["string"]) },
  null: "keyword",
  references: "none",
};
