import type { RequestSettings } from "../../src/providers/provider.ts";

/** Settings of a request with a schema that is long enough to be worth serialising once. */
export const sampleSettings: RequestSettings = {
  model: "some-model",
  maxOutputTokens: 500,
  temperature: undefined,
  reasoningEffort: undefined,
  providerOptions: undefined,
  output: {
    kind: "schema",
    via: "native",
    name: "User",
    dialect: "openai-strict",
    schema: {
      type: "object",
      properties: { name: { type: "string" }, age: { type: "integer" } },
      required: ["name", "age"],
      additionalProperties: false,
    },
  },
};
