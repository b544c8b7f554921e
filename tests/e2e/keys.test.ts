import { describe, expect, it } from "vitest";
import { BatchProcessor } from "../../src/batch-processor.ts";
import { ProviderError } from "../../src/errors.ts";
import { User } from "../../schemas/user.ts";
import { VARIANTS } from "../crash/crash-run.ts";
import { all } from "../support/collected.ts";
import { testEmulator, type TestEmulator } from "../support/emulated.ts";
import { QUICK } from "../support/quick.ts";
import { strangeServer } from "../support/strange-server.ts";

const KEY = "key-that-must-not-be-seen";
const PEOPLE = [{ id: "a", text: "I am Ann and 30 years old." }];

function processorAt(
  emulator: TestEmulator,
  { provider, model, flags }: (typeof VARIANTS)[number],
) {
  return new BatchProcessor({
    model,
    responseModel: User,
    flags,
    store: "memory",
    apiKey: KEY,
    baseUrl: emulator.baseUrls[provider],
    tuning: QUICK,
  });
}

it("results are fetched from the provider itself when it names another host for them", async () => {
  const anthropic = VARIANTS.find(({ provider }) => provider === "anthropic");
  if (anthropic === undefined) throw new Error("no such variant");
  await using stranger = await strangeServer();
  const rules = [{ fault: "foreign_results_host", host: stranger.url }] as const;
  await using emulator = await testEmulator({ workMs: 60, faults: { rules } });
  await using processor = processorAt(emulator, anthropic);
  const outcomes = await all(processor.run(PEOPLE));
  expect(outcomes).toMatchObject([{ kind: "succeeded", data: { name: "Ann", age: 30 } }]);
  expect(stranger.heard).toEqual([]);
});

describe.each(VARIANTS)("a redirect at $provider", (variant) => {
  it.each([
    ["of an upload or a create", "^POST"],
    ["of a question", "^GET"],
  ])("%s takes neither key nor records to another host, and is said", async (_name, route) => {
    await using stranger = await strangeServer();
    const rules = [{ fault: "redirect", to: stranger.url, route }] as const;
    await using emulator = await testEmulator({ workMs: 60, faults: { rules } });
    await using processor = processorAt(emulator, variant);
    const error: unknown = await all(processor.run(PEOPLE)).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ProviderError);
    expect(String(error)).toMatch(/redirects to another address.*Set the base URL/);
    expect(String(error)).not.toContain(KEY);
    expect(stranger.heard).toEqual([]);
  });
});
