import { mkdir, open, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ArtifactInfo, Artifacts, ArtifactWriter } from "../../src/store/artifacts.ts";
import { readChunks } from "../../src/util/read-chunks.ts";

/** Artifacts without checksums and without waiting for the disk: what durability costs is measured against these. */
export class PlainArtifacts implements Artifacts {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async create(key: string): Promise<ArtifactWriter> {
    const path = join(this.#folder, key);
    await mkdir(dirname(path), { recursive: true });
    const file = await open(path, "w");
    let bytes = 0;
    return {
      get bytes() {
        return bytes;
      },
      async write(chunk) {
        bytes += chunk.length;
        for (let at = 0; at < chunk.length;) at += (await file.write(chunk, at)).bytesWritten;
      },
      async commit(lines) {
        await file.close();
        return { key, bytes, lines, crc32: 0 };
      },
      [Symbol.asyncDispose]: () => file.close().catch(() => undefined),
    };
  }

  read({ key }: ArtifactInfo): AsyncIterable<Uint8Array> {
    return readChunks(join(this.#folder, key));
  }

  chunks({ key }: ArtifactInfo, start = 0): AsyncIterable<Uint8Array> {
    return readChunks(join(this.#folder, key), { start, end: Infinity });
  }

  verify(): Promise<void> {
    return Promise.resolve();
  }

  remove(prefix: string): Promise<void> {
    return rm(join(this.#folder, prefix), { recursive: true, force: true });
  }
}
