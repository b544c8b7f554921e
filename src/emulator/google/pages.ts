import type { Call } from "../http/call.ts";
import { invalid } from "./errors.ts";

export interface Page<T> {
  readonly page: readonly T[];
  readonly nextPageToken: string | undefined;
}

/** A page of a list by Google's rules: sizes beyond the longest are cut to it, and the token says where to go on. */
export function pageOf<T extends { readonly number: number }>(
  call: Call,
  all: readonly T[],
  { fallback, longest }: { readonly fallback: number; readonly longest: number },
): Page<T> {
  const asked = Number(call.req.query("pageSize") ?? fallback);
  if (!Number.isInteger(asked) || asked < 0) throw invalid("The page size must be a whole number.");
  const size = asked === 0 ? fallback : Math.min(asked, longest);
  const token = call.req.query("pageToken");
  const before = token === undefined || token === "" ? Infinity : numberOf(token);
  const rest = all.filter(({ number }) => number < before);
  const page = rest.slice(0, size);
  const last = page.at(-1);
  const more = rest.length > size && last !== undefined;
  return {
    page,
    nextPageToken: more ? Buffer.from(`n${last.number}`).toString("base64url") : undefined,
  };
}

function numberOf(token: string): number {
  const number = Number(/^n(\d+)$/.exec(Buffer.from(token, "base64url").toString())?.[1]);
  if (Number.isNaN(number)) throw invalid("The page token is invalid.");
  return number;
}
