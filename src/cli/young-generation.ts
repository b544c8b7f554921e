import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";

/** Room for new objects beyond which more of it gains no time. */
const ENOUGH_BYTES = 16 << 20;
const LOOK_MS = 100;
/** The latest version of Node in which the engine is known to have the flag. */
const LATEST_KNOWN = 24;

/**
 * Stops the engine's room for new objects from growing once there is enough: by itself it grows with what has survived
 * since the start, to 100 MB and more for a stream of records that are gone at once. For a command's own process only,
 * since it is a flag of the whole process.
 */
export function boundYoungGeneration(): void {
  if (Number.parseInt(process.versions.node, 10) > LATEST_KNOWN) return;
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
