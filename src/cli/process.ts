import { topLevelHelp } from "./help.ts";
import type { Context, Output } from "./context.ts";
import { VERSION } from "./version.ts";

const EXIT_INTERRUPTED = 130;
const EXIT_FAILED = 1;
const NARROWEST = 40;
const USUAL_WIDTH = 80;
/** Commands that take longer may take long, and much memory. */
const LONG_MS = 150;

/** Runs the command line in this process. */
export async function main(): Promise<void> {
  const [first, second] = process.argv.slice(2);
  const asksHelp = first === "--help" || first === "-h" || first === "help";
  // The most frequent questions are answered without loading anything else.
  if (first === undefined || (asksHelp && second === undefined)) {
    process.stdout.write(topLevelHelp());
    return;
  }
  if (first === "--version" || first === "-V") {
    process.stdout.write(`${VERSION}\n`);
    return;
  }
  const interrupt = new AbortController();
  process.once("SIGINT", () => {
    interrupt.abort();
    // Whoever asks a second time does not want to wait.
    process.once("SIGINT", () => process.exit(EXIT_INTERRUPTED));
  });
  process.once("SIGTERM", () => interrupt.abort());
  ignoreClosedPipe(process.stdout);
  ignoreClosedPipe(process.stderr);
  setTimeout(() => void tuneMemory(), LONG_MS).unref();
  const { runCli } = await import("./cli.ts");
  const argv = asksHelp && second !== undefined ? [second, "--help"] : process.argv.slice(2);
  process.exitCode = await runCli(argv, contextOf(interrupt.signal));
}

async function tuneMemory(): Promise<void> {
  const { tuneYoungGeneration } = await import("./young-generation.ts");
  tuneYoungGeneration();
}

function contextOf(signal: AbortSignal): Context {
  return {
    out: outputOf(process.stdout),
    err: outputOf(process.stderr),
    // Opened by who reads it. A pipe that says nothing must not hold back whoever interrupts.
    get input() {
      const { stdin } = process;
      signal.addEventListener("abort", () => stdin.destroy(new Error("interrupted")));
      return stdin;
    },
    env: process.env,
    signal,
    folder: process.cwd(),
    now: () => Date.now(),
  };
}

function outputOf(stream: NodeJS.WriteStream): Output {
  return {
    isTerminal: stream.isTTY,
    get columns() {
      return Math.max(NARROWEST, stream.columns || USUAL_WIDTH);
    },
    write: (text) =>
      new Promise((resolve, reject) => {
        stream.write(text, (error) => (error ? reject(error) : resolve()));
      }),
  };
}

/** `batch results | head` closes the pipe early: that is no fault. */
function ignoreClosedPipe(stream: NodeJS.WriteStream): void {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    process.exit(error.code === "EPIPE" ? 0 : EXIT_FAILED);
  });
}
