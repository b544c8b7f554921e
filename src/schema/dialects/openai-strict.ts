import type { Capabilities } from "./capabilities.ts";

/**
 * OpenAI's strict mode, of `response_format` and of strict tools alike.
 * https://platform.openai.com/docs/guides/structured-outputs#supported-schemas
 */
export const openaiStrict: Capabilities = {
  dialect: "openai-strict",
  objects: {
    additionalProperties: "false",
    maps: false,
    patterns: false,
    empty: true,
    size: false,
    keys: /^[^\p{Cc}"\\]{1,256}$/u,
  },
  absence: "never",
  arrays: {
    prefixItems: false,
    closedItems: false,
    minItems: Infinity,
    maxItems: Infinity,
    uniqueItems: false,
  },
  strings: {
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
    // Taken by base models and refused by fine-tuned ones: https://github.com/openai/openai-java/pull/520
    lengths: false,
    patterns: "plain",
  },
  numbers: { bounds: "all", multipleOf: true },
  constants: {
    kinds: new Set(["string", "number", "boolean", "null"]),
    mixed: "typed",
    emptyString: true,
  },
  any: false,
  null: "type",
  references: "cyclic",
  referenceDocs: false,
  // https://github.com/openai/openai-python/issues/2193
  distinctFirstKeys: true,
  budgets: {
    properties: 5000,
    depth: 10,
    characters: 120_000,
    enumValues: 1000,
    enumCharacters: { from: 250, limit: 15_000 },
    optionalProperties: Infinity,
    unions: Infinity,
    items: Infinity,
    parts: Infinity,
  },
};
