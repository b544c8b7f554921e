import type { Dialect } from "../dialect.ts";
import { anthropic, anthropicTool } from "./anthropic.ts";
import type { Capabilities } from "./capabilities.ts";
import { googleJsonSchema, googleOpenapi } from "./google.ts";
import { openaiStrict } from "./openai-strict.ts";

const ALL: Readonly<Record<Dialect, Capabilities>> = {
  "openai-strict": openaiStrict,
  anthropic,
  "anthropic-tool": anthropicTool,
  "google-openapi": googleOpenapi,
  "google-json-schema": googleJsonSchema,
};

export function capabilitiesOf(dialect: Dialect): Capabilities {
  return ALL[dialect];
}
