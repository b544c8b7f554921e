import type { Anthropic } from "@anthropic-ai/sdk";
import { apiKeyOf } from "../api-key.ts";
import { ProviderCalls, sdkRefusal } from "../calls.ts";
import { directFetch } from "../direct-fetch.ts";
import type { Limits, Provider, ProviderOptions } from "../provider.ts";
import { lazy } from "../../util/lazy.ts";
import { codec } from "./codec.ts";
import { anthropic } from "./definition.ts";
import { profile, quota } from "./models.ts";
import { AnthropicTransport } from "./transport.ts";

/** "100,000 Message requests or 256 MB in size, whichever is reached first" (the batch processing guide). */
const LIMITS: Limits = {
  requestsPerJob: 100_000,
  // The lines travel in a JSON body with a little around them.
  bytesPerJob: 256_000_000 - 1_000,
  mixesModels: true,
  submitTimeoutMs: 10 * 60_000,
};

export function createAnthropic(options: ProviderOptions): Provider {
  const apiKey = lazy(() => apiKeyOf(anthropic.title, anthropic.keyVariables, options));
  const { clock, random } = options;
  return {
    name: anthropic.name,
    limits: LIMITS,
    codec,
    transport: new AnthropicTransport({
      client: lazy(() => connect(options, apiKey())),
      calls: new ProviderCalls({
        provider: anthropic.name,
        keyVariables: anthropic.keyVariables,
        secret: apiKey,
        clock,
        random,
        refusalOf: sdkRefusal,
      }),
      submitTimeoutMs: LIMITS.submitTimeoutMs,
    }),
    profile,
    quota,
    requireKey: () => void apiKey(),
  };
}

async function connect({ env, baseUrl }: ProviderOptions, apiKey: string): Promise<Anthropic> {
  const { Anthropic: Client } = await import("@anthropic-ai/sdk");
  return new Client({
    apiKey,
    authToken: null,
    baseURL: baseUrl ?? (env["ANTHROPIC_BASE_URL"] || null),
    // Retries are ours: the SDK would repeat a create too, and pay twice.
    maxRetries: 0,
    fetch: directFetch,
    logLevel: "off",
  });
}
