import type { KnownModel, ModelProfile, Quota } from "../provider.ts";

/** From the SDK's model list, November 2026. */
export const MODELS: readonly KnownModel[] = [
  { id: "claude-fable-5-2", title: "Claude Fable 5.2" },
  { id: "claude-fable-5-1", title: "Claude Fable 5.1" },
  { id: "claude-fable-5", title: "Claude Fable 5" },
  { id: "claude-opus-5-5", title: "Claude Opus 5.5" },
  { id: "claude-opus-5", title: "Claude Opus 5" },
  { id: "claude-opus-4-8", title: "Claude Opus 4.8" },
  { id: "claude-opus-4-7", title: "Claude Opus 4.7" },
  { id: "claude-opus-4-6", title: "Claude Opus 4.6" },
  { id: "claude-opus-4-5", title: "Claude Opus 4.5" },
  { id: "claude-sonnet-5-5", title: "Claude Sonnet 5.5" },
  { id: "claude-sonnet-5", title: "Claude Sonnet 5" },
  { id: "claude-sonnet-4-6", title: "Claude Sonnet 4.6" },
  { id: "claude-sonnet-4-5", title: "Claude Sonnet 4.5" },
  { id: "claude-haiku-5-5", title: "Claude Haiku 5.5" },
  { id: "claude-haiku-4-5", title: "Claude Haiku 4.5" },
];

/** `claude-sonnet-4-5` is family sonnet, version 4.05; NaN for a name of another kind. */
function versionOf(model: string): { readonly family: string; readonly version: number } {
  const [, family = "", major = "", minor = "0"] =
    /^claude-([a-z]+)-(\d)(?:-(\d{1,2}))?(?:-\d{8})?$/.exec(model) ?? [];
  return { family, version: major === "" ? Number.NaN : Number(major) + Number(minor) / 100 };
}

/** Whether the model thinks unless it is told not to, and what it thinks counts as output. */
function thinksByDefault(model: string): boolean {
  const { version } = versionOf(model);
  // A name that we can't read is most likely a newer model's.
  return Number.isNaN(version) ? !model.startsWith("claude-3") : version >= 5;
}

/** Whether `output_config.effort` is known to the model. */
export function takesEffort(model: string): boolean {
  const { family, version } = versionOf(model);
  if (thinksByDefault(model)) return true;
  return version >= 4.06 || (family === "opus" && version >= 4.05);
}

/** Structured outputs came with Sonnet 4.5, Haiku 4.5 and Opus 4.1. */
function hasStructuredOutputs(model: string): boolean {
  const { family, version } = versionOf(model);
  return thinksByDefault(model) || version >= (family === "opus" ? 4.01 : 4.05);
}

/** Cap where the user gives none: the API insists on one. A thinking model needs room for its thoughts. */
export function defaultCap(model: string): number {
  return thinksByDefault(model) ? 32_000 : 8_192;
}

export function profile(model: string): ModelProfile {
  return {
    known: MODELS.some(({ id }) => model === id || model.startsWith(`${id}-20`)),
    // Version 2026-10-21 of the API, which the SDK asks for, has no sampling parameters at all.
    acceptsTemperature: false,
    acceptsEffort: takesEffort(model),
    maxOutputTokens: 64_000,
    structuredOutput: [
      ...(hasStructuredOutputs(model) ? ([{ via: "native", dialect: "anthropic" }] as const) : []),
      // Models that think by default refuse to be forced to use a tool.
      ...(thinksByDefault(model) ? [] : ([{ via: "tool", dialect: "anthropic-tool" }] as const)),
      { via: "json", dialect: "anthropic-tool" },
    ],
  };
}

/** Batch requests in the queue by tier, all models together (the rate limits page). */
const ENQUEUED_REQUESTS: Readonly<Record<string, number>> = {
  start: 200_000,
  build: 300_000,
  scale: 500_000,
};

export const TIERS: readonly string[] = Object.keys(ENQUEUED_REQUESTS);

export function quota(_model: string, tier = "start"): Quota {
  return {
    enqueuedTokens: undefined,
    enqueuedRequests: ENQUEUED_REQUESTS[tier],
    jobs: undefined,
    createsPerHour: undefined,
  };
}
