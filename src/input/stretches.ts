import { lineEnd, newlineAfter, wholeLines } from "../util/lines.ts";
import { type ByteRange, readChunks } from "../util/read-chunks.ts";
import type { InputPart } from "./records.ts";

/** Some lines of a file that follow each other. */
export interface Stretch extends InputPart {
  readonly recordsBefore: number;
}

const SPACE = 0x20;
const LAST_ASCII = 0x7e;

/** Cuts a file of JSON lines or of lines of text into stretches of so many records; the last has what is left. */
export async function* stretchesOf(path: string, records: number): AsyncGenerator<Stretch> {
  let start = { range: { start: 0, end: 0 }, linesBefore: 0, recordsBefore: 0 };
  let position = 0;
  let lines = 0;
  let count = 0;
  for await (const block of wholeLines(readChunks(path))) {
    for (let next = 0; next < block.length;) {
      const newline = newlineAfter(block, next);
      if (!isBlank(block, next, newline)) {
        if (count - start.recordsBefore === records) {
          yield { ...start, range: { start: start.range.start, end: position + next } };
          const range: ByteRange = { start: position + next, end: 0 };
          start = { range, linesBefore: lines, recordsBefore: count };
        }
        count += 1;
      }
      lines += 1;
      next = newline + 1;
    }
    position += block.length;
  }
  if (count > start.recordsBefore) {
    yield { ...start, range: { start: start.range.start, end: position } };
  }
}

/** Whether a line has no record, as readers of lines see it. */
function isBlank(block: Buffer, start: number, newline: number): boolean {
  const first = block[start] ?? 0;
  if (first > SPACE && first <= LAST_ASCII) return false;
  return block.toString("utf8", start, lineEnd(block, start, newline)).trim() === "";
}
