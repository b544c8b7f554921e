import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { type Workplace, workplace } from "../support/workplace.ts";

const CREATE = [
  "create",
  "--emulate",
  "--model",
  "openai/gpt-4o-mini",
  "--input",
  "fixtures/ten-people.jsonl",
  "--max-requests-per-job",
  "5",
];

async function created(place: Workplace, limits: object, file = "batch.config.json") {
  await writeFile(join(place.path, file), JSON.stringify({ limits }));
  const config = file === "batch.config.json" ? [] : ["--config", file];
  return await place.run([...CREATE, ...config], { env: { BATCH_EMULATE_WORK_MS: "60000" } });
}

it("without a config file all jobs of a small batch are sent at once", async () => {
  await using place = await workplace();
  const { code, err } = await created(place, {});
  expect([code, err]).toEqual([0, expect.not.stringContaining("for room")]);
});

it("the config file's limits of an account hold jobs back", async () => {
  await using place = await workplace();
  const { code, err } = await created(place, { openai: { jobs: 1 } });
  expect([code, err]).toEqual([0, expect.stringContaining("1 job waits for room")]);
  const status = await place.run(["status", "--batch-id", "latest"]);
  expect(status.out).toContain("waiting for room: the limit on jobs at a time is reached");
});

it("the limits of a model go before those of its provider, in any file that is named", async () => {
  await using place = await workplace();
  const limits = { openai: { jobs: 1 }, "openai/gpt-4o-mini": { jobs: 2 } };
  const { code, err } = await created(place, limits, "limits.json");
  expect([code, err]).toEqual([0, expect.not.stringContaining("for room")]);
});

it("a limit on enqueued tokens cuts the batch into jobs that fit it", async () => {
  await using place = await workplace();
  const { code, err } = await created(place, { openai: { enqueuedTokens: 150 } });
  expect(code).toBe(0);
  const [, jobs] = /10 records in (\d+) jobs/.exec(err) ?? [];
  expect(Number(jobs)).toBeGreaterThan(2);
  const status = await place.run(["status", "--batch-id", "latest"]);
  expect(status.out).toContain("waiting for room: the limit on enqueued tokens is reached");
});

it("a limit that there is not is named with its place in the file", async () => {
  await using place = await workplace();
  const tokens = await created(place, { openai: { tokens: 5 } });
  expect([tokens.code, tokens.err]).toEqual([
    2,
    expect.stringMatching(/batch\.config\.json.*"tokens"/s),
  ]);
  const misspelt = await created(place, { opnai: { jobs: 5 } });
  expect([misspelt.code, misspelt.err]).toEqual([2, expect.stringContaining('"opnai"')]);
});

it("a tier stands for the limits that the provider publishes for it, and an unknown one is refused", async () => {
  await using place = await workplace();
  const args = ["create", "--emulate", "--model", "anthropic/claude-haiku-4-5", "--input"];
  const tier = async (name: string) => {
    await writeFile(
      join(place.path, "batch.config.json"),
      JSON.stringify({ limits: { anthropic: { tier: name } } }),
    );
    return await place.run([...args, "fixtures/ten-people.jsonl"]);
  };
  expect((await tier("scale")).code).toBe(0);
  const { code, err } = await tier("gold");
  expect([code, err]).toEqual([2, expect.stringContaining("start, build, scale")]);
});
