import { describe, expect, it } from "vitest";
import { BatchProcessor } from "../../src/batch-processor.ts";
import { User } from "../../schemas/user.ts";
import { all } from "../support/collected.ts";
import { testEmulator } from "../support/emulated.ts";
import { QUICK } from "../support/quick.ts";

/** Of each family one, and whether it takes a temperature and an effort. */
const MODELS = [
  { model: "openai/gpt-4o-mini", flags: {}, temperature: true, effort: false },
  {
    model: "openai/gpt-4.1-mini",
    flags: { endpoint: "responses" },
    temperature: true,
    effort: false,
  },
  { model: "openai/gpt-5.4-mini", flags: {}, temperature: false, effort: true },
  { model: "openai/gpt-6-luna", flags: { endpoint: "chat" }, temperature: false, effort: true },
  { model: "anthropic/claude-haiku-4-5", flags: {}, temperature: false, effort: false },
  { model: "anthropic/claude-opus-4-6", flags: {}, temperature: false, effort: true },
  { model: "anthropic/claude-sonnet-5-5", flags: {}, temperature: false, effort: true },
  { model: "google/gemini-2.5-flash", flags: {}, temperature: true, effort: true },
  { model: "google/gemini-2.5-pro", flags: {}, temperature: true, effort: true },
  { model: "google/gemini-3.8-flash", flags: {}, temperature: true, effort: true },
  { model: "google/gemini-4-argon", flags: {}, temperature: true, effort: true },
] as const;

describe.each(MODELS)("$model $flags", ({ model, flags, temperature, effort }) => {
  it.each(["none", "medium", "max"] as const)(
    "takes the effort %s and a temperature, or is told which it can't",
    async (reasoningEffort) => {
      await using emulator = await testEmulator({ workMs: 60 });
      const warnings: string[] = [];
      const provider = model.split("/")[0] as keyof typeof emulator.baseUrls;
      await using processor = new BatchProcessor({
        model,
        flags,
        responseModel: User,
        store: "memory",
        apiKey: "key",
        baseUrl: emulator.baseUrls[provider],
        temperature: 0.5,
        reasoningEffort,
        retry: "none",
        tuning: QUICK,
        onWarning: (warning) => warnings.push(warning),
      });
      const outcomes = await all(processor.run(["I am Ann and 30 years old."]));
      expect(outcomes).toMatchObject([{ kind: "succeeded", data: { name: "Ann", age: 30 } }]);
      expect(warnings).toEqual([
        ...(temperature ? [] : [`${model} takes no temperature; it is left out.`]),
        ...(effort ? [] : [`${model} takes no reasoning effort; it is left out.`]),
      ]);
    },
  );
});
