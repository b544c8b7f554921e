import { textOfBytes } from "./utf8.ts";

export const QUOTE = 0x22;
export const BACKSLASH = 0x5c;
export const OPENING_BRACE = 0x7b;
export const OPENING_BRACKET = 0x5b;
export const ZERO = 0x30;
const NINE = 0x39;
const SPACE = 0x20;
const COMMA = 0x2c;
const CLOSING_BRACE = 0x7d;
const CLOSING_BRACKET = 0x5d;
const WHITE = new Set([SPACE, 0x09, 0x0a, 0x0d]);
const ENDS_WORD = new Set([...WHITE, COMMA, CLOSING_BRACE, CLOSING_BRACKET]);

/** Digits of a whole number that a double holds exactly. */
export const MOST_DIGITS = 15;

/** Steps over the tokens of bytes that are known to be JSON. */
export class JsonCursor {
  readonly bytes: Buffer;
  at = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  /** The byte that comes next; 0 at the end. */
  get next(): number {
    return this.bytes[this.at] ?? 0;
  }

  skipSpace(): void {
    while (WHITE.has(this.next)) this.at += 1;
  }

  /** Steps into an object or list; false where it is empty, and then over it. */
  enter(): boolean {
    this.at += 1;
    this.skipSpace();
    if (this.next !== CLOSING_BRACE && this.next !== CLOSING_BRACKET) return true;
    this.at += 1;
    return false;
  }

  /** Steps over the comma, or over the end. */
  goesOn(): boolean {
    this.skipSpace();
    this.at += 1;
    return this.bytes[this.at - 1] === COMMA;
  }

  /** Steps over a key and its colon, and gives the key as it is written. */
  key(): string {
    this.skipSpace();
    const written = this.token();
    this.skipSpace();
    this.at += 1;
    return written;
  }

  /** Steps over a text with its quotes, a number, or one of the words of JSON, and gives it as it is written. */
  token(): string {
    const start = this.at;
    if (this.next === QUOTE) {
      this.at = textEnd(this.bytes, start + 1, this.bytes.length) + 1;
    } else {
      while (!ENDS_WORD.has(this.bytes[this.at] ?? COMMA)) this.at += 1;
    }
    return textOfBytes(this.bytes, start, this.at);
  }
}

/** What a text has shown of its escapes. */
export interface Escapes {
  /** Whether they are those that JSON.stringify writes. A `\u` or `\/` is written otherwise by it, at least in most cases. */
  plain: boolean;
}

/**
 * Where the quote stands that closes a text; -1 where there is none, or bytes that JSON does not allow.
 *
 * @param escapes Is no longer plain where those of the text are not.
 */
export function textEnd(block: Buffer, start: number, end: number, escapes?: Escapes): number {
  for (let at = start; at < end; at += 1) {
    at = plainEnd(block, at, end);
    const byte = block[at] ?? 0;
    if (byte === QUOTE) return at < end ? at : -1;
    if (byte !== BACKSLASH) return -1;
    const escape = escapeLength(block, at);
    if (escape === 0) return -1;
    if (escapes !== undefined && PLAIN_ESCAPES[block[at + 1] ?? 0] !== 1) escapes.plain = false;
    at += escape - 1;
  }
  return -1;
}

/** Where the first byte is that does not stand for itself. Four at a time are twice as fast. */
function plainEnd(block: Buffer, start: number, end: number): number {
  let at = start;
  while (
    at + 4 <= end &&
    (plain(block, at) & plain(block, at + 1) & plain(block, at + 2) & plain(block, at + 3)) === 1
  ) {
    at += 4;
  }
  while (at < end && plain(block, at) === 1) at += 1;
  return at;
}

function plain(block: Buffer, at: number): number {
  return PLAIN[block[at] ?? 0] ?? 0;
}

/** 1 by byte that stands for itself in a text. */
const PLAIN: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < SPACE || byte === QUOTE || byte === BACKSLASH ? 0 : 1,
);
/** 1 by byte that may follow a backslash alone. */
const ESCAPES = new Uint8Array(256);
for (const byte of Buffer.from('"\\/bfnrt')) ESCAPES[byte] = 1;
/** The same for those that JSON.stringify writes. */
const PLAIN_ESCAPES = Uint8Array.from(ESCAPES);
PLAIN_ESCAPES["/".charCodeAt(0)] = 0;
const UNICODE = 0x75;
const HEX = /^[0-9a-f]{4}$/i;

/** Bytes of the escape that starts here; 0 where it is none. */
function escapeLength(block: Buffer, at: number): number {
  const kind = block[at + 1] ?? 0;
  if (ESCAPES[kind] === 1) return 2;
  return kind === UNICODE && HEX.test(block.toString("latin1", at + 2, at + 6)) ? 6 : 0;
}

export function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= NINE;
}

/** Bytes from which on the engine compares faster than a loop here. */
const MANY = 48;

export function startsWith(block: Buffer, at: number, end: number, expected: Buffer): boolean {
  const { length } = expected;
  if (at + length > end) return false;
  if (length >= MANY) return block.compare(expected, 0, length, at, at + length) === 0;
  for (let index = 0; index < length; index += 1) {
    if (block[at + index] !== expected[index]) return false;
  }
  return true;
}
