import type { JsonValue } from "../../util/json.ts";
import { checkAnthropicTool } from "./anthropic-tool.ts";
import { checkAnthropic } from "./anthropic.ts";
import type { Dialect, Finding } from "./finding.ts";
import { checkGoogleJsonSchema } from "./google-json-schema.ts";
import { checkGoogleOpenapi } from "./google-openapi.ts";
import { checkOpenaiStrict } from "./openai-strict.ts";

/** What a provider would refuse in a schema, and what it would pass over. */
export function checkSchema(dialect: Dialect, schema: JsonValue): readonly Finding[] {
  switch (dialect) {
    case "openai-strict":
      return checkOpenaiStrict(schema);
    case "anthropic":
      return checkAnthropic(schema);
    case "anthropic-tool":
      return checkAnthropicTool(schema);
    case "google-openapi":
      return checkGoogleOpenapi(schema);
    case "google-json-schema":
      return checkGoogleJsonSchema(schema);
  }
}

/** The first finding for which the provider refuses the request. */
export function firstRejection(findings: readonly Finding[]): Finding | undefined {
  return findings.find(({ effect }) => effect === "rejected");
}
