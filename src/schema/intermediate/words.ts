/** Longest text of a value in a sentence. */
const VALUE_AT_MOST = 200;
const EXAMPLES_AT_MOST = 5;

/** A value as a person writes it in a sentence. */
export function inWords(value: unknown): string {
  const text = asText(value);
  return text.length > VALUE_AT_MOST ? `${text.slice(0, VALUE_AT_MOST)}...` : text;
}

function asText(value: unknown): string {
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? "an invalid date" : value.toISOString();
  if (typeof value === "bigint") return String(value);
  if (value instanceof Set || value instanceof Map) return asText([...value]);
  try {
    return (
      JSON.stringify(value, (_key, part: unknown) =>
        typeof part === "bigint" ? String(part) : part,
      ) ?? "none"
    );
  } catch {
    return "a value";
  }
}

export function exampleNote(examples: readonly unknown[]): string {
  const shown = examples.slice(0, EXAMPLES_AT_MOST).map(inWords);
  return `${shown.length === 1 ? "Example" : "Examples"}: ${shown.join("; ")}.`;
}

export function defaultNote(value: unknown): string {
  return `Default: ${inWords(value)}.`;
}
