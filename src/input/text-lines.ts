import { isUtf8 } from "node:buffer";
import { InputError } from "../errors.ts";
import type { InputRecord } from "../model/record.ts";
import { forEachLine, wholeLines } from "../util/lines.ts";
import { recordOf, type RowOptions } from "./row.ts";

export interface LineOptions extends RowOptions {
  /** The file as the user named it. */
  readonly source: string;
}

const BYTE_ORDER_MARK = "\u{FEFF}";
const QUOTED_BYTES = 60;

/** Records of JSON lines, or of lines of text, in groups as they come. Blank lines are passed over. */
export async function* readLineRecords(
  chunks: AsyncIterable<Uint8Array>,
  format: "jsonl" | "txt",
  { source, templated }: LineOptions,
): AsyncGenerator<readonly InputRecord[]> {
  let line = 0;
  for await (const block of wholeLines(chunks)) {
    const records: InputRecord[] = [];
    requireUtf8(block, { source, line });
    forEachLine(block, (start, end) => {
      line += 1;
      let text = block.toString("utf8", start, end);
      if (line === 1 && text.startsWith(BYTE_ORDER_MARK)) text = text.slice(1);
      if (text.trim() === "") return;
      const location = { source, line };
      const row: unknown = format === "txt" ? text : parsed(text, location);
      records.push(recordOf(row, location, { templated }));
    });
    yield records;
  }
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
