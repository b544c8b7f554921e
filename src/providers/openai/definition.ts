import type { ProviderDefinition } from "../provider.ts";
import { isObject } from "../../util/json.ts";
import { endpointAt, ENDPOINTS, MODELS } from "./models.ts";

/** A server that speaks OpenAI's files and batches, at OpenAI or elsewhere. */
export interface OpenAIService {
  /** OpenAI itself, a resource of Azure's, or any other server. */
  readonly kind: "openai" | "azure-openai" | "openai-compatible";
  readonly name: string;
  readonly title: string;
  readonly keyVariables: readonly string[];
  readonly baseUrlVariable?: string | undefined;
  readonly baseUrl?: string | undefined;
  /** Azure's `api-version`. */
  readonly apiVersion?: string | undefined;
}

export function defineOpenAI(service: OpenAIService): ProviderDefinition {
  const { kind, name, title, keyVariables, baseUrlVariable } = service;
  return {
    name,
    protocol: "openai",
    title,
    keyVariables,
    baseUrlVariable,
    flags: [
      {
        name: "endpoint",
        values: ENDPOINTS,
        description: "Where requests go: responses for reasoning models, else chat, unless given",
      },
    ],
    // What others serve, only they know.
    models: kind === "openai" ? MODELS : [],
    // Limits by tier stand on the account's own page only.
    tiers: [],
    flagsOf: (request) => {
      const endpoint = isObject(request) ? endpointAt(request["url"]) : undefined;
      return endpoint === undefined ? {} : { endpoint };
    },
    create: async (options) => {
      const { createOpenAI } = await import("./provider.ts");
      return createOpenAI(service, options);
    },
  };
}

export const openai: ProviderDefinition = defineOpenAI({
  kind: "openai",
  name: "openai",
  title: "OpenAI",
  keyVariables: ["OPENAI_API_KEY"],
  baseUrlVariable: "OPENAI_BASE_URL",
});
