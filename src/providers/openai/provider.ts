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
  const { kind, name, title, keyVariables } = service;
  const apiKey = lazy(() => apiKeyOf(title, keyVariables, options));
  const endpoint = endpointOf(options);
  const path = requestPath(service, endpoint);
  const { clock, random } = options;
  return {
    name,
    limits: LIMITS,
    codec: createCodec(endpoint, path),
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
      endpoint: path,
      // Azure keeps few files that don't expire; other servers may not know the field.
      filesExpire: kind !== "openai-compatible",
      submitTimeoutMs: LIMITS.submitTimeoutMs,
    }),
    // There is no table of what others serve, so that nothing there is out of the ordinary.
    profile: (model) => (kind === "openai" ? profile(model) : { ...profile(model), known: true }),
    quota,
    requireKey: () => void apiKey(),
  };
}

async function connect(
  { kind, baseUrl, baseUrlVariable, apiVersion }: OpenAIService,
  { env, baseUrl: override }: ProviderOptions,
  apiKey: string,
): Promise<OpenAI> {
  const { AzureOpenAI, OpenAI: Client } = await import("openai");
  const fromEnv = baseUrlVariable === undefined ? undefined : env[baseUrlVariable];
  const address = override ?? baseUrl ?? (fromEnv || null);
  const shared = {
    apiKey,
    // Retries are ours: the SDK would repeat a create too, and pay twice.
    maxRetries: 0,
    fetch: directFetch,
    logLevel: "off",
  } as const;
  switch (kind) {
    case "openai":
      return new Client({
        ...shared,
        baseURL: address,
        organization: env["OPENAI_ORG_ID"] ?? null,
        project: env["OPENAI_PROJECT_ID"] ?? null,
      });
    case "openai-compatible":
      return new Client({ ...shared, baseURL: address, organization: null, project: null });
    case "azure-openai":
      // Not its `endpoint`, which the SDK refuses where OPENAI_BASE_URL is set, and no `deployment`, which it would put
      // into the path of every create.
      return new AzureOpenAI({
        ...shared,
        baseURL: `${address?.replace(/\/+$/, "")}/openai`,
        apiVersion,
        organization: null,
        project: null,
      });
  }
}

/** What the server calls an endpoint: Azure's version stands elsewhere. */
function requestPath({ kind }: OpenAIService, endpoint: Endpoint): string {
  const { path } = bodyFormat(endpoint);
  return kind === "azure-openai" ? path.replace(/^\/v1/, "") : path;
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
