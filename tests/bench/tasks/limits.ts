import { closeSync, openSync, readSync, writeSync } from "node:fs";
import { open } from "node:fs/promises";

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

/** Writes so many bytes to files of at most `fileBytes`. */
export function writeBytes({
  folder,
  bytes,
  fileBytes,
}: {
  readonly folder: string;
  readonly bytes: number;
  readonly fileBytes: number;
}): () => void {
  return () => {
    const chunk = Buffer.alloc(256 * 1024, "x");
    let left = bytes;
    for (let number = 0; left > 0; number += 1) {
      const file = openSync(`${folder}/${number}`, "w");
      for (let room = Math.min(left, fileBytes); room > 0; room -= chunk.length) {
        writeSync(file, chunk, 0, Math.min(chunk.length, room));
        left -= Math.min(chunk.length, room);
      }
      closeSync(file);
    }
  };
}

/** Reads a file from its start to its end and counts its lines. */
export function countLines({ input }: { readonly input: string }): () => Promise<void> {
  return async () => {
    await using file = await open(input);
    const buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
    let lines = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES, null);
      if (bytesRead === 0) break;
      for (let at = buffer.indexOf(NEWLINE); at !== -1 && at < bytesRead;) {
        lines += 1;
        at = buffer.indexOf(NEWLINE, at + 1);
      }
    }
    if (lines === 0) throw new Error(`${input} has no lines`);
  };
}
