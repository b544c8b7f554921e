import type { KnownModel, ModelProfile, Quota } from "../provider.ts";

/** Which of OpenAI's endpoints a job's requests go to. */
export type Endpoint = "chat" | "responses";

export const ENDPOINTS: readonly Endpoint[] = ["chat", "responses"];

/** The endpoint that a request line's `url` means; Azure leaves out the version. */
export function endpointAt(url: unknown): Endpoint | undefined {
  switch (url) {
    case "/v1/chat/completions":
    case "/chat/completions":
      return "chat";
    case "/v1/responses":
    case "/responses":
      return "responses";
    default:
      return undefined;
  }
}

/** From the SDK's model list and developers.openai.com, November 2026. */
export const MODELS: readonly KnownModel[] = [
  { id: "gpt-6-astra", title: "GPT-6 Astra" },
  { id: "gpt-6-sol", title: "GPT-6 Sol" },
  { id: "gpt-6-luna", title: "GPT-6 Luna" },
  { id: "gpt-6.1-terra", title: "GPT-6.1 Terra" },
  { id: "gpt-5.6-sol", title: "GPT-5.6 Sol" },
  { id: "gpt-5.6-terra", title: "GPT-5.6 Terra" },
  { id: "gpt-5.6-luna", title: "GPT-5.6 Luna" },
  { id: "gpt-5.5", title: "GPT-5.5" },
  { id: "gpt-5.4", title: "GPT-5.4" },
  { id: "gpt-5.4-mini", title: "GPT-5.4 mini" },
  { id: "gpt-5.4-nano", title: "GPT-5.4 nano" },
  { id: "gpt-4.1", title: "GPT-4.1" },
  { id: "gpt-4.1-mini", title: "GPT-4.1 mini" },
  { id: "gpt-4o", title: "GPT-4o" },
  { id: "gpt-4o-mini", title: "GPT-4o mini" },
];

/** A fine-tuned model behaves as the one it was made from: `ft:gpt-4o-mini-2024-07-18:org::id`. */
function baseModel(model: string): string {
  return model.startsWith("ft:") ? (model.split(":")[1] ?? model) : model;
}

/** The o series and GPT-5 and later think before they answer, but for their chat variants. */
export function reasons(model: string): boolean {
  return /^(o\d|gpt-[5-9]|codex)/.test(baseModel(model)) && !/-chat\b/.test(model);
}

/** Models from before structured outputs. */
function predatesStructuredOutputs(model: string): boolean {
  return /^(gpt-3\.5|gpt-4$|gpt-4-|gpt-4o-2024-05-13)/.test(baseModel(model));
}

/**
 * Where a model's requests go unless the user says otherwise. Reasoning models go to Responses, which is the only
 * endpoint for some of them (the pro and codex variants) and the one whose answers tell thinking, refusal and
 * truncation apart; the others go to chat completions, which every compatible server understands too.
 */
export function defaultEndpoint(model: string): Endpoint {
  return reasons(model) ? "responses" : "chat";
}

/** The model pages' "max output tokens". */
function mostOutput(model: string): number | undefined {
  const base = baseModel(model);
  if (/^o\d/.test(base)) return 100_000;
  if (reasons(model)) return 128_000;
  if (base.startsWith("gpt-4.1")) return 32_768;
  return base.startsWith("gpt-4o") ? 16_384 : undefined;
}

export function profile(model: string): ModelProfile {
  return {
    known: MODELS.some(
      ({ id }) => baseModel(model) === id || baseModel(model).startsWith(`${id}-20`),
    ),
    // Reasoning models answer 400 to sampling parameters.
    acceptsTemperature: !reasons(model),
    acceptsEffort: reasons(model),
    maxOutputTokens: mostOutput(model),
    structuredOutput: [
      ...(predatesStructuredOutputs(model)
        ? []
        : ([
            { via: "native", dialect: "openai-strict" },
            { via: "tool", dialect: "openai-strict" },
          ] as const)),
      { via: "json", dialect: "anthropic-tool" },
    ],
  };
}

/**
 * "2,000 batch creations per hour" (the batch guide). Enqueued tokens differ by account and stand only on its limits page:
 * what is too much is learned from jobs that fail with `token_limit_exceeded`.
 */
export function quota(): Quota {
  return {
    enqueuedTokens: undefined,
    enqueuedRequests: undefined,
    jobs: undefined,
    createsPerHour: 2_000,
  };
}
