import { runCli } from "../../src/cli/cli.ts";
import type { Context } from "../../src/cli/context.ts";
import { streamOf } from "./collected.ts";

export interface CliOptions {
  /** The working directory. */
  readonly folder: string;
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Standard input. */
  readonly input?: string | undefined;
  readonly terminal?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface CliResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line in this process. */
export async function cli(argv: readonly string[], options: CliOptions): Promise<CliResult> {
  const { folder, env = {}, input = "", terminal = false, signal } = options;
  const written = { out: "", err: "" };
  const outputTo = (name: "out" | "err"): Context["out"] => ({
    isTerminal: name === "out" && terminal,
    columns: 80,
    write: (text) => {
      written[name] += typeof text === "string" ? text : Buffer.from(text).toString();
      return Promise.resolve();
    },
  });
  const code = await runCli(argv, {
    out: outputTo("out"),
    err: outputTo("err"),
    input: streamOf(Buffer.from(input)),
    env,
    signal: signal ?? new AbortController().signal,
    folder,
    now: () => Date.now(),
  });
  return { code, ...written };
}
