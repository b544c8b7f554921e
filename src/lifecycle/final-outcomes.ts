import { ByteBuffer } from "../util/byte-buffer.ts";
import { lastAttempts } from "./merge-runs.ts";
import type { OutcomeRun } from "./outcome-runs.ts";

/** Bytes of a block that merging makes. */
const BLOCK_BYTES = 1 << 20;

/**
 * The final outcome of every record, as lines in the order of the input: of a record that was submitted more than once
 * the last attempt counts. Blocks of whole lines, each valid until the next is asked for.
 */
export async function* finalOutcomeLines(runs: readonly OutcomeRun[]): AsyncGenerator<Buffer> {
  const waiting = runs.toSorted((one, other) => one.firstOrdinal - other.firstOrdinal);
  for (let at = 0; at < waiting.length;) {
    const cluster = overlapping(waiting, at);
    at += cluster.length;
    const [only] = cluster;
    // Runs that nothing overlaps are passed on as they are.
    if (only !== undefined && cluster.length === 1) yield* only.lines();
    else yield* merged(cluster);
  }
}

/** The runs from `first` on that overlap one another, directly or through others. */
function overlapping(sorted: readonly OutcomeRun[], first: number): readonly OutcomeRun[] {
  let end = first;
  let last = -Infinity;
  for (const run of sorted.slice(first)) {
    if (end > first && run.firstOrdinal > last) break;
    last = Math.max(last, run.lastOrdinal);
    end += 1;
  }
  return sorted.slice(first, end);
}

async function* merged(runs: readonly OutcomeRun[]): AsyncGenerator<Buffer> {
  const out = new ByteBuffer(BLOCK_BYTES);
  for await (const { line } of lastAttempts(runs)) {
    out.appendBytes(line);
    if (out.length < BLOCK_BYTES) continue;
    yield out.view();
    out.truncate(0);
  }
  yield out.view();
}
