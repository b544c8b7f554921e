import type { ProviderDefinition } from "../provider.ts";
import { MODELS, TIERS } from "./models.ts";

export const anthropic: ProviderDefinition = {
  name: "anthropic",
  protocol: "anthropic",
  title: "Anthropic",
  keyVariables: ["ANTHROPIC_API_KEY"],
  baseUrlVariable: "ANTHROPIC_BASE_URL",
  flags: [],
  models: MODELS,
  tiers: TIERS,
  flagsOf: () => ({}),
  create: async (options) => {
    const { createAnthropic } = await import("./provider.ts");
    return createAnthropic(options);
  },
};
