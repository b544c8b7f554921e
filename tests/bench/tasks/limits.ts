import { execFile } from "node:child_process";
import { closeSync, openSync, readSync } from "node:fs";
import { promisify } from "node:util";

const run = promisify(execFile);

const CHUNK_BYTES = 1 << 20;
const NEWLINE = 10;

/** Reads a file and parses each line as JSON, as fast as Node can. */
export function scanAndParse({ input }: { readonly input: string }): () => void {
  return () =>
    forEachLine(input, (chunk, start, end) => {
      JSON.parse(chunk.toString("utf8", start, end));
    });
}

/** Visits each line of a file; a line that spans chunks is moved to the front of the buffer. */
function forEachLine(
  path: string,
  visit: (chunk: Buffer, start: number, end: number) => void,
): void {
  const file = openSync(path, "r");
  let buffer = Buffer.allocUnsafeSlow(4 * CHUNK_BYTES);
  let kept = 0;
  for (;;) {
    if (buffer.length - kept < CHUNK_BYTES) {
      const larger = Buffer.allocUnsafeSlow(2 * buffer.length);
      buffer.copy(larger, 0, 0, kept);
      buffer = larger;
    }
    const read = readSync(file, buffer, kept, CHUNK_BYTES, null);
    const length = kept + read;
    let start = 0;
    // What was kept has been searched before.
    for (let end = buffer.indexOf(NEWLINE, kept); end !== -1 && end < length;) {
      visit(buffer, start, end);
      start = end + 1;
      end = buffer.indexOf(NEWLINE, start);
    }
    if (read === 0) {
      if (start < length) visit(buffer, start, length);
      break;
    }
    buffer.copy(buffer, 0, start, length);
    kept = length - start;
  }
  closeSync(file);
}

export interface WriteBytesOptions {
  readonly path: string;
  readonly bytes: number;
  /** Whether the disk has them before it is done. */
  readonly sync: boolean;
}

/** Writes so many bytes to one file, as the system's own tools do. */
export function writeBytes({ path, bytes, sync }: WriteBytesOptions): () => Promise<void> {
  const command = `head -c ${bytes} /dev/zero > "$0"${sync ? ' && sync "$0"' : ""}`;
  return async () => {
    await run("sh", ["-c", command, path]);
  };
}
