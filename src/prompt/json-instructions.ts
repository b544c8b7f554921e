import type { JsonObject } from "../util/json.ts";

/** What is added to the system prompt where the provider does not hold the answer to a schema. */
export function jsonInstructions(schema: JsonObject): string {
  return `Answer with one JSON value and nothing else: no explanation, no code fence. It must fit this JSON Schema:\n${JSON.stringify(schema)}`;
}
