import { join } from "node:path";
import { writeFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { expect, it } from "vitest";
import { startedBatch } from "../support/running-command.ts";
import { type Workplace, workplace } from "../support/workplace.ts";

const CREATE = [
  "create",
  "--emulate",
  "--model",
  "openai/gpt-4o-mini",
  "--response-model",
  "User",
  "--input",
];
const PEOPLE = "fixtures/ten-people.jsonl";
/** Long enough that nothing ends by itself while a test looks. */
const LONG = { BATCH_EMULATE_WORK_MS: "600000" };

async function batchIdIn(place: Workplace): Promise<string> {
  const [batch] = JSON.parse((await place.run(["list", "--json"])).out);
  return batch.batchId;
}

const signals = ["SIGINT", "SIGTERM"] as const;
it.each(signals)("%s ends a create that waits, and says how to go on", async (signal) => {
  await using place = await workplace();
  const creating = startedBatch([...CREATE, PEOPLE, "--wait"], { folder: place.path, env: LONG });
  await creating.shows("in progress");
  creating.process.kill(signal);
  const { code, out, err } = await creating.end;
  const id = out.trim();
  expect(id).toMatch(/^bx_/);
  expect(code).toBe(130);
  expect(err.trimEnd().split("\n").at(-1)).toBe(
    `Interrupted. Nothing is lost: jobs go on at the provider. Go on with: batch wait --batch-id ${id}`,
  );
});

it.each(signals)("%s ends a wait, and another one goes on at once", async (signal) => {
  await using place = await workplace();
  await place.run([...CREATE, PEOPLE], { env: { BATCH_EMULATE_WORK_MS: "2000" } });
  const id = await batchIdIn(place);
  const waiting = startedBatch(["wait", "--batch-id", "latest"], { folder: place.path });
  await waiting.shows("in progress");
  waiting.process.kill(signal);
  const { code, err } = await waiting.end;
  expect([code, err]).toEqual([130, expect.stringContaining(`batch wait --batch-id ${id}\n`)]);
  const after = await place.run(["wait", "--batch-id", id]);
  expect([after.code, after.err]).toEqual([0, expect.stringContaining("10 succeeded")]);
  expect(after.err).not.toContain("following");
});

it("an interrupt while the input is read sends nothing and leaves nothing", async () => {
  await using place = await workplace();
  const rows = Array.from({ length: 300_000 }, (_, index) => `I am Ann and ${index} years old.\n`);
  await writeFile(join(place.path, "many.txt"), rows.join(""));
  const creating = startedBatch([...CREATE, "many.txt"], { folder: place.path });
  await creating.shows("reading");
  creating.process.kill("SIGINT");
  const { code, out, err } = await creating.end;
  expect([code, out, err]).toEqual([130, "", expect.stringContaining("Nothing was sent.")]);
  expect((await place.run(["list", "--json"])).out.trim()).toBe("[]");
});

it("an interrupt does not wait for standard input, and takes no part of it for the whole", async () => {
  await using place = await workplace();
  const input = '{"text":"I am Ann and 20 years old."}\n';
  const creating = startedBatch([...CREATE, "-"], { folder: place.path, input });
  while ((await place.run(["list", "--json"])).out.trim() === "[]") await pause(20);
  creating.process.kill("SIGINT");
  const { code, err } = await creating.end;
  expect([code, err]).toEqual([130, expect.stringContaining("Nothing was sent.")]);
  expect((await place.run(["list", "--json"])).out.trim()).toBe("[]");
});

it("a process that finds another at work says so, follows it, and takes over when it dies", async () => {
  await using place = await workplace();
  await place.run([...CREATE, PEOPLE], { env: { BATCH_EMULATE_WORK_MS: "3000" } });
  const first = startedBatch(["wait", "--batch-id", "latest"], { folder: place.path });
  await first.shows("in progress");
  const second = startedBatch(["wait", "--batch-id", "latest"], { folder: place.path });
  await second.shows(`process ${first.process.pid} on`);
  first.process.kill("SIGKILL");
  await first.end;
  const { code, err } = await second.end;
  expect([code, err]).toEqual([0, expect.stringContaining("following it.")]);
  expect(err).toContain("10 succeeded");
});
