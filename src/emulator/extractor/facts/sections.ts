import type { Passage } from "./passage.ts";
import { singular, splitName } from "../words.ts";

/** The longest line that is taken for a heading, in words. */
const HEADING_WORDS = 5;

/** The lines under the heading that speaks of `words`; undefined where the text has no such heading. */
export function section(passage: Passage, words: readonly string[]): string | undefined {
  const { lines } = passage;
  if (lines.length < 2) return undefined;
  const wanted = new Set(words.map(singular));
  const start = lines.findIndex(
    (line) => isHeading(line) && splitName(line).some((word) => wanted.has(word)),
  );
  if (start < 0) return undefined;
  const after = lines.slice(start + 1);
  const own = inlineRest(lines[start] ?? "");
  const stop = after.findIndex(
    (line, place) => isHeading(line) && place > 0 && endsSection(after, place),
  );
  const body = stop < 0 ? after : after.slice(0, stop);
  const text = [own, ...body].join("\n").trim();
  return text === "" ? undefined : text;
}

/** What stands behind the colon of a heading on its own line. */
function inlineRest(line: string): string {
  return /^[^:]{1,40}:\s*(?<rest>\S.*)$/.exec(line)?.groups?.["rest"] ?? "";
}

function isHeading(line: string): boolean {
  const text = line.trim();
  if (text === "" || /^[-*•>]\s|^\d+[.)]\s/.test(text)) return false;
  if (/^#{1,6}\s/.test(text)) return true;
  const label = /^(?<label>[^:]{1,40}):/.exec(text)?.groups?.["label"];
  const words = (label ?? text).split(/\s+/).length;
  if (label !== undefined) return words <= HEADING_WORDS && /^\p{L}/u.test(text);
  return words <= HEADING_WORDS && /^\p{Lu}/u.test(text) && !/[.,;!?\d]/.test(text);
}

/** A label ends a section only after a blank line or over a block of its own: labels within it belong to it. */
function endsSection(lines: readonly string[], place: number): boolean {
  const line = lines[place]?.trim() ?? "";
  if (/^#{1,6}\s/.test(line) || !line.includes(":")) return true;
  const before = lines[place - 1]?.trim() ?? "";
  return before === "" || line.endsWith(":") || isEntry(before);
}

/** A line with a bullet or a number before it. */
export function isEntry(line: string): boolean {
  return /^\s*(?:[-*•>]\s+|\d+[.)]\s+)\S/.test(line);
}

/**
 * The entries of a list in the text, from the surest way to tell them apart to the least sure: bullets, blocks
 * between blank lines, lines, clauses with a quantity.
 */
export function entryGroups(text: string): readonly (readonly string[])[] {
  const lines = text.split(/\r?\n/).filter((line) => !/^[\s|:=_-]*$/.test(line));
  const blocks = text
    .split(/\n\s*\n/)
    .map((block) => block.trim())
    .filter((block) => block !== "");
  return [
    tableRows(lines),
    bulleted(lines),
    blocks.length > 1 ? blocks : [],
    lines.length > 1 ? lines.map((line) => line.trim()) : [],
    clauses(text),
    [text],
  ].filter((group) => group.length > 0);
}

/** Bullets with the lines that are indented below them. */
function bulleted(lines: readonly string[]): readonly string[] {
  const entries: string[] = [];
  for (const line of lines) {
    if (isEntry(line) && !/^\s{4,}/.test(line)) {
      entries.push(line.replace(/^\s*(?:[-*•>]\s+|\d+[.)]\s+)/, "").trim());
    } else if (entries.length > 0 && /^\s{2,}\S/.test(line)) {
      entries.push(`${entries.pop() ?? ""}\n${line.trim()}`);
    }
  }
  return entries;
}

/** Parts of sentences that start with a quantity: "2 mugs at $7 each and 1 teapot for $24". */
function clauses(text: string): readonly string[] {
  for (const sentence of text.split(/(?<=[.!?])\s+(?=\p{Lu})/u)) {
    const parts = sentence.split(CLAUSE);
    if (parts.length > 1)
      return parts.map((part) =>
        fromQuantity(part)
          .trim()
          .replace(/[.,;!]+$/, ""),
      );
  }
  return [];
}

const QUANTITY = String.raw`(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|an?)\s+(?:x\s+)?(?=\p{L})`;
const CLAUSE = new RegExp(String.raw`(?:,|;|\band\b|\bplus\b)\s+(?=${QUANTITY})`, "iu");
const FIRST_QUANTITY = new RegExp(String.raw`(?<![\p{L}\p{N}#-])${QUANTITY}`, "iu");

/** A clause without what leads up to its quantity. */
function fromQuantity(clause: string): string {
  const start = clause.search(FIRST_QUANTITY);
  return start <= 0 ? clause : clause.slice(start);
}

/** The rows of a table with a head, each as the labelled values of its cells. */
function tableRows(lines: readonly string[]): readonly string[] {
  const rows = lines.map((line) => cells(line));
  const start = rows.findIndex(
    ({ length }, place) => length > 1 && rows[place + 1]?.length === length,
  );
  const head = rows[start];
  if (head === undefined) return [];
  const after = rows.slice(start + 1);
  const stop = after.findIndex(({ length }) => length !== head.length);
  return (stop < 0 ? after : after.slice(0, stop)).map((row) =>
    row.map((cell, column) => `${head[column] ?? ""}: ${cell}`).join("\n"),
  );
}

function cells(line: string): readonly string[] {
  const separator = line.includes("|") ? "|" : "\t";
  const parts = line
    .replace(/^\s*\|/, "")
    .replace(/\|\s*$/, "")
    .split(separator);
  return parts.map((part) => part.trim());
}
