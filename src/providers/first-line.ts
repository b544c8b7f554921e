import { jsonIn } from "../util/json.ts";
import { forEachLine, wholeLines } from "../util/lines.ts";

/** The first line of a stream that is JSON; the stream is left at once. */
export async function firstLine(chunks: AsyncIterable<Uint8Array>): Promise<unknown> {
  for await (const block of wholeLines(chunks)) {
    let found: unknown;
    forEachLine(block, (start, end) => {
      if (found === undefined && end > start) found = jsonIn(block.toString("utf8", start, end));
    });
    if (found !== undefined) return found;
  }
  return undefined;
}
