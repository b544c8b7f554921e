import { isDeepStrictEqual } from "node:util";

/** Whether two values are the same, keys in any order. */
export function sameJson(first: unknown, second: unknown): boolean {
  return isDeepStrictEqual(first, second);
}
