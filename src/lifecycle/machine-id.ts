import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import { lazy } from "../util/lazy.ts";

/**
 * What tells whether two process ids may be compared: the host, since when it runs, and the namespace of its process ids,
 * since two containers may have the same name.
 */
export const machineId: () => string = lazy(() =>
  [
    hostname(),
    orNothing(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()),
    orNothing(() => readlinkSync("/proc/self/ns/pid")),
  ].join("/"),
);

/** Systems without /proc have no such containers either. */
function orNothing(read: () => string): string {
  try {
    return read();
  } catch {
    return "";
  }
}
