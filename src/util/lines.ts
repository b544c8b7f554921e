const NEWLINE = 10;
const CARRIAGE_RETURN = 13;

/**
 * Regroups bytes into blocks of whole lines: every block but the last ends with a newline. A block is valid until the
 * next one is asked for, since it may be a view of a buffer that its source reuses.
 *
 * Linear in bytes whatever the length of a line: the parts of a line that spans chunks are joined once, when its end is
 * seen.
 */
export async function* wholeLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  for await (const bytes of chunks) {
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const last = chunk.lastIndexOf(NEWLINE);
    if (last === -1) {
      parts.push(Buffer.from(chunk));
      continue;
    }
    let start = 0;
    if (parts.length > 0) {
      // Only the line that was cut is copied; the rest of the chunk is passed on in place.
      start = chunk.indexOf(NEWLINE) + 1;
      yield Buffer.concat([...parts, chunk.subarray(0, start)]);
    }
    if (start <= last) yield chunk.subarray(start, last + 1);
    parts = last + 1 < chunk.length ? [Buffer.from(chunk.subarray(last + 1))] : [];
  }
  if (parts.length > 0) yield Buffer.concat(parts);
}

/** Where the line that starts at `start` has its newline; the end of the block where it has none. */
export function newlineAfter(block: Buffer, start: number): number {
  const found = block.indexOf(NEWLINE, start);
  return found === -1 ? block.length : found;
}

/** The end of a line without the carriage return that may stand before its newline. */
export function lineEnd(block: Buffer, start: number, newline: number): number {
  return newline > start && block[newline - 1] === CARRIAGE_RETURN ? newline - 1 : newline;
}

/**
 * Calls `visit` with the bounds of each line of a block of whole lines, newline and carriage return left out, and gives
 * the number of lines.
 */
export function forEachLine(block: Buffer, visit: (start: number, end: number) => void): number {
  let count = 0;
  for (let start = 0; start < block.length; count += 1) {
    const newline = newlineAfter(block, start);
    visit(start, lineEnd(block, start, newline));
    start = newline + 1;
  }
  return count;
}
