import { closeSync, openSync, readSync } from "node:fs";
import { open } from "node:fs/promises";

/** Large enough that a read costs nothing beside parsing what it brought. */
const CHUNK_BYTES = 1 << 20;

/** Buffers of files that were read to their end, for the next ones: new ones would be a lot of garbage. */
const spare: Buffer[] = [];
const MOST_SPARE = 4;

function takeBuffer(bytes: number): Buffer {
  return (bytes === CHUNK_BYTES ? spare.pop() : undefined) ?? Buffer.allocUnsafeSlow(bytes);
}

/** A part of a file, in bytes; `end` is not part of it. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Reads a file from disk in chunks. A chunk is valid until the next one is asked for: two buffers take turns, so that
 * the next read runs while the last chunk is worked on.
 */
export async function* readChunks(
  path: string,
  { start, end }: ByteRange = { start: 0, end: Infinity },
): AsyncGenerator<Buffer> {
  await using file = await open(path);
  let current = takeBuffer(Math.min(CHUNK_BYTES, end - start));
  let next = takeBuffer(current.length);
  let position = start;
  const readInto = (buffer: Buffer) =>
    file.read(buffer, 0, Math.min(buffer.length, end - position), position);
  let reading = readInto(current);
  try {
    for (;;) {
      const { bytesRead } = await reading;
      if (bytesRead === 0) {
        // Who has asked for more is done with the last chunk.
        for (const buffer of [current, next])
          if (buffer.length === CHUNK_BYTES && spare.length < MOST_SPARE) spare.push(buffer);
        return;
      }
      position += bytesRead;
      reading = readInto(next);
      yield current.subarray(0, bytesRead);
      [current, next] = [next, current];
    }
  } finally {
    // A reader that stopped early leaves a read under way: its failure is nobody's any more.
    await reading.catch(() => undefined);
  }
}

/** Small enough that what was read is still in the processor's own cache when it is looked at. */
const BLOCKING_BYTES = 1 << 18;

/**
 * The same by a thread that has nothing else to do while it reads. Each chunk is read when it is asked for, and is valid
 * until the next one is.
 */
export async function* readChunksBlocking(path: string): AsyncGenerator<Buffer> {
  const file = openSync(path, "r");
  try {
    const buffer = Buffer.allocUnsafeSlow(BLOCKING_BYTES);
    for (;;) {
      const bytes = readSync(file, buffer, 0, buffer.length, null);
      if (bytes === 0) return;
      yield buffer.subarray(0, bytes);
    }
  } finally {
    closeSync(file);
  }
}
