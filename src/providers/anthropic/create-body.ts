const NEWLINE = 10;
const COMMA = 44;
const HEAD = Buffer.from('{"requests":[');
const TAIL = Buffer.from("]}");

/** The create call's one JSON body, made from request lines without holding them. */
export interface CreateBody {
  readonly bytes: number;
  readonly stream: ReadableStream<Uint8Array>;
}

/**
 * Wraps request lines, each with its newline. A newline can't stand inside a JSON line, so the newlines between lines
 * become commas in place, and the last one is left out.
 *
 * @param guard Called before the last bytes, without which nothing is created; what it throws ends the body there.
 */
export function createBody(
  lines: { readonly bytes: number; chunks(): AsyncIterable<Uint8Array> },
  guard: () => void,
): CreateBody {
  const inner = lines.bytes - 1;
  const parts = async function* (): AsyncGenerator<Uint8Array> {
    yield HEAD;
    let left = inner;
    for await (const chunk of lines.chunks()) {
      if (left > 0) yield commaSeparated(chunk.subarray(0, left));
      left -= chunk.length;
    }
    guard();
    yield TAIL;
  };
  return { bytes: HEAD.length + inner + TAIL.length, stream: ReadableStream.from(parts()) };
}

function commaSeparated(chunk: Uint8Array): Uint8Array {
  for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, at + 1)) {
    chunk[at] = COMMA;
  }
  return chunk;
}
