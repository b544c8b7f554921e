import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ArtifactInfo, Artifacts, ArtifactWriter } from "./artifacts.ts";
import { FileArtifacts } from "./file-artifacts.ts";

/** Artifacts that nobody reads again: most are only counted, and what is read while planning is gone at the end. */
export class ScratchArtifacts implements Artifacts, AsyncDisposable {
  readonly #folder: string;
  readonly #files: FileArtifacts;
  readonly #isCounted: (key: string) => boolean;

  /** @param isCounted Whether only the size of the artifact matters. */
  static async open(isCounted: (key: string) => boolean): Promise<ScratchArtifacts> {
    return new ScratchArtifacts(await mkdtemp(join(tmpdir(), "batch-plan-")), isCounted);
  }

  private constructor(folder: string, isCounted: (key: string) => boolean) {
    this.#folder = folder;
    this.#files = new FileArtifacts(folder);
    this.#isCounted = isCounted;
  }

  async create(key: string): Promise<ArtifactWriter> {
    return this.#isCounted(key)
      ? countingWriter(key)
      : await this.#files.create(key, { temporary: true });
  }

  read(artifact: ArtifactInfo): AsyncIterable<Uint8Array> {
    return this.#files.read(artifact);
  }

  chunks(artifact: ArtifactInfo, start?: number): AsyncIterable<Uint8Array> {
    return this.#files.chunks(artifact, start);
  }

  async verify(artifact: ArtifactInfo): Promise<void> {
    await this.#files.verify(artifact);
  }

  async remove(prefix: string, options?: { readonly keep?: ReadonlySet<string> }): Promise<void> {
    await this.#files.remove(prefix, options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}

function countingWriter(key: string): ArtifactWriter {
  let bytes = 0;
  return {
    get bytes() {
      return bytes;
    },
    write: (chunk) => {
      bytes += chunk.length;
      return Promise.resolve();
    },
    commit: (lines) => Promise.resolve({ key, bytes, lines, crc32: 0 }),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
