/**
 * The JSON of a value that may hold what JSON does not know: dates as ISO texts, big integers as texts, sets as lists,
 * maps as objects where their keys are texts and as lists of pairs elsewhere.
 */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => plain(part)) ?? "null";
}

function plain(value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  if (value instanceof Set) return [...value];
  if (value instanceof Map) {
    const pairs: readonly (readonly [unknown, unknown])[] = [...value];
    return pairs.every(([key]) => typeof key === "string") ? Object.fromEntries(pairs) : pairs;
  }
  return value;
}
