/** UTF-8 needs at most this many bytes for a UTF-16 unit. */
const MOST_BYTES_PER_UNIT = 3;
const NEWLINE = 10;

/** Bytes that grow at their end, and can be cut back there. */
export class ByteBuffer {
  #bytes: Buffer;
  #length = 0;

  constructor(capacity: number = 1 << 16) {
    this.#bytes = Buffer.allocUnsafeSlow(capacity);
  }

  get length(): number {
    return this.#length;
  }

  appendText(text: string): void {
    this.#reserve(text.length * MOST_BYTES_PER_UNIT);
    this.#length += this.#bytes.write(text, this.#length);
  }

  appendBytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  appendNewline(): void {
    this.#reserve(1);
    this.#bytes[this.#length] = NEWLINE;
    this.#length += 1;
  }

  /** Keeps the first `length` bytes. */
  truncate(length: number): void {
    this.#length = length;
  }

  /** A view that is valid until the next change. */
  view(start = 0, end: number = this.#length): Buffer {
    return this.#bytes.subarray(start, end);
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}
