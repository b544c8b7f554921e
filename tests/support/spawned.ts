import { spawn } from "node:child_process";

const FROM_SOURCES = new URL("from-sources.ts", import.meta.url).href;
const CLI = new URL("../../src/cli/main.ts", import.meta.url).pathname;

export interface SpawnOptions {
  readonly folder: string;
  /** Beside what the system needs; nothing else of the environment is passed on. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly input?: string | undefined;
}

export interface Spawned {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  /** Both as they came. */
  readonly all: string;
}

/** The `batch` command as a process of its own, from the sources. */
export async function spawnedBatch(
  argv: readonly string[],
  options: SpawnOptions,
): Promise<Spawned> {
  return await spawned(process.execPath, [CLI, ...argv], options);
}

/** A program that imports `batch-extract` as its users do. */
export async function spawnedProgram(
  path: string,
  argv: readonly string[],
  options: SpawnOptions,
): Promise<Spawned> {
  return await spawned(process.execPath, ["--import", FROM_SOURCES, path, ...argv], options);
}

/** Runs a program to its end; what it leaves running in the background is ended with it. */
export async function spawned(
  command: string,
  argv: readonly string[],
  { folder, env, input = "" }: SpawnOptions,
): Promise<Spawned> {
  const written = { out: "", err: "", all: "" };
  const { PATH = "", HOME = folder, TMPDIR } = process.env;
  const child = spawn(command, argv, {
    cwd: folder,
    env: { PATH, HOME, ...(TMPDIR === undefined ? {} : { TMPDIR }), ...env },
    detached: true,
  });
  for (const name of ["out", "err"] as const) {
    child[`std${name}`].setEncoding("utf8").on("data", (text: string) => {
      written[name] += text;
      written.all += text;
    });
  }
  child.stdin.on("error", () => undefined).end(input);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject).on("exit", (status) => {
      endGroup(child.pid);
      child.on("close", () => resolve(status));
    });
  });
  return { code, ...written };
}

function endGroup(leader: number | undefined): void {
  try {
    if (leader !== undefined) process.kill(-leader, "SIGTERM");
  } catch {
    // Nothing of it runs any more.
  }
}
