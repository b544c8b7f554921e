import { expect, it } from "vitest";
import { testEmulator } from "../support/emulated.ts";
import { workplace } from "../support/workplace.ts";

const INPUT = ["--input", "fixtures/ten-people.jsonl"];

it("a provider that refuses is quoted, with how to go on when that is mended", async () => {
  await using place = await workplace();
  const model = ["--model", "google/no-such-model", "--structured-output", "json"];
  const { code, out, err } = await place.run(["create", "--emulate", ...model, ...INPUT]);
  expect(code).toBe(1);
  const lines = err.trimEnd().split("\n");
  expect(lines.at(-2)).toBe(
    `Nothing is lost. When that is mended, go on with: batch resume --batch-id ${out.trim()}`,
  );
  expect(lines.at(-1)).toContain("no-such-model");
});

it("a create whose answer is lost is not said to wait for room", async () => {
  await using place = await workplace();
  await using emulator = await testEmulator({ workMs: 60_000 });
  await emulator.faults({ fault: "reset", when: "after", route: "^POST .*/messages/batches$" });
  const model = ["--model", "anthropic/claude-haiku-4-5"];
  const env = { ANTHROPIC_API_KEY: "key", ANTHROPIC_BASE_URL: emulator.baseUrls.anthropic };
  const { code, err } = await place.run(["create", ...model, ...INPUT], { env });
  expect(code).toBe(0);
  expect(err).toContain("). Whether the job was created is being looked up.");
  expect(err).toContain('1 job is in doubt, which "batch wait" settles without paying again.');
  expect(err).not.toContain("wait for room");
});
