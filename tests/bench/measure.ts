import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A task in a process of its own. */
export interface Task {
  readonly name: string;
  readonly options: object;
  /** Of Node, such as a limit of the heap. */
  readonly flags?: readonly string[];
  /** A program of another kind, that takes the options alone. */
  readonly program?: string;
}

export interface Measured {
  readonly ms: number;
  readonly rssBytes: number;
}

const LONGEST_MS = 10 * 60_000;

/** @param entry The bundled tasks. */
export async function measure(
  entry: string,
  { name, options, flags = [], program }: Task,
): Promise<Measured> {
  const { stdout } = await run(
    process.execPath,
    [...flags, ...(program === undefined ? [entry, name] : [program]), JSON.stringify(options)],
    { timeout: LONGEST_MS, maxBuffer: 1 << 24 },
  );
  const last = stdout.trimEnd().split("\n").at(-1) ?? "";
  return JSON.parse(last);
}

/** Two tasks that took turns. */
export interface Pair {
  /** Of their times, the first by the second. */
  readonly ratio: number;
  /** Median distance of the ratios from their median. */
  readonly spread: number;
  readonly ms: readonly [number, number];
  readonly rssBytes: readonly [number, number];
}

/** Runs two tasks in turn, A B A B, and compares them round by round. */
export async function pair(
  run_: (task: Task) => Promise<Measured>,
  tasks: readonly [Task, Task],
  rounds: number,
): Promise<Pair> {
  const firsts: Measured[] = [];
  const seconds: Measured[] = [];
  for (let round = 0; round < rounds; round += 1) {
    firsts.push(await run_(tasks[0]));
    seconds.push(await run_(tasks[1]));
  }
  const ratios = firsts.map(({ ms }, round) => ms / (seconds[round]?.ms ?? Number.NaN));
  const ratio = median(ratios);
  return {
    ratio,
    spread: median(ratios.map((one) => Math.abs(one - ratio))),
    ms: [median(firsts.map(({ ms }) => ms)), median(seconds.map(({ ms }) => ms))],
    rssBytes: [peak(firsts), peak(seconds)],
  };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

function peak(runs: readonly Measured[]): number {
  return Math.max(...runs.map(({ rssBytes }) => rssBytes));
}
