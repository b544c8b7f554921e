import { InputError, ProtocolError } from "../errors.ts";
import type { InputRecord } from "../model/record.ts";
import type { Codec } from "../providers/provider.ts";
import { forEachLine, wholeLines } from "../util/lines.ts";
import { textOfBytes } from "../util/utf8.ts";
import { readChunks } from "../util/read-chunks.ts";

/**
 * The requests of a file that was prepared for a provider, as records that bring their body and keep their id.
 *
 * @param source What errors call the file.
 * @throws InputError for a line that is no request of the provider.
 */
export async function* readRequestLines(
  path: string,
  source: string,
  codec: Codec,
): AsyncGenerator<readonly InputRecord[]> {
  let line = 0;
  for await (const block of wholeLines(readChunks(path))) {
    const records: InputRecord[] = [];
    forEachLine(block, (start, end) => {
      line += 1;
      const text = textOfBytes(block, start, end);
      if (text.trim() !== "") records.push(requestRecord(text, { source, line }, codec));
    });
    yield records;
  }
}

function requestRecord(
  text: string,
  location: { readonly source: string; readonly line: number },
  codec: Codec,
): InputRecord {
  try {
    const { customId, body } = codec.decodeRequest(JSON.parse(text));
    return { id: customId, content: { kind: "body", body }, ...location };
  } catch (error) {
    if (error instanceof ProtocolError || error instanceof SyntaxError) {
      throw new InputError(location, `${error.message}.`, { cause: error });
    }
    throw error;
  }
}
