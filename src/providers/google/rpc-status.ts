import { retryableStatus } from "../decode.ts";

/** The names of google.rpc.Code by number. */
const NAMES = [
  "OK",
  "CANCELLED",
  "UNKNOWN",
  "INVALID_ARGUMENT",
  "DEADLINE_EXCEEDED",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "PERMISSION_DENIED",
  "RESOURCE_EXHAUSTED",
  "FAILED_PRECONDITION",
  "ABORTED",
  "OUT_OF_RANGE",
  "UNIMPLEMENTED",
  "INTERNAL",
  "UNAVAILABLE",
  "DATA_LOSS",
  "UNAUTHENTICATED",
];

/** The name of a google.rpc code; an HTTP status, which stands in its place at times, is given as such. */
export function statusName(code: number): string {
  return NAMES[code] ?? `http_${code}`;
}

const RETRYABLE: ReadonlySet<string> = new Set([
  "DEADLINE_EXCEEDED",
  "RESOURCE_EXHAUSTED",
  "ABORTED",
  "INTERNAL",
  "UNAVAILABLE",
]);

/** Whether what failed with this status can succeed later. */
export function retryableName(name: string): boolean {
  return RETRYABLE.has(name);
}

/** The same by number, of google.rpc or of HTTP. */
export function retryableCode(code: number): boolean {
  return code < 100 ? retryableName(statusName(code)) : retryableStatus(code);
}
