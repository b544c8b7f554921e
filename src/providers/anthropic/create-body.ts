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
export function createBody(lines: Blob, guard: () => void): CreateBody {
  const inner = lines.slice(0, lines.size - 1);
  const commas = new TransformStream<Uint8Array, Uint8Array>({
    start: (controller) => controller.enqueue(HEAD),
    transform: (chunk, controller) => controller.enqueue(commaSeparated(chunk)),
    flush: (controller) => {
      guard();
      controller.enqueue(TAIL);
    },
  });
  return {
    bytes: HEAD.length + inner.size + TAIL.length,
    stream: inner.stream().pipeThrough(commas),
  };
}

function commaSeparated(chunk: Uint8Array): Uint8Array {
  for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, at + 1)) {
    chunk[at] = COMMA;
  }
  return chunk;
}
