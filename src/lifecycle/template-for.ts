import { jsonInstructions } from "../prompt/json-instructions.ts";
import { compilePrompt, type Prompt } from "../prompt/prompt.ts";
import type { Provider } from "../providers/provider.ts";
import type { BatchOptions, Setup } from "../store/batch.ts";
import { compileRequestTemplate, type RequestTemplate } from "./request-template.ts";

/** What writes the requests of a setup. */
export function templateFor(
  { codec }: Pick<Provider, "codec">,
  { request }: Setup,
  options: Pick<BatchOptions, "system" | "prompt">,
): RequestTemplate {
  return compileRequestTemplate({ codec, settings: request, prompt: promptFor(request, options) });
}

function promptFor(
  { output }: Setup["request"],
  { system, prompt }: Pick<BatchOptions, "system" | "prompt">,
): Prompt {
  const instructions =
    output.kind === "schema" && output.via === "json" ? jsonInstructions(output.schema) : undefined;
  return compilePrompt({ system, prompt, instructions });
}
