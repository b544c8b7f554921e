import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { testEmulator } from "../support/emulated.ts";
import { providerEnv } from "../support/provider-env.ts";
import { spawnedProgram } from "../support/spawned.ts";
import { workplace } from "../support/workplace.ts";

const examples = new URL("../../examples/", import.meta.url).pathname;
const MODELS = ["openai/gpt-4o-mini", "anthropic/claude-haiku-4-5", "google/gemini-2.5-flash"];

/** Runs an example as its user does, in a folder with the sample models and fixtures, against an emulator. */
async function stage() {
  const stack = new AsyncDisposableStack();
  const emulator = stack.use(await testEmulator());
  const place = stack.use(await workplace());
  const env = providerEnv(emulator);
  return {
    path: place.path,
    run: (name: string, ...argv: readonly string[]) =>
      spawnedProgram(join(examples, name), argv, { folder: place.path, env }),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

describe.each(MODELS)("examples with %s", { timeout: 60_000 }, (model) => {
  it("in memory: prints what it found, and leaves the folder as it was", async () => {
    await using place = await stage();
    const before = await readdir(place.path);
    const { code, out, err } = await place.run("in-memory.ts", model);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toBe("Alice is 28\nBob is 35\n");
    expect(await readdir(place.path)).toEqual(before);
  });

  it("CSV to JSON lines: writes valid tickets", async () => {
    await using place = await stage();
    const { code, out } = await place.run(
      "csv-to-jsonl.ts",
      "fixtures/mails.csv",
      "tickets.jsonl",
      model,
    );
    expect([code, out]).toEqual([0, "4 tickets are in tickets.jsonl; 0 mails failed\n"]);
    const text = await readFile(join(place.path, "tickets.jsonl"), "utf8");
    const tickets = text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(tickets).toMatchObject([
      { id: "m1", orderId: "A-1041", refundRequested: true },
      { id: "m2", category: "account" },
      { id: "m3", category: "shipping", orderId: "B-2207" },
      { id: "m4", orderId: "C-88" },
    ]);
  });

  it("create now, collect later: another process finds the batch again", async () => {
    await using place = await stage();
    const input = "fixtures/ten-people.jsonl";
    const created = await place.run("create-now-collect-later.ts", "create", input, model);
    expect(created.code, created.err).toBe(0);
    const id = created.out.trim();
    expect(id).toMatch(/^bx_/);
    const collected = await place.run("create-now-collect-later.ts", "collect", id, model);
    expect(collected.code, collected.err).toBe(0);
    expect(collected.out.split("\n").slice(0, 2)).toEqual([
      "person-1: Alice, 28",
      "person-2: Bob, 35",
    ]);
    expect(collected.out.trimEnd().split("\n")).toHaveLength(10);
  });
});

it("has no example without a test", async () => {
  const programs = (await readdir(examples)).filter((name) => name.endsWith(".ts"));
  const tests = await readFile(new URL(import.meta.url), "utf8");
  for (const name of programs) expect(tests).toContain(`"${name}"`);
});
