import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";

/** Room for new objects that a thread has from the start; in the engine's one megabyte it clears up all the time. */
const THREAD_MB = 4;
/** Room for new objects beyond which more of it gains no time. */
const ENOUGH_BYTES = 16 << 20;
const LOOK_MS = 100;
/** The latest version of Node in which the engine is known to have the flags. */
const LATEST_KNOWN = 24;

/**
 * Fits the engine's room for new objects to streams of records that are gone at once. By itself it grows with what has
 * survived since the start, to 100 MB and more, and is stopped here once there is enough; threads that start from now on
 * have enough from the start. For a command's own process only, since these are flags of the whole process.
 */
export function tuneYoungGeneration(): void {
  if (Number.parseInt(process.versions.node, 10) > LATEST_KNOWN) return;
  setFlagsFromString(`--min-semi-space-size=${THREAD_MB}`);
  const timer = setInterval(() => {
    if (youngBytes() < ENOUGH_BYTES) return;
    setFlagsFromString("--semi-space-growth-factor=1");
    clearInterval(timer);
  }, LOOK_MS);
  timer.unref();
}

function youngBytes(): number {
  const space = getHeapSpaceStatistics().find(({ space_name: name }) => name === "new_space");
  return space?.space_size ?? 0;
}
