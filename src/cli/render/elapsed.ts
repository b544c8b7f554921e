import prettyMilliseconds from "pretty-ms";

/** A time span for people, in whole seconds, such as `2m 15s`. */
export function elapsed(ms: number): string {
  return prettyMilliseconds(Math.max(0, ms), { secondsDecimalDigits: 0 });
}
