/** UTF-8 needs at most this many bytes for a UTF-16 unit. */
const MOST_BYTES_PER_UNIT = 3;
const NEWLINE = 10;
const ZERO = 0x30;
const LAST_ASCII = 0x7f;
/** Whole numbers up to this are written here, with so many digits. */
const MOST_INTEGER = 999_999_999;
const INTEGER_DIGITS = 9;
/** Bytes that are faster copied here than by the engine. */
const FEW = 24;
/** Characters of a text that is faster written here than by the engine. */
const SHORT = 40;

/** Bytes that grow at their end, and can be cut back there. */
export class ByteBuffer {
  #bytes: Buffer;
  #length = 0;

  constructor(capacity: number = 1 << 16) {
    this.#bytes = Buffer.allocUnsafeSlow(capacity);
  }

  /** Bytes that fit without growing. */
  get capacity(): number {
    return this.#bytes.length;
  }

  get length(): number {
    return this.#length;
  }

  appendText(text: string): void {
    this.#reserve(text.length * MOST_BYTES_PER_UNIT);
    if (text.length <= SHORT && this.#appendAscii(text)) return;
    this.#length += this.#bytes.write(text, this.#length);
  }

  /** Without a call out of JavaScript; false for a text that is not ASCII. */
  #appendAscii(text: string): boolean {
    const bytes = this.#bytes;
    const end = this.#length;
    for (let index = 0; index < text.length; index += 1) {
      const unit = text.charCodeAt(index);
      if (unit > LAST_ASCII) return false;
      bytes[end + index] = unit;
    }
    this.#length = end + text.length;
    return true;
  }

  /** As JSON writes it. */
  appendNumber(number: number): void {
    if (!Number.isInteger(number) || number < 0 || number > MOST_INTEGER) {
      this.appendText(JSON.stringify(number));
      return;
    }
    this.#reserve(INTEGER_DIGITS);
    const bytes = this.#bytes;
    let end = this.#length + 1;
    for (let more = 10; more <= number; more *= 10) end += 1;
    this.#length = end;
    let left = number;
    do {
      const rest = Math.trunc(left / 10);
      end -= 1;
      bytes[end] = ZERO + left - rest * 10;
      left = rest;
    } while (left > 0);
  }

  /** The text as it stands within a JSON string, so without quotes; the buffer must not be empty. */
  appendEscaped(text: string): void {
    const json = JSON.stringify(text);
    this.#reserve(json.length * MOST_BYTES_PER_UNIT);
    // The opening quote falls on the byte before, which is put back; the closing one is left behind.
    const before = this.#length - 1;
    const kept = this.#bytes[before] ?? 0;
    const written = this.#bytes.write(json, before);
    this.#bytes[before] = kept;
    this.#length = before + written - 1;
  }

  appendBytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    if (bytes.length > FEW) {
      this.#bytes.set(bytes, this.#length);
    } else {
      const own = this.#bytes;
      const end = this.#length;
      for (let index = 0; index < bytes.length; index += 1) own[end + index] = bytes[index] ?? 0;
    }
    this.#length += bytes.length;
  }

  /** A part of other bytes. */
  appendRange(bytes: Buffer, start: number, end: number): void {
    const added = end - start;
    this.#reserve(added);
    if (added > FEW) {
      bytes.copy(this.#bytes, this.#length, start, end);
    } else {
      const own = this.#bytes;
      const at = this.#length;
      for (let index = 0; index < added; index += 1) own[at + index] = bytes[start + index] ?? 0;
    }
    this.#length += added;
  }

  /** A part of other bytes, without those of one value: byte by byte, so for short parts. */
  appendWithout(left: number, bytes: Buffer, start: number, end: number): void {
    this.#reserve(end - start);
    const own = this.#bytes;
    let length = this.#length;
    for (let at = start; at < end; at += 1) {
      const byte = bytes[at] ?? 0;
      if (byte === left) continue;
      own[length] = byte;
      length += 1;
    }
    this.#length = length;
  }

  /** A part of another buffer; without a view of it, which would be garbage. */
  appendFrom(other: ByteBuffer, start: number, end: number): void {
    this.appendRange(other.#bytes, start, end);
  }

  /** Copies a part to other bytes. */
  copy(to: Buffer, at: number, start: number, end: number): void {
    this.#bytes.copy(to, at, start, end);
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
