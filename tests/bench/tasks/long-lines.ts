import { createWriteStream } from "node:fs";
import { once } from "node:events";
import { open } from "node:fs/promises";
import { wholeLines } from "../../../src/util/lines.ts";

const CHUNK_BYTES = 16 * 1024;
const NEWLINE = 10;

export interface LongLinesOptions {
  readonly path: string;
}

/** Writes a file of a few lines that are very long. */
export function makeLongLines({
  path,
  lines,
  lineBytes,
}: LongLinesOptions & { readonly lines: number; readonly lineBytes: number }): () => Promise<void> {
  const line = `"${"x".repeat(lineBytes - 3)}"\n`;
  return async () => {
    const file = createWriteStream(path);
    for (let left = lines; left > 0; left -= 1) {
      if (!file.write(line)) await once(file, "drain");
    }
    file.end();
    await once(file, "close");
  };
}

async function* smallChunks(path: string): AsyncGenerator<Buffer> {
  await using file = await open(path);
  for (;;) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(CHUNK_BYTES));
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}

/** The product's reader of lines, fed by small chunks, as they come from a network. */
export function longLines({ path }: LongLinesOptions): () => Promise<void> {
  return async () => {
    let bytes = 0;
    for await (const block of wholeLines(smallChunks(path))) bytes += block.length;
    if (bytes === 0) throw new Error(`${path} is empty`);
  };
}

/** Looks at each byte of the same chunks once, and copies it once: no reader of lines can do with less. */
export function scanLongFile({ path }: LongLinesOptions): () => Promise<void> {
  return async () => {
    const kept: Buffer[] = [];
    let newlines = 0;
    for await (const chunk of smallChunks(path)) {
      for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, at + 1)) {
        newlines += 1;
        Buffer.concat(kept.splice(0));
      }
      kept.push(chunk);
    }
    if (newlines === 0) throw new Error(`${path} has no lines`);
  };
}
