import { type OutcomeRun, RunCursor } from "./outcome-runs.ts";

/**
 * Visits every record of the runs in the order of the input, with the cursor that stands at its last attempt; the cursor
 * moves on after the visit. A run is opened when its first record comes, so that few are open at a time.
 */
export async function* lastAttempts(runs: readonly OutcomeRun[]): AsyncGenerator<RunCursor> {
  const waiting = runs.toSorted((one, other) => one.firstOrdinal - other.firstOrdinal);
  let active: readonly RunCursor[] = [];
  try {
    for (;;) {
      let next = earliest(active);
      for (const run of waiting.splice(0, countUpTo(waiting, next))) {
        const cursor = new RunCursor(run);
        active = [...active, cursor];
        await cursor.advance();
        next = earliest(active);
      }
      if (next === Infinity) return;
      yield latest(active, next);
      for (const cursor of active) {
        if (cursor.ordinal !== next) continue;
        const reading = cursor.advance();
        if (reading === undefined) continue;
        await reading;
        if (cursor.ordinal === Infinity) active = active.filter((other) => other !== cursor);
      }
    }
  } finally {
    for (const cursor of active) await cursor.close();
  }
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
  return here.reduce((best, cursor) =>
    cursor.run.shard.attempt > best.run.shard.attempt ? cursor : best,
  );
}
