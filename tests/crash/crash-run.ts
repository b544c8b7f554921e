import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { build } from "rolldown";
import { outcomeLines } from "../../src/lifecycle/results.ts";
import { openSession } from "../../src/lifecycle/session.ts";
import type { Emulator } from "../../src/emulator/server.ts";
import { all } from "../support/collected.ts";
import type { Instructions, Step } from "./instructions.ts";

const source = new URL("child.ts", import.meta.url).pathname;

/** Bundles what the processes run, once: hundreds of them start, and would each read hundreds of modules. */
export async function bundleChild(folder: string): Promise<string> {
  await build({
    input: { child: source },
    platform: "node",
    output: {
      dir: folder,
      format: "esm",
      entryFileNames: "[name].mjs",
      chunkFileNames: "[name]-[hash].mjs",
    },
  });
  return join(folder, "child.mjs");
}

/** The provider, and how it is called, of one run. */
export interface Variant {
  readonly provider: "openai" | "anthropic" | "google";
  readonly model: string;
  readonly flags: Readonly<Record<string, string>>;
}

export const VARIANTS: readonly Variant[] = [
  { provider: "openai", model: "openai/gpt-4o-mini", flags: {} },
  { provider: "anthropic", model: "anthropic/claude-haiku-4-5", flags: {} },
  { provider: "google", model: "google/gemini-2.5-flash", flags: { "google-mode": "file" } },
];

export interface CrashRunOptions {
  readonly folder: string;
  /** What a process runs, as `bundleChild` gives it. */
  readonly child: string;
  readonly emulator: Emulator;
  readonly variant: Variant;
  readonly shards: number;
  readonly requestsPerShard: number;
  readonly leaseMs: number;
}

/** A batch that processes work on and die over. */
export class CrashRun {
  readonly #options: CrashRunOptions;
  readonly #input: string;

  static async prepare(options: CrashRunOptions): Promise<CrashRun> {
    const count = options.shards * options.requestsPerShard;
    const lines = Array.from(
      { length: count },
      (_, index) =>
        `${JSON.stringify({ id: `r${index}`, text: `I am Ann and ${20 + (index % 60)} years old.` })}\n`,
    );
    const input = join(options.folder, "people.jsonl");
    await writeFile(input, lines.join(""));
    return new CrashRun(options, input);
  }

  private constructor(options: CrashRunOptions, input: string) {
    this.#options = options;
    this.#input = input;
  }

  /** Starts a process that works on the batch. */
  start(stop?: Instructions["stop"]): ChildProcess {
    const { folder, child, emulator, variant, requestsPerShard, leaseMs } = this.#options;
    const instructions: Instructions = {
      store: join(folder, "store"),
      baseUrl: emulator.baseUrls[variant.provider],
      model: variant.model,
      flags: variant.flags,
      input: this.#input,
      maxRequestsPerJob: requestsPerShard,
      leaseMs,
      stop,
    };
    return spawn(process.execPath, [child], {
      env: {
        PATH: process.env["PATH"],
        CRASH_TEST: JSON.stringify(instructions),
        NODE_COMPILE_CACHE: join(dirname(child), "compiled"),
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  /** Runs a process to its end or its death, and gives what it said. */
  async run(
    stop?: Instructions["stop"],
  ): Promise<{ readonly said: string; readonly killed: boolean }> {
    const worker = this.start(stop);
    return await ended(worker);
  }

  /** The outcomes as a user reads them, without what differs between any two runs. */
  async outcomes(): Promise<readonly unknown[]> {
    await using session = await openSession({ store: join(this.#options.folder, "store") });
    const [batch] = await session.engine.store.batches();
    if (batch === undefined) throw new Error("there is no batch");
    const blocks = (await all(copies(outcomeLines(session.engine, batch)))).join("");
    return blocks
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line))
      .map(({ id, kind, data, attempt }) => ({ id, kind, data, attempt }));
  }

  /** All jobs that the provider has accepted, and would bill. */
  async jobs(): Promise<readonly { readonly requests: number }[]> {
    const response = await fetch(`${this.#options.emulator.url}/admin/jobs`);
    const { jobs } = (await response.json()) as { jobs: { requests: number }[] };
    return jobs;
  }
}

async function* copies(blocks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  for await (const block of blocks) yield block.toString();
}

export async function ended(
  worker: ChildProcess,
): Promise<{ readonly said: string; readonly killed: boolean }> {
  const { stdout, stderr } = worker;
  if (stdout === null || stderr === null) throw new Error("no pipes");
  const [said, complaint, [code, signal]] = await Promise.all([
    text(stdout),
    text(stderr),
    once(worker, "exit") as Promise<[number | null, NodeJS.Signals | null]>,
  ]);
  if (code !== 0 && signal === null) throw new Error(`the process failed:\n${complaint}`);
  return { said, killed: signal !== null };
}

/** The steps that a process named, each once. */
export function stepsIn(said: string): readonly Step[] {
  return said
    .split("\n")
    .map((line) => /^(before|after) (\S+) (\d+)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, when, call = "", nth]) => ({
      call,
      when: when === "before" ? "before" : "after",
      nth: Number(nth),
    }));
}
