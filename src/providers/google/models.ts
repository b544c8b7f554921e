import type { KnownModel, ModelProfile, Quota, ReasoningEffort } from "../provider.ts";
import type { JsonObject } from "../../util/json.ts";

/** From ai.google.dev, November 2026. */
export const MODELS: readonly KnownModel[] = [
  { id: "gemini-4-argon", title: "Gemini 4 Argon" },
  { id: "gemini-4-carbon", title: "Gemini 4 Carbon" },
  { id: "gemini-3.8-flash", title: "Gemini 3.8 Flash" },
  { id: "gemini-3.5-flash", title: "Gemini 3.5 Flash" },
  { id: "gemini-3.5-flash-lite", title: "Gemini 3.5 Flash-Lite" },
  { id: "gemini-3.1-pro-preview", title: "Gemini 3.1 Pro (preview)" },
  { id: "gemini-2.5-pro", title: "Gemini 2.5 Pro" },
  { id: "gemini-2.5-flash", title: "Gemini 2.5 Flash" },
  { id: "gemini-2.5-flash-lite", title: "Gemini 2.5 Flash-Lite" },
];

export function profile(model: string): ModelProfile {
  return {
    known: MODELS.some(({ id }) => model === id || model.startsWith(`${id}-0`)),
    acceptsTemperature: true,
    acceptsEffort: true,
    maxOutputTokens: 65_536,
    structuredOutput: [
      // In batch, `responseJsonSchema` was seen to give no valid answer at all where `responseSchema` did
      // (crmne/ruby_llm#894), so the older field comes first.
      { via: "native", dialect: "google-openapi" },
      { via: "json", dialect: "anthropic-tool" },
    ],
  };
}

/** Thinking is a budget in tokens before Gemini 3, and a level since. */
export function thinkingConfig(
  model: string,
  effort: ReasoningEffort | undefined,
): JsonObject | undefined {
  if (effort === undefined) return undefined;
  return /^gemini-(1|2)\b/.test(model)
    ? { thinkingBudget: budget(model, effort) }
    : { thinkingLevel: level(effort) };
}

function level(effort: ReasoningEffort): string {
  switch (effort) {
    case "none":
    case "minimal":
      return "MINIMAL";
    case "low":
      return "LOW";
    case "medium":
      return "MEDIUM";
    case "high":
    case "xhigh":
    case "max":
      return "HIGH";
  }
}

function budget(model: string, effort: ReasoningEffort): number {
  switch (effort) {
    case "none":
      // Pro can't stop thinking; 128 tokens is the least it takes.
      return model.includes("pro") ? 128 : 0;
    case "minimal":
      return 512;
    case "low":
      return 1_024;
    case "medium":
      return 8_192;
    case "high":
    case "xhigh":
    case "max":
      return 24_576;
  }
}

/** Enqueued tokens by tier (the rate limits page, early 2026); of other models only AI Studio tells. */
const ENQUEUED_TOKENS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  "1": {
    "gemini-3-pro-preview": 50_000_000,
    "gemini-3-flash-preview": 3_000_000,
    "gemini-2.5-pro": 5_000_000,
    "gemini-2.5-flash": 3_000_000,
    "gemini-2.5-flash-lite": 10_000_000,
  },
  "2": { "gemini-3-pro-preview": 500_000_000 },
  "3": { "gemini-3-pro-preview": 1_000_000_000 },
};

export const TIERS: readonly string[] = Object.keys(ENQUEUED_TOKENS);

/** "100 concurrent batch jobs" (the same page). */
export function quota(model: string, tier = "1"): Quota {
  return {
    enqueuedTokens: ENQUEUED_TOKENS[tier]?.[model],
    enqueuedRequests: undefined,
    jobs: 100,
    createsPerHour: undefined,
  };
}
