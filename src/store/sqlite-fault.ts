import { StoreError } from "../errors.ts";

/** What to do about a database that has lost something. */
export const RESTORE =
  "Restore it from a backup, or move the folder away to start anew. Jobs at the provider go on; batch list --remote --model P/M shows them.";

/** Runs what touches the database, and says what to do where it refuses. */
export function sqliteFault<Result>(path: string, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    throw named(error, path);
  }
}

/** SQLite's result codes, in words that say what to do. */
function named(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number") {
    return error;
  }
  const primary = error.errcode & 0xff;
  const say = (code: "store_locked" | "store_corrupt" | "store_io", advice: string) =>
    new StoreError(code, `${path}: ${error.message}. ${advice}`, { cause: error });
  switch (primary) {
    case 5:
    case 6:
      return say("store_locked", "Another process holds the store; try again when it is done.");
    case 8:
      return say(
        "store_io",
        "The store is read-only. Name another one with --store or BATCH_STORE.",
      );
    case 10:
    case 13:
      return say("store_io", "The disk is full or has a fault. Free some space and try again.");
    case 11:
    case 26:
      return say("store_corrupt", RESTORE);
    case 14:
      return say(
        "store_io",
        "The store can't be opened. Check the folder's permissions, or name another with --store.",
      );
    default:
      return error;
  }
}
