/**
 * A subset of JSON Schema that a provider accepts: OpenAI's strict mode, Anthropic's `output_config.format`, the plain
 * input schema of an Anthropic tool (also what JSON mode shows the model), Google's `responseSchema` (an OpenAPI subset)
 * and Google's `responseJsonSchema`.
 */
export type Dialect =
  | "openai-strict"
  | "anthropic"
  | "anthropic-tool"
  | "google-openapi"
  | "google-json-schema";

/** Every dialect, in the order in which they are shown. */
export const DIALECTS: readonly Dialect[] = [
  "openai-strict",
  "anthropic",
  "anthropic-tool",
  "google-openapi",
  "google-json-schema",
];
