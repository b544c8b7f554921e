import { createHash } from "node:crypto";
import { open, type FileHandle } from "node:fs/promises";

const BLOCK = 512 * 1024;
const NEWLINE = 10;

/** Writes a file in large blocks, and knows its size and hash when it is closed. */
export class FileWriter implements AsyncDisposable {
  readonly #file: FileHandle;
  readonly #hash = createHash("sha256");
  #pending: (string | Uint8Array)[] = [];
  #pendingBytes = 0;
  #bytes = 0;
  #newlines = 0;
  #last = NEWLINE;
  #open = true;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async create(path: string): Promise<FileWriter> {
    return new FileWriter(await open(path, "w", 0o600));
  }

  /** Opens a file to go on at its end. Its hash then is of what is added only. */
  static async append(path: string): Promise<FileWriter> {
    return new FileWriter(await open(path, "a", 0o600));
  }

  /** Bytes that were given to it so far. */
  get bytes(): number {
    return this.#bytes + this.#pendingBytes;
  }

  /** Takes text or bytes; bytes must not change until they are flushed. */
  add(piece: string | Uint8Array): void {
    this.#pending.push(piece);
    // The length of a text is less than its bytes at most by a factor of three: good enough for the size of a block.
    this.#pendingBytes += typeof piece === "string" ? piece.length : piece.byteLength;
  }

  /** Lines that were flushed so far, the last one also without its line end. */
  get lines(): number {
    return this.#newlines + (this.#last === NEWLINE ? 0 : 1);
  }

  get isFull(): boolean {
    return this.#pendingBytes >= BLOCK;
  }

  async flush(): Promise<void> {
    if (this.#pending.length === 0) return;
    const block = join(this.#pending);
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#bytes += block.byteLength;
    this.#hash.update(block);
    for (let at = block.indexOf(NEWLINE); at >= 0; at = block.indexOf(NEWLINE, at + 1)) {
      this.#newlines += 1;
    }
    this.#last = block.at(-1) ?? NEWLINE;
    for (let written = 0; written < block.byteLength;) {
      const { bytesWritten } = await this.#file.write(block, written);
      written += bytesWritten;
    }
  }

  /** Writes what is left and gives the facts of the file. */
  async close(): Promise<{ readonly bytes: number; readonly sha256: Buffer }> {
    await this.flush();
    await this[Symbol.asyncDispose]();
    return { bytes: this.#bytes, sha256: this.#hash.digest() };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.#file.close();
  }
}

function join(pieces: readonly (string | Uint8Array)[]): Uint8Array {
  const [only] = pieces;
  if (pieces.length === 1 && typeof only === "object") return only;
  if (pieces.every((piece) => typeof piece === "string")) return Buffer.from(pieces.join(""));
  return Buffer.concat(
    pieces.map((piece) => (typeof piece === "string" ? Buffer.from(piece) : piece)),
  );
}
