import type { Docs } from "../intermediate/docs.ts";

/** Docs as one text: the user's own words first. Undefined where there is nothing to say. */
export function describe(docs: Docs, further: readonly string[] = []): string | undefined {
  const said = docs.description?.trim() ?? "";
  const notes = [...new Set([...docs.notes, ...further])].join(" ");
  if (said === "") return notes === "" ? undefined : notes;
  if (notes === "") return said;
  return /[.!?:]$/.test(said) ? `${said} ${notes}` : `${said}. ${notes}`;
}
