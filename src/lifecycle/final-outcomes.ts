import { ByteBuffer } from "../util/byte-buffer.ts";
import { type OutcomeRun, RunCursor } from "./outcome-runs.ts";

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

/** Merges runs by record. A run is opened when its first record comes, so that few are open at a time. */
async function* merged(sorted: readonly OutcomeRun[]): AsyncGenerator<Buffer> {
  const waiting = [...sorted];
  let active: readonly RunCursor[] = [];
  const out = new ByteBuffer(BLOCK_BYTES);
  try {
    for (;;) {
      let next = earliest(active);
      for (const run of waiting.splice(0, countUpTo(waiting, next))) {
        const cursor = new RunCursor(run);
        active = [...active, cursor];
        await cursor.advance();
        next = earliest(active);
      }
      if (next === Infinity) break;
      out.appendBytes(latest(active, next).line);
      for (const cursor of active) {
        if (cursor.ordinal !== next) continue;
        const reading = cursor.advance();
        if (reading === undefined) continue;
        await reading;
        if (cursor.ordinal === Infinity) active = active.filter((other) => other !== cursor);
      }
      if (out.length < BLOCK_BYTES) continue;
      yield out.view();
      out.truncate(0);
    }
  } finally {
    for (const cursor of active) await cursor.close();
  }
  yield out.view();
}

/** How many of the waiting runs start no later than the record; at least one where no run is open. */
function countUpTo(waiting: readonly OutcomeRun[], ordinal: number): number {
  const limit = ordinal === Infinity ? (waiting[0]?.firstOrdinal ?? Infinity) : ordinal;
  const later = waiting.findIndex(({ firstOrdinal }) => firstOrdinal > limit);
  return later === -1 ? waiting.length : later;
}

function earliest(cursors: readonly RunCursor[]): number {
  let ordinal = Infinity;
  for (const cursor of cursors) ordinal = Math.min(ordinal, cursor.ordinal);
  return ordinal;
}

/** The cursor with the last attempt at the record. */
function latest(cursors: readonly RunCursor[], ordinal: number): RunCursor {
  const here = cursors.filter((cursor) => cursor.ordinal === ordinal);
  return here.reduce((best, cursor) => (cursor.run.attempt > best.run.attempt ? cursor : best));
}
