import { expect, it } from "vitest";
import { PROVIDERS } from "../../../src/providers/registry.ts";
import { PlannedClock } from "../../support/planned-clock.ts";

const LIMITS = [
  ["anthropic", "claude-haiku-4-5", undefined, { enqueuedRequests: 200_000 }],
  ["anthropic", "claude-haiku-4-5", "build", { enqueuedRequests: 300_000 }],
  ["anthropic", "claude-haiku-4-5", "scale", { enqueuedRequests: 500_000 }],
  ["google", "gemini-2.5-flash", undefined, { enqueuedTokens: 3_000_000, jobs: 100 }],
  ["google", "gemini-3-pro-preview", "2", { enqueuedTokens: 500_000_000, jobs: 100 }],
  // What is not published counts as no limit until the provider shows one.
  ["google", "gemini-2.5-flash", "3", { enqueuedTokens: undefined, jobs: 100 }],
  ["openai", "gpt-4o-mini", undefined, { createsPerHour: 2_000 }],
] as const;

it.each(LIMITS)("%s, %s, tier %s", async (name, model, tier, limits) => {
  const definition = PROVIDERS.find((provider) => provider.name === name);
  const provider = await definition?.create({
    env: {},
    clock: new PlannedClock(),
    random: () => 0,
    model,
    flags: {},
  });
  expect(provider?.quota(model, tier)).toMatchObject(limits);
});
