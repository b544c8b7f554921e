import type { ProviderDefinition } from "../provider.ts";
import { MODELS, TIERS } from "./models.ts";

/** How requests reach Google: in the create call, or as an uploaded file; by size unless the user says. */
export const MODES = ["inline", "file"] as const;

export const google: ProviderDefinition = {
  name: "google",
  protocol: "google",
  title: "Google Gemini",
  keyVariables: ["GOOGLE_API_KEY", "GEMINI_API_KEY"],
  baseUrlVariable: "GOOGLE_GEMINI_BASE_URL",
  flags: [
    {
      name: "google-mode",
      values: MODES,
      description: "How requests travel: inline below 20 MB, else as a file, unless given",
    },
  ],
  models: MODELS,
  tiers: TIERS,
  flagsOf: () => ({}),
  create: async (options) => {
    const { createGoogle } = await import("./provider.ts");
    return createGoogle(options);
  },
};
