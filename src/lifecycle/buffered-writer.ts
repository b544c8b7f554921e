import type { ArtifactWriter } from "../store/artifacts.ts";
import { ByteBuffer } from "../util/byte-buffer.ts";

const WRITE_BYTES = 1 << 20;

export interface BufferedWriterOptions {
  /** Bytes that are gathered before they are written. @default 1 MB */
  readonly writeBytes?: number | undefined;
  /** Buffers of writers that are finished, for the next ones: new ones would be a lot of garbage. */
  readonly pool?: ByteBuffer[] | undefined;
}

/** Gathers bytes for an artifact in one buffer while those of the other are on their way to it. */
export class BufferedWriter implements AsyncDisposable {
  readonly #file: ArtifactWriter;
  readonly #writeBytes: number;
  readonly #pool: ByteBuffer[];
  /** What is not on its way yet; the caller appends here. */
  buffer: ByteBuffer;
  #spare: ByteBuffer;
  #writing: Promise<void> = Promise.resolve();
  #sent = 0;

  constructor(
    file: ArtifactWriter,
    { writeBytes = WRITE_BYTES, pool = [] }: BufferedWriterOptions = {},
  ) {
    this.#file = file;
    this.#writeBytes = writeBytes;
    this.#pool = pool;
    this.buffer = pool.pop() ?? new ByteBuffer(2 * writeBytes);
    this.#spare = pool.pop() ?? new ByteBuffer(2 * writeBytes);
  }

  /** All bytes so far. */
  get bytes(): number {
    return this.#sent + this.buffer.length;
  }

  /** Whether so much is gathered that `flush` should be called. */
  get full(): boolean {
    return this.buffer.length >= this.#writeBytes;
  }

  /** Sends what is gathered on its way, while the caller goes on in the other buffer. */
  async flush(): Promise<void> {
    await this.#writing;
    const full = this.buffer;
    this.buffer = this.#spare;
    this.#spare = full;
    this.#sent += full.length;
    this.#writing = this.#file.write(full.view()).then(() => full.truncate(0));
    // Awaited with the next flush; until then a failure is kept, not unhandled.
    this.#writing.catch(() => undefined);
  }

  /** Writes the rest. Nothing may be appended after it. */
  async finish(): Promise<void> {
    await this.flush();
    await this.#writing;
    for (const buffer of [this.buffer, this.#spare]) {
      // One that had to grow far, for a monster of a line, is not kept.
      if (buffer.capacity <= 4 * this.#writeBytes) this.#pool.push(buffer);
    }
  }

  /** Waits for what is on its way. The artifact is not this writer's to dispose of. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writing.catch(() => undefined);
  }
}
