import { open } from "node:fs/promises";

const CHUNK = 1024 * 1024;
const NEWLINE = 10;
const RETURN = 13;

/**
 * The lines of a file, in batches of those that end in one chunk of it, without their line ends. The last line needs
 * none. A line is good only until the next batch is asked for.
 */
export async function* readLines(path: string): AsyncGenerator<readonly Buffer[]> {
  await using file = await open(path, "r");
  const chunk = Buffer.allocUnsafe(CHUNK);
  /** Pieces of a line that is longer than a chunk: joined once, so that long lines cost no more than short ones. */
  let pieces: Buffer[] = [];
  for (;;) {
    const { bytesRead } = await file.read(chunk, 0, CHUNK);
    if (bytesRead === 0) break;
    const { lines, rest } = split(chunk.subarray(0, bytesRead), pieces);
    if (lines.length > 0) {
      yield lines;
      pieces = [];
    }
    if (rest.length > 0) pieces.push(Buffer.from(rest));
  }
  if (pieces.length > 0) yield [withoutReturn(Buffer.concat(pieces))];
}

function split(
  bytes: Buffer,
  pieces: readonly Buffer[],
): { readonly lines: readonly Buffer[]; readonly rest: Buffer } {
  const lines: Buffer[] = [];
  let start = 0;
  for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
    const own = bytes.subarray(start, end);
    const whole = lines.length === 0 && pieces.length > 0 ? Buffer.concat([...pieces, own]) : own;
    lines.push(withoutReturn(whole));
    start = end + 1;
  }
  return { lines, rest: bytes.subarray(start) };
}

function withoutReturn(line: Buffer): Buffer {
  return line.at(-1) === RETURN ? line.subarray(0, -1) : line;
}
