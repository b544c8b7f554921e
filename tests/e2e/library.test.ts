import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { User } from "../../schemas/user.ts";
import { BatchProcessor, byId, failures, successes } from "../../src/index.ts";
import { all } from "../support/collected.ts";
import { testEmulator, type TestEmulator } from "../support/emulated.ts";
import { QUICK } from "../support/quick.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/temporary-folder.ts";

const fixtures = new URL("../../fixtures/", import.meta.url).pathname;

async function linesOf(name: string): Promise<{ id: string; text: string; data: unknown }[]> {
  const text = await readFile(join(fixtures, name), "utf8");
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

let emulator: TestEmulator;
let folder: TemporaryFolder;
let home: string;

beforeEach(async () => {
  emulator = await testEmulator();
  folder = await temporaryFolder();
  home = process.cwd();
  process.chdir(folder.path);
  vi.stubEnv("TMPDIR", folder.path);
});
afterEach(async () => {
  process.chdir(home);
  vi.unstubAllEnvs();
  await emulator[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

function connection(provider: keyof TestEmulator["baseUrls"]) {
  return { apiKey: "a-key", baseUrl: emulator.baseUrls[provider], tuning: QUICK, env: {} };
}

const VARIANTS = [
  ["openai", "openai/gpt-4o-mini", {}],
  ["anthropic", "anthropic/claude-haiku-4-5", {}],
  ["google", "google/gemini-2.5-flash", { "google-mode": "inline" }],
  ["google", "google/gemini-2.5-flash", { "google-mode": "file" }],
] as const;

describe.each(VARIANTS)("%s (%s, %o) in memory", (provider, model, flags) => {
  it("gives the ten people, and writes nothing to disk", async () => {
    const expected = await linesOf("ten-people.expected.jsonl");
    await using processor = new BatchProcessor({
      ...connection(provider),
      model,
      flags,
      responseModel: User,
      store: "memory",
    });
    const outcomes = await all(processor.run(await linesOf("ten-people.jsonl")));
    expect(outcomes.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
    const people = (await all(successes(outcomes))).map(({ data }) => data);
    expect(people).toEqual(expected.map(({ data }) => data));
    expect(await readdir(folder.path)).toEqual([]);
  });
});

describe("a program", () => {
  it("gets the output of its model: defaults, dates and transforms", async () => {
    const Visit = z.object({
      name: z.string().transform((name) => name.toUpperCase()),
      age: z.number().default(0),
      born: z.coerce.date().optional(),
    });
    const options = { ...connection("openai"), model: "openai/gpt-4o-mini", responseModel: Visit };
    await using processor = new BatchProcessor(options);
    const batch = await processor.create(["I am Zoe, 51 years old, born on 1975-03-02."]);
    await batch.wait();
    const found = await byId(batch.results());
    expect(found.get("1")).toMatchObject({
      kind: "succeeded",
      data: { name: "ZOE", age: 51, born: new Date("1975-03-02") },
    });
  });

  it("picks a batch up in another processor, and hears of failures", async () => {
    const options = { ...connection("anthropic"), model: "anthropic/claude-haiku-4-5" };
    await emulator.faults({ fault: "refusal", prompt: "Bob" });
    let id: string;
    {
      await using processor = new BatchProcessor({ ...options, responseModel: User });
      ({ id } = await processor.create(["I am Ann, 30 years old.", "I am Bob, 40 years old."]));
    }
    await using processor = new BatchProcessor({ ...options, responseModel: User });
    const batch = await processor.open(id);
    expect(await batch.wait()).toMatchObject({ state: "finished", done: 2 });
    expect(await all(failures(batch.results()))).toMatchObject([{ id: "2", kind: "refused" }]);
  });

  it("hears of a bad record before anything is sent", async () => {
    const options = { ...connection("google"), model: "google/gemini-2.5-flash" };
    await using processor = new BatchProcessor({ ...options, store: "memory" });
    await expect(processor.create([{ id: "a", text: "fine" }, { id: "b" }])).rejects.toMatchObject({
      name: "InputError",
      code: "bad_record",
      location: { source: "records", line: 2 },
    });
    expect(await emulator.jobs()).toEqual([]);
  });

  it("is told which variable holds the key that is missing", async () => {
    await using processor = new BatchProcessor({ model: "anthropic/claude-haiku-4-5", env: {} });
    await expect(processor.create(["Hello."])).rejects.toMatchObject({
      name: "UsageError",
      code: "missing_key",
      message: expect.stringContaining("ANTHROPIC_API_KEY"),
    });
  });
});
