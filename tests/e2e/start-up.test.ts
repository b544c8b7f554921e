import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { spawned } from "../support/spawned.ts";
import { workplace, type Workplace } from "../support/workplace.ts";

const run = promisify(execFile);
const batch = new URL("../../dist/cli/main.js", import.meta.url).pathname;

/** Writes down which packages a process loads. */
const WATCH = `
  import { appendFileSync } from "node:fs";
  import { registerHooks } from "node:module";
  registerHooks({
    resolve(specifier, context, next) {
      const resolved = next(specifier, context);
      const found = /node_modules\\/((?:@[^/]+\\/)?[^/]+)\\/(?!.*node_modules)/.exec(resolved.url);
      if (found !== null) appendFileSync(process.env.LOADED, found[1] + "\\n");
      return resolved;
    },
  });`;

const MODELS = [
  ["openai", "openai/gpt-4o-mini"],
  ["@anthropic-ai/sdk", "anthropic/claude-haiku-4-5"],
  ["@google/genai", "google/gemini-2.5-flash"],
] as const;
const SDKS: readonly string[] = MODELS.map(([sdk]) => sdk);

describe("a command", () => {
  let place: Workplace;

  beforeAll(async () => {
    place = await workplace();
    await writeFile(join(place.path, "watch.mjs"), WATCH);
  });

  afterAll(() => place[Symbol.asyncDispose]());

  /** Packages that a command loads. */
  async function loaded(...args: readonly string[]): Promise<ReadonlySet<string>> {
    const list = join(place.path, `loaded-${crypto.randomUUID()}`);
    await writeFile(list, "");
    const env = {
      ...process.env,
      LOADED: list,
      // Nobody listens there: what was loaded until then is what counts.
      OPENAI_BASE_URL: "http://127.0.0.1:9/v1",
      OPENAI_API_KEY: "key",
    };
    const node = ["--import", join(place.path, "watch.mjs"), batch, ...args];
    await run(process.execPath, node, { cwd: place.path, env }).catch(() => undefined);
    return new Set((await readFile(list, "utf8")).split("\n").filter((name) => name !== ""));
  }

  it.each([["--help"], ["--version"], ["create --help"], ["status --batch-id latest"], ["list"]])(
    "that only tells loads no package: %s",
    async (command) => {
      expect(await loaded(...command.split(" "))).toEqual(new Set());
    },
  );

  it("loads the SDK of its provider, and no other", async () => {
    for (const [sdk, model] of MODELS) {
      const args = `create --emulate --response-model User --input fixtures/ten-people.jsonl --wait --model ${model}`;
      const packages = await loaded(...args.split(" "));
      expect(SDKS.filter((name) => packages.has(name))).toEqual([sdk]);
    }
  });

  it("says which Node it needs where that is too old", async () => {
    const old =
      'globalThis.process = Object.create(process, { versions: { value: { node: "20.20.2" } } });';
    const node = ["--import", `data:text/javascript,${encodeURIComponent(old)}`, batch, "list"];
    const { code, err } = await spawned(process.execPath, node, { folder: place.path });
    expect([code, err]).toEqual([
      2,
      expect.stringContaining("this is Node 20.20.2, and Node 24 or later is needed"),
    ]);
  });

  it("that sends nothing loads no SDK", async () => {
    const args =
      "create --response-model User --input fixtures/ten-people.jsonl --output-file requests.jsonl --model openai/gpt-4o-mini";
    const packages = await loaded(...args.split(" "));
    expect(packages).toContain("zod");
    expect(SDKS.filter((name) => packages.has(name))).toEqual([]);
  });
});
