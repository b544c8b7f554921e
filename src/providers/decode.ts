import type { Reply, RequestError } from "../model/outcome.ts";
import { isObject, type JsonValue } from "../util/json.ts";

type Fields = Readonly<Record<string, unknown>>;

const NO_FIELDS: Fields = {};

/** The value as an object, and as an empty one where it is none: result lines are read without trust. */
export function fields(value: unknown): Fields {
  return isObject(value) ? value : NO_FIELDS;
}

export function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The members of a list among values that were parsed from JSON. */
export function jsonItems(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

export function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** A count, also where it comes as a string, as Google's do. */
export function count(value: unknown): number | undefined {
  const number = typeof value === "string" && value !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

/** Whether a request that was answered with this HTTP status can succeed later. Status 0 is no answer at all. */
export function retryableStatus(status: number): boolean {
  return status === 0 || status === 408 || status === 409 || status === 429 || status >= 500;
}

export function errored(code: string, message: string, retryable: boolean): Reply {
  const error: RequestError = { code, message, retryable };
  return { kind: "errored", error };
}

/** The reply of a line that is not as documented. Not worth a retry: the same would come again. */
export function unreadable(what: string, line: unknown): Reply {
  const excerpt = JSON.stringify(line)?.slice(0, 200) ?? String(line);
  return errored("unreadable_result", `${what}: ${excerpt}`, false);
}
