import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

const main = new URL("../../src/cli/main.ts", import.meta.url).pathname;

export interface StartOptions {
  /** The working directory. */
  readonly folder: string;
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Arguments of Node itself. */
  readonly node?: readonly string[] | undefined;
  /** What a shell does before it becomes the command, such as setting a limit. */
  readonly before?: string | undefined;
  readonly uid?: number | undefined;
  /** The beginning of standard input, which then stays open. */
  readonly input?: string | undefined;
}

interface CommandEnd {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A command line in a process of its own. */
export interface RunningCommand {
  readonly process: ChildProcess;
  readonly end: Promise<CommandEnd>;
  /** Resolves when standard error has shown the words. */
  shows(words: string): Promise<void>;
}

export function startedBatch(argv: readonly string[], options: StartOptions): RunningCommand {
  const { folder, env = {}, node = [], before, uid, input } = options;
  const command = [process.execPath, ...node, main, ...argv];
  const [program = "", ...args] =
    before === undefined ? command : ["sh", "-c", `${before}; exec "$@"`, "sh", ...command];
  const child = spawn(program, args, {
    cwd: folder,
    env: { PATH: process.env["PATH"], BATCH_EMULATE_WORK_MS: "100", NO_COLOR: "1", ...env },
    stdio: "pipe",
    ...(uid === undefined ? {} : { uid }),
  });
  // A process that is killed does not read to the end.
  child.stdin.on("error", () => undefined);
  if (input === undefined) child.stdin.end();
  else child.stdin.write(input);
  let shown = "";
  child.stderr.on("data", (chunk: Buffer) => (shown += chunk.toString()));
  const end = async (): Promise<CommandEnd> => {
    const [out, err, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, "close") as Promise<[number | null]>,
    ]);
    return { code, out, err };
  };
  return {
    process: child,
    end: end(),
    async shows(words) {
      while (!shown.includes(words)) {
        if (child.exitCode !== null) throw new Error(`the process ended, and said: ${shown}`);
        await once(child.stderr, "data");
      }
    },
  };
}
