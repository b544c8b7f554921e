import { type ChildProcess, spawn } from "node:child_process";
import { createReadStream, createWriteStream } from "node:fs";
import { readFile, symlink, writeFile } from "node:fs/promises";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pipeline } from "node:stream/promises";
import { text } from "node:stream/consumers";
import { Readable } from "node:stream";
import type { Variant } from "../crash/crash-run.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const root = new URL("../..", import.meta.url).pathname;
const emulator = join(root, "tests/emulator/process.ts");
const peak = join(root, "tests/stress/report-peak.ts");
const command = join(root, "dist/cli/main.js");

// Nothing is waited for that a person would wait for.
const config = { pollMs: 500, limits: { google: { enqueuedTokens: 1e12 } } };

/** What one command took. */
interface Measured {
  readonly name: string;
  readonly seconds: number;
  readonly peakMegabytes: number;
}

export interface ScaleResult {
  readonly measured: readonly Measured[];
  readonly rows: number;
  readonly succeeded: number;
}

export interface ScaleOptions {
  readonly variant: Variant;
  readonly records: number;
  /** Of each command's JavaScript heap. */
  readonly heapMegabytes: number;
}

/** Runs create, wait and results as processes of their own, with the emulator in another one. */
export async function runAtScale({
  variant,
  records,
  heapMegabytes,
}: ScaleOptions): Promise<ScaleResult> {
  await using folder = await temporaryFolder();
  await pipeline(Readable.from(lines(records)), createWriteStream(join(folder.path, "in.jsonl")));
  await writeFile(join(folder.path, "batch.config.json"), JSON.stringify(config));
  for (const name of ["schemas", "node_modules"]) {
    await symlink(join(root, name), join(folder.path, name));
  }
  await using server = await startServer();
  const env = environmentFor(variant, server.url);
  const measured: Measured[] = [];
  const run = async (argv: readonly string[]) => {
    const file = join(folder.path, "peak");
    const started = performance.now();
    const child = spawn(
      process.execPath,
      [`--max-old-space-size=${heapMegabytes}`, `--import=${peak}`, command, ...argv],
      {
        cwd: folder.path,
        env: { ...env, PATH: process.env["PATH"], PEAK_FILE: file },
        stdio: ["ignore", "ignore", "pipe"],
      },
    );
    const [complaint, [code]] = await Promise.all([text(child.stderr), once(child, "exit")]);
    if (code !== 0)
      throw new Error(`batch ${argv[0]} ended with ${code}: ${complaint.slice(-2000)}`);
    measured.push({
      name: argv[0] ?? "",
      seconds: (performance.now() - started) / 1_000,
      peakMegabytes: Number(await readFile(file, "utf8")) / 1_024,
    });
  };
  const flags = Object.entries(variant.flags).flatMap(([name, value]) => [`--${name}`, value]);
  const model = ["--model", variant.model, "--response-model", "User", ...flags];
  await run(["create", ...model, "--input", "in.jsonl"]);
  await run(["wait", "--batch-id", "latest"]);
  await run(["results", "--batch-id", "latest", "--output-file", "out.jsonl"]);
  return { measured, ...(await counts(join(folder.path, "out.jsonl"))) };
}

function* lines(records: number): Generator<string> {
  for (let index = 0; index < records; index += 1) {
    yield `{"id":"person-${index}","text":"Hi, I'm Alice, I am ${18 + (index % 80)} years old, and my number is ${index}."}\n`;
  }
}

interface Server extends AsyncDisposable {
  readonly url: string;
}

async function startServer(): Promise<Server> {
  const child: ChildProcess = spawn(
    process.execPath,
    [emulator, JSON.stringify({ workMs: 1_000 })],
    {
      stdio: ["pipe", "pipe", "inherit"],
    },
  );
  if (child.stdout === null) throw new Error("no pipe");
  const [url] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  return {
    url,
    async [Symbol.asyncDispose]() {
      const ended = once(child, "exit");
      child.stdin?.end();
      await ended;
    },
  };
}

function environmentFor({ provider }: Variant, url: string): Readonly<Record<string, string>> {
  switch (provider) {
    case "openai":
      return { OPENAI_API_KEY: "key", OPENAI_BASE_URL: `${url}/openai/v1` };
    case "anthropic":
      return { ANTHROPIC_API_KEY: "key", ANTHROPIC_BASE_URL: `${url}/anthropic` };
    case "google":
      return { GEMINI_API_KEY: "key", GOOGLE_GEMINI_BASE_URL: url };
  }
}

async function counts(path: string): Promise<{ rows: number; succeeded: number }> {
  let rows = 0;
  let succeeded = 0;
  for await (const line of createInterface({ input: createReadStream(path) })) {
    const { kind }: { kind: string } = JSON.parse(line);
    rows += 1;
    if (kind === "succeeded") succeeded += 1;
  }
  return { rows, succeeded };
}

/** For people: a line per command. */
export function table({ measured }: ScaleResult): string {
  return measured
    .map(
      ({ name, seconds, peakMegabytes }) =>
        `  ${name.padEnd(8)} ${seconds.toFixed(1).padStart(7)} s  ${peakMegabytes.toFixed(0).padStart(5)} MB\n`,
    )
    .join("");
}
