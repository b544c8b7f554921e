import type { GoogleGenAI } from "@google/genai";
import { UsageError } from "../../errors.ts";
import { lazy } from "../../util/lazy.ts";
import { apiKeyOf } from "../api-key.ts";
import { ProviderCalls, sdkRefusal } from "../calls.ts";
import type { Limits, Provider, ProviderOptions } from "../provider.ts";
import { codec } from "./codec.ts";
import { type GoogleConnection, GoogleHttp, googleFetch } from "./http.ts";
import { google, MODES } from "./definition.ts";
import { profile, quota } from "./models.ts";
import { GoogleTransport } from "./transport.ts";

/** "Inline requests: total size under 20 MB"; a million bytes are kept for what is around the requests. */
const INLINE_BYTES = 19_000_000;

const LIMITS: Limits = {
  // Not documented. 200,000 is Vertex's number, and half of it keeps a job's index small.
  requestsPerJob: 100_000,
  // "Input file: 2 GB" (the batch API guide).
  bytesPerJob: 2_000_000_000,
  mixesModels: false,
  submitTimeoutMs: 2 * 60_000,
};

export function createGoogle(options: ProviderOptions): Provider {
  const { env, clock, random } = options;
  const apiKey = lazy(() => apiKeyOf(google.title, google.keyVariables, options));
  const connection: GoogleConnection = {
    apiKey,
    baseUrl:
      options.baseUrl ||
      env["GOOGLE_GEMINI_BASE_URL"] ||
      "https://generativelanguage.googleapis.com",
    apiVersion: apiVersion(env["GOOGLE_GENAI_API_VERSION"]),
  };
  const calls = new ProviderCalls({
    provider: google.name,
    keyVariables: google.keyVariables,
    secret: apiKey,
    clock,
    random,
    refusalOf: sdkRefusal,
  });
  const mode = modeOf(options);
  return {
    name: google.name,
    limits: mode === "inline" ? { ...LIMITS, bytesPerJob: INLINE_BYTES } : LIMITS,
    codec,
    transport: new GoogleTransport({
      client: lazy(() => connect(connection)),
      http: new GoogleHttp(connection, calls),
      calls,
      inlineBytes: mode === "file" ? 0 : INLINE_BYTES,
    }),
    profile,
    quota,
    requireKey: () => void apiKey(),
  };
}

async function connect({
  apiKey,
  baseUrl,
  apiVersion: version,
}: GoogleConnection): Promise<GoogleGenAI> {
  const { GoogleGenAI: Client } = await import("@google/genai");
  return new Client({
    apiKey: apiKey(),
    vertexai: false,
    apiVersion: version,
    httpOptions: { baseUrl, apiVersion: version, fetch: googleFetch },
  });
}

/** The version of the API by the SDK's own variable and its own default. */
function apiVersion(variable: string | undefined): string {
  if (variable === "beta") return "v1beta";
  return variable || "v1";
}

function modeOf({ flags }: ProviderOptions): (typeof MODES)[number] | undefined {
  const given = flags["google-mode"];
  const mode = MODES.find((known) => known === given);
  if (given !== undefined && mode === undefined) {
    throw new UsageError(
      "invalid_option",
      `There is no --google-mode "${given}". Use ${MODES.join(" or ")}.`,
    );
  }
  return mode;
}
