import type { OpenAI } from "openai";
import { UsageError } from "../../errors.ts";
import { apiKeyOf } from "../api-key.ts";
import { ProviderCalls, sdkRefusal } from "../calls.ts";
import { directFetch } from "../direct-fetch.ts";
import { lazy } from "../../util/lazy.ts";
import type { Limits, Provider, ProviderOptions } from "../provider.ts";
import { createCodec } from "./codec.ts";
import type { OpenAIService } from "./definition.ts";
import { defaultEndpoint, type Endpoint, ENDPOINTS, profile, quota } from "./models.ts";
import { bodyFormat } from "./request.ts";
import { OpenAITransport } from "./transport.ts";

/** "The file can contain up to 50,000 requests, and can be up to 200 MB in size" (the SDK's batches.d.ts). */
const LIMITS: Limits = {
  requestsPerJob: 50_000,
  bytesPerJob: 200_000_000,
  mixesModels: false,
  submitTimeoutMs: 60_000,
};

export function createOpenAI(service: OpenAIService, options: ProviderOptions): Provider {
  const { name, title, keyVariables } = service;
  const apiKey = lazy(() => apiKeyOf(title, keyVariables, options));
  const endpoint = endpointOf(options);
  const { clock, random } = options;
  return {
    name,
    limits: LIMITS,
    codec: createCodec(endpoint),
    transport: new OpenAITransport({
      client: lazy(() => connect(service, options, apiKey())),
      calls: new ProviderCalls({
        provider: name,
        keyVariables,
        secret: apiKey,
        clock,
        random,
        refusalOf: sdkRefusal,
      }),
      endpoint: bodyFormat(endpoint).path,
      submitTimeoutMs: LIMITS.submitTimeoutMs,
    }),
    profile,
    quota,
    requireKey: () => void apiKey(),
  };
}

async function connect(
  { baseUrl, baseUrlVariable }: OpenAIService,
  { env, baseUrl: override }: ProviderOptions,
  apiKey: string,
): Promise<OpenAI> {
  const { OpenAI: Client } = await import("openai");
  const fromEnv = baseUrlVariable === undefined ? undefined : env[baseUrlVariable];
  return new Client({
    apiKey,
    baseURL: override ?? baseUrl ?? (fromEnv || null),
    organization: env["OPENAI_ORG_ID"] ?? null,
    project: env["OPENAI_PROJECT_ID"] ?? null,
    // Retries are ours: the SDK would repeat a create too, and pay twice.
    maxRetries: 0,
    fetch: directFetch,
    logLevel: "off",
  });
}

function endpointOf({ flags, model }: ProviderOptions): Endpoint {
  const given = flags["endpoint"];
  if (given === undefined) return defaultEndpoint(model ?? "");
  const endpoint = ENDPOINTS.find((known) => known === given);
  if (endpoint === undefined) {
    throw new UsageError(
      "invalid_option",
      `There is no endpoint "${given}". Use ${ENDPOINTS.join(" or ")}.`,
    );
  }
  return endpoint;
}
