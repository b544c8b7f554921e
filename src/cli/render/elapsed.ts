import prettyMilliseconds from "pretty-ms";

const SECOND_MS = 1_000;

/** A time span for people, in whole seconds, such as `2m 15s`. */
export function elapsed(ms: number): string {
  const seconds = Math.round(Math.max(0, ms) / SECOND_MS);
  return seconds === 0 ? "0s" : prettyMilliseconds(seconds * SECOND_MS);
}
