import type { Call } from "../http/call.ts";
import { invalid } from "./errors.ts";

export interface Page<T> {
  readonly page: readonly T[];
  readonly nextPageToken: string | undefined;
}

/** Gives the items before a number, newest first, at most so many. */
export type Fetch<T> = (before: number | undefined, limit: number) => readonly T[];

/** A page of a list by Google's rules: sizes beyond the longest are cut to it, and the token says where to go on. */
export function pageOf<T extends { readonly number: number }>(
  call: Call,
  fetch: Fetch<T>,
  { fallback, longest }: { readonly fallback: number; readonly longest: number },
): Page<T> {
  const asked = Number(call.req.query("pageSize") ?? fallback);
  if (!Number.isInteger(asked) || asked < 0) throw invalid("The page size must be a whole number.");
  const size = asked === 0 ? fallback : Math.min(asked, longest);
  const token = call.req.query("pageToken");
  const before = token === undefined || token === "" ? undefined : numberOf(token);
  // One more than asked for tells whether there are more.
  const found = fetch(before, size + 1);
  const page = found.slice(0, size);
  const last = page.at(-1);
  const more = found.length > size && last !== undefined;
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
