import { crc32 } from "node:zlib";
import { StoreError } from "../errors.ts";
import type { ArtifactInfo, Artifacts, ArtifactWriter } from "./artifacts.ts";

/** Artifacts in memory, for where nothing may be written. */
export class MemoryArtifacts implements Artifacts {
  readonly #files = new Map<string, readonly Buffer[]>();

  create(key: string): Promise<ArtifactWriter> {
    const parts: Buffer[] = [];
    let checksum = 0;
    let bytes = 0;
    return Promise.resolve({
      get bytes() {
        return bytes;
      },
      write: (chunk) => {
        parts.push(Buffer.from(chunk));
        checksum = crc32(chunk, checksum);
        bytes += chunk.length;
        return Promise.resolve();
      },
      commit: (lines) => {
        this.#files.set(key, parts);
        return Promise.resolve({ key, bytes, lines, crc32: checksum });
      },
      [Symbol.asyncDispose]: () => Promise.resolve(),
    });
  }

  async *read({ key }: ArtifactInfo): AsyncGenerator<Uint8Array> {
    yield* this.#parts(key);
  }

  async *chunks({ key }: ArtifactInfo, start = 0): AsyncGenerator<Uint8Array> {
    let before = start;
    for (const part of this.#parts(key)) {
      if (before < part.length) yield Buffer.from(part.subarray(before));
      before = Math.max(0, before - part.length);
    }
  }

  verify({ key }: ArtifactInfo): Promise<void> {
    this.#parts(key);
    return Promise.resolve();
  }

  remove(
    prefix: string,
    { keep = new Set() }: { readonly keep?: ReadonlySet<string> } = {},
  ): Promise<void> {
    for (const key of this.#files.keys()) {
      if (key.startsWith(prefix) && !keep.has(key)) this.#files.delete(key);
    }
    return Promise.resolve();
  }

  #parts(key: string): readonly Buffer[] {
    const parts = this.#files.get(key);
    if (parts === undefined) {
      throw new StoreError("store_corrupt", `There is no artifact ${key} in memory any more.`);
    }
    return parts;
  }
}
