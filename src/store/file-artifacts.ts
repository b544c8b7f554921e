import { writeSync } from "node:fs";
import { type FileHandle, open, readdir, rename, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { StoreError } from "../errors.ts";
import { makeFolders } from "../util/make-folders.ts";
import { readChunks, readChunksBlocking } from "../util/read-chunks.ts";
import type { ArtifactInfo, Artifacts, ArtifactWriter, CreateOptions } from "./artifacts.ts";
import { storeFault } from "./store-fault.ts";

const OWNER_ONLY_FOLDER = 0o700;
const OWNER_ONLY_FILE = 0o600;
const UNFINISHED = ".part";
const CHUNK_BYTES = 1 << 19;
/**
 * Buffers that take turns: one is on its way to the network, and one is filled. The others are for good measure; fresh
 * ones would be as much garbage as there is data.
 */
const RING = 4;
/** Bytes after which the disk is asked to take what is written while more comes, so that the end need not wait for all. */
const SYNC_BYTES = 1 << 25;

/** Artifacts as files in a folder, readable by their owner only. */
export class FileArtifacts implements Artifacts {
  readonly folder: string;
  readonly #blocking: boolean;

  /**
   * @param options.blocking Whether reading and writing hold the thread up. For a thread that does nothing else they cost
   * less, and leave the other processors to other threads.
   */
  constructor(folder: string, { blocking = false }: { readonly blocking?: boolean } = {}) {
    this.folder = folder;
    this.#blocking = blocking;
  }

  async create(key: string, { temporary = false }: CreateOptions = {}): Promise<ArtifactWriter> {
    const path = join(this.folder, key);
    return await storeFault(path, async () => {
      const folder = dirname(path);
      const first = await makeFolders(folder, OWNER_ONLY_FOLDER);
      if (first !== undefined && !temporary) await syncNewFolders(folder, first);
      const file = await open(path + UNFINISHED, "w", OWNER_ONLY_FILE);
      const add = await checksums();
      return new FileWriter({ key, path, file, add, temporary, blocking: this.#blocking });
    });
  }

  async *read({ key, bytes, crc32 }: ArtifactInfo): AsyncGenerator<Uint8Array> {
    const path = join(this.folder, key);
    const add = await checksums();
    let checksum = 0;
    const chunks = this.#blocking ? readChunksBlocking(path) : readChunks(path);
    try {
      for (;;) {
        const { done, value } = await storeFault(path, () => chunks.next());
        if (done === true) break;
        checksum = add(value, checksum);
        yield value;
      }
    } finally {
      // Whoever stops reading early must not leave the file open.
      await chunks.return(undefined);
    }
    if (checksum !== crc32) throw corrupt(path, bytes);
  }

  async verify(artifact: ArtifactInfo): Promise<void> {
    const chunks = this.read(artifact)[Symbol.asyncIterator]();
    while ((await chunks.next()).done !== true);
  }

  async *chunks({ key }: ArtifactInfo, start = 0): AsyncGenerator<Uint8Array> {
    const path = join(this.folder, key);
    await using file = await storeFault(path, () => open(path));
    const ring = Array.from({ length: RING }, () => Buffer.allocUnsafeSlow(CHUNK_BYTES));
    let at = start;
    const read = (index: number) => {
      const buffer = ring[index % RING] ?? Buffer.alloc(0);
      return storeFault(path, () => file.read(buffer, 0, buffer.length, at));
    };
    let reading = read(0);
    try {
      for (let index = 1; ; index += 1) {
        const { bytesRead, buffer } = await reading;
        if (bytesRead === 0) return;
        at += bytesRead;
        reading = read(index);
        yield buffer.subarray(0, bytesRead);
      }
    } finally {
      // A reader that stopped early leaves a read under way: its failure is nobody's any more.
      await reading.catch(() => undefined);
    }
  }

  async remove(
    prefix: string,
    { keep = new Set() }: { readonly keep?: ReadonlySet<string> } = {},
  ): Promise<void> {
    const folder = join(this.folder, prefix);
    await storeFault(folder, async () => {
      if (keep.size === 0) return await rm(folder, { recursive: true, force: true });
      for (const name of await readdir(folder)) {
        if (!keep.has(join(prefix, name))) await rm(join(folder, name), { recursive: true });
      }
    });
  }
}

interface FileWriterOptions {
  readonly key: string;
  readonly path: string;
  readonly file: FileHandle;
  readonly add: Checksum;
  readonly temporary: boolean;
  readonly blocking: boolean;
}

class FileWriter implements ArtifactWriter {
  readonly #key: string;
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #add: Checksum;
  readonly #temporary: boolean;
  readonly #blocking: boolean;
  #checksum = 0;
  #bytes = 0;
  /** Bytes for which the disk was asked, and the last time it was. */
  #asked = 0;
  #syncing: Promise<void> = Promise.resolve();
  #isSyncing = false;
  #open = true;

  constructor({ key, path, file, add, temporary, blocking }: FileWriterOptions) {
    this.#key = key;
    this.#path = path;
    this.#file = file;
    this.#add = add;
    this.#temporary = temporary;
    this.#blocking = blocking;
  }

  get bytes(): number {
    return this.#bytes;
  }

  async write(chunk: Uint8Array): Promise<void> {
    const writing = storeFault(this.#path, async () => {
      for (let start = 0; start < chunk.length;) {
        start += this.#blocking
          ? writeSync(this.#file.fd, chunk, start)
          : (await this.#file.write(chunk, start)).bytesWritten;
      }
    });
    // While the disk takes the bytes, they are summed up.
    this.#checksum = this.#add(chunk, this.#checksum);
    this.#bytes += chunk.length;
    await writing;
    if (this.#bytes - this.#asked >= SYNC_BYTES && !this.#temporary) this.#syncSome();
  }

  /** Awaited before the file is closed; until then a failure is kept, not unhandled. */
  #syncSome(): void {
    if (this.#isSyncing) return;
    this.#isSyncing = true;
    this.#asked = this.#bytes;
    this.#syncing = this.#syncing
      .then(() => this.#file.datasync())
      .finally(() => {
        this.#isSyncing = false;
      });
    this.#syncing.catch(() => undefined);
  }

  async commit(lines: number): Promise<ArtifactInfo> {
    await storeFault(this.#path, async () => {
      await this.#syncing;
      if (!this.#temporary) await this.#file.datasync();
      await this.#close();
      await rename(this.#path + UNFINISHED, this.#path);
      if (!this.#temporary) await syncFolder(dirname(this.#path));
    });
    return { key: this.#key, bytes: this.#bytes, lines, crc32: this.#checksum };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#open) return;
    await this.#syncing.catch(() => undefined);
    await this.#close();
    await rm(this.#path + UNFINISHED, { force: true });
  }

  async #close(): Promise<void> {
    this.#open = false;
    await this.#file.close();
  }
}

/** The checksum of what came before, with more bytes. */
type Checksum = (bytes: Uint8Array, before: number) => number;

/** Loaded on demand: commands that only look at the state need none, and each module takes its time to load. */
async function checksums(): Promise<Checksum> {
  const { crc32 } = await import("node:zlib");
  return crc32;
}

/** Without this, a file that was renamed may be gone after a power cut though its bytes are not. */
async function syncFolder(folder: string): Promise<void> {
  await using handle = await open(folder);
  await handle.sync();
}

/** The same for folders: from the last one that was made up to the first. */
async function syncNewFolders(last: string, first: string): Promise<void> {
  for (let at = resolve(last); at.length >= resolve(first).length; at = dirname(at)) {
    await syncFolder(dirname(at));
  }
}

function corrupt(path: string, bytes: number): StoreError {
  return new StoreError(
    "store_corrupt",
    `${path} is not the file of ${bytes} bytes that was written there: its checksum differs. Restore it from a backup; nothing was sent or changed.`,
  );
}
