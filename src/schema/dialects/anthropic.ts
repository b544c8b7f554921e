import type { Capabilities } from "./capabilities.ts";

/** Anthropic's `output_config.format`: https://platform.claude.com/docs/en/build-with-claude/structured-outputs */
export const anthropic: Capabilities = {
  dialect: "anthropic",
  objects: {
    additionalProperties: "false",
    maps: false,
    patterns: false,
    empty: true,
    size: false,
    keys: /^[^\p{Cc}"\\]{1,256}$/u,
  },
  absence: "budgeted",
  arrays: {
    prefixItems: false,
    closedItems: false,
    minItems: 1,
    maxItems: 0,
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
      "uri",
      "ipv4",
      "ipv6",
      "uuid",
    ]),
    lengths: false,
    // Documented as supported, and yet moved into the description by Anthropic's own SDKs.
    patterns: "none",
  },
  numbers: { bounds: "none", multipleOf: false },
  constants: {
    kinds: new Set(["string", "number", "boolean", "null"]),
    mixed: "untyped",
    emptyString: true,
  },
  any: false,
  null: "type",
  references: "acyclic",
  referenceDocs: false,
  distinctFirstKeys: false,
  budgets: {
    properties: Infinity,
    depth: Infinity,
    characters: Infinity,
    enumValues: Infinity,
    enumCharacters: { from: Infinity, limit: Infinity },
    // 24 are documented. Vertex refuses to compile from 11 on, the API from 13:
    // https://github.com/vercel/ai/tree/main/packages/anthropic
    optionalProperties: 10,
    unions: 16,
    items: Infinity,
    // "The compiled grammar is too large": https://github.com/anthropics/anthropic-sdk-python/issues/1185
    parts: 1500,
  },
};

const UNLIMITED: Capabilities["budgets"] = {
  properties: Infinity,
  depth: Infinity,
  characters: Infinity,
  enumValues: Infinity,
  enumCharacters: { from: Infinity, limit: Infinity },
  optionalProperties: Infinity,
  unions: Infinity,
  items: Infinity,
  parts: Infinity,
};

/** The input schema of a tool that isn't strict: valid JSON Schema 2020-12 that is shown, and not enforced. */
export const anthropicTool: Capabilities = {
  dialect: "anthropic-tool",
  objects: {
    additionalProperties: "natural",
    maps: true,
    patterns: true,
    empty: true,
    size: true,
    keys: /^[a-zA-Z0-9_.-]{1,64}$/,
  },
  absence: "free",
  arrays: {
    prefixItems: true,
    closedItems: true,
    minItems: Infinity,
    maxItems: Infinity,
    uniqueItems: true,
  },
  strings: { formats: "all", lengths: true, patterns: "all" },
  numbers: { bounds: "all", multipleOf: true },
  constants: {
    kinds: new Set(["string", "number", "boolean", "null"]),
    mixed: "untyped",
    emptyString: true,
  },
  any: true,
  null: "type",
  references: "cyclic",
  referenceDocs: true,
  distinctFirstKeys: false,
  budgets: UNLIMITED,
};

/** JSON inside a string: nobody checks it, so that everything may be said as the model has it. */
export const jsonText: Capabilities = {
  ...anthropicTool,
  objects: { ...anthropicTool.objects, keys: /^[^]*$/ },
};
