import type { JsonObject } from "../../util/json.ts";
import type { Call } from "../http/call.ts";
import { invalid } from "./errors.ts";

export interface PageQuery {
  readonly limit: number;
  readonly after: string | undefined;
}

export function pageQuery(
  call: Call,
  { fallback, longest }: { readonly fallback: number; readonly longest: number },
): PageQuery {
  const text = call.req.query("limit");
  const limit = text === undefined ? fallback : Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > longest) {
    throw invalid(
      "limit",
      `Invalid 'limit': expected an integer from 1 to ${longest}, but got ${text ?? ""} instead.`,
    );
  }
  return { limit, after: call.req.query("after") };
}

interface Page {
  readonly data: readonly JsonObject[];
  readonly hasMore: boolean;
}

/** A page as every list of OpenAI's gives it. */
export function listObject(
  page: readonly { readonly id: string }[],
  { data, hasMore }: Page,
): JsonObject {
  return {
    object: "list",
    data,
    first_id: page[0]?.id ?? null,
    last_id: page.at(-1)?.id ?? null,
    has_more: hasMore,
  };
}

/** A page of a list that is whole, and ordered already. */
export function listPage<T extends { readonly id: string }>(
  all: readonly T[],
  { limit, after }: PageQuery,
  write: (one: T) => JsonObject,
): JsonObject {
  const start = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1;
  const page = all.slice(start, start + limit);
  return listObject(page, { data: page.map(write), hasMore: start + limit < all.length });
}
