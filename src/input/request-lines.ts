import { InputError, type InputLocation, ProtocolError } from "../errors.ts";
import type { InputRecord } from "../model/record.ts";
import { firstLine } from "../providers/first-line.ts";
import type { DecodedRequest, Provider } from "../providers/provider.ts";
import { forEachLine, wholeLines } from "../util/lines.ts";
import { textOfBytes } from "../util/utf8.ts";
import { readChunks } from "../util/read-chunks.ts";

/** A file of requests that was prepared for a provider. */
export interface RequestLines {
  readonly path: string;
  /** What errors call the file. */
  readonly source: string;
  /** The model that the batch is for. */
  readonly model: string;
}

/** The first request of a file, whatever it is; undefined where there is none. */
export async function firstRequest(path: string): Promise<unknown> {
  return await firstLine(readChunks(path));
}

/**
 * The requests of a file, as records that bring their body and keep their id.
 *
 * @throws InputError for a line that is no request of the provider, or one that its job could not take.
 */
export async function* readRequestLines(
  { path, source, model }: RequestLines,
  provider: Pick<Provider, "codec" | "limits">,
): AsyncGenerator<readonly InputRecord[]> {
  let line = 0;
  for await (const block of wholeLines(readChunks(path))) {
    const records: InputRecord[] = [];
    forEachLine(block, (start, end) => {
      line += 1;
      const text = textOfBytes(block, start, end);
      if (text.trim() !== "") records.push(requestRecord(text, { source, line, model }, provider));
    });
    yield records;
  }
}

function requestRecord(
  text: string,
  { source, line, model: wanted }: Omit<RequestLines, "path"> & { readonly line: number },
  { codec, limits }: Pick<Provider, "codec" | "limits">,
): InputRecord {
  const location = { source, line };
  const { customId, body, model } = decoded(text, location, codec);
  if (model !== undefined && model !== wanted && !limits.mixesModels) {
    throw new InputError(
      location,
      `this request is for the model "${model}", and the batch for "${wanted}". A job takes requests for one model: name it with --model, or split the file.`,
    );
  }
  return { id: customId, content: { kind: "body", body }, ...location };
}

function decoded(text: string, location: InputLocation, codec: Provider["codec"]): DecodedRequest {
  try {
    return codec.decodeRequest(JSON.parse(text));
  } catch (error) {
    if (error instanceof ProtocolError) throw new InputError(location, error.message);
    if (error instanceof SyntaxError) {
      throw new InputError(location, `${error.message}.`, { cause: error });
    }
    throw error;
  }
}
