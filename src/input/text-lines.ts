import { isUtf8 } from "node:buffer";
import { InputError } from "../errors.ts";
import type { InputRecord } from "../model/record.ts";
import { type Leaf, LineShape } from "../util/line-shape.ts";
import { forEachLine, lineEnd, newlineAfter, wholeLines } from "../util/lines.ts";
import { textOfBytes } from "../util/utf8.ts";
import { recordOf, type RowOptions } from "./row.ts";
import { escapedTexts } from "./text-in-line.ts";

export interface LineOptions extends RowOptions {
  /** The file as the user named it. */
  readonly source: string;
  /** Lines of the file that are left out before. @default 0 */
  readonly linesBefore?: number | undefined;
}

const BYTE_ORDER_MARK = "\u{FEFF}";
const QUOTED_BYTES = 60;
const GROUP = 64;
const OPENING_BRACE = 0x7b;

/** Records of JSON lines, or of lines of text, in groups as they come. Blank lines are passed over. */
export async function* readLineRecords(
  chunks: AsyncIterable<Uint8Array>,
  format: "jsonl" | "txt",
  options: LineOptions,
): AsyncGenerator<readonly InputRecord[]> {
  const { source, linesBefore = 0 } = options;
  const rows = new LineShape(escapedTexts);
  // Where reading has come to.
  const location = { source, line: linesBefore };
  for await (const block of wholeLines(chunks)) {
    requireUtf8(block, location);
    let records: InputRecord[] = [];
    for (let next = 0; next < block.length;) {
      const start = next;
      const newline = newlineAfter(block, start);
      const end = lineEnd(block, start, newline);
      next = newline + 1;
      location.line += 1;
      const alike = rows.match(block, start, end);
      if (alike !== undefined) {
        records.push(recordOf(alike, location, options, rows.nested));
      } else {
        let text = textOfBytes(block, start, end);
        if (location.line === 1 && text.startsWith(BYTE_ORDER_MARK)) text = text.slice(1);
        if (block[start] !== OPENING_BRACE && text.trim() === "") continue;
        const row = format === "txt" ? text : parsed(text, location);
        const record = recordOf(row, location, options);
        if (format === "jsonl" && record.content.kind === "text")
          rows.learn(block, start, end, isText);
        records.push(record);
      }
      // Records that are gone soon are cheaper than ones that are collected while they are in use.
      if (records.length < GROUP) continue;
      yield records;
      records = [];
    }
    yield records;
  }
}

/** Whether it is what recordOf takes for the text of a row. */
function isText({ key, depth }: Leaf): boolean {
  return key === "text" && depth === 0;
}

function parsed(text: string, location: { source: string; line: number }): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(location, `this line is not JSON (${reason}).`, { cause: error });
  }
}

/** Decoding would quietly turn foreign bytes into question marks, and the model would be asked about those. */
function requireUtf8(block: Buffer, before: { source: string; line: number }): void {
  if (isUtf8(block)) return;
  let line = before.line;
  forEachLine(block, (start, end) => {
    line += 1;
    const bytes = block.subarray(start, end);
    if (isUtf8(bytes)) return;
    throw new InputError(
      { source: before.source, line },
      `this line is not UTF-8: ${JSON.stringify(bytes.toString("latin1", 0, QUOTED_BYTES))}. Save the file as UTF-8.`,
    );
  });
}
