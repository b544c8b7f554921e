import { textOfBytes } from "./utf8.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;
const COMMA = 0x2c;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;
const OPENING_BRACKET = 0x5b;
const CLOSING_BRACKET = 0x5d;
const ZERO = 0x30;
const NINE = 0x39;
/** Digits of a whole number that a double holds exactly. */
const MOST_DIGITS = 15;

/** A text or number in a line, with where it stands. */
interface Leaf {
  readonly kind: "text" | "number";
  readonly value: string | number;
  /** Of a text, within its quotes. */
  readonly start: number;
  readonly end: number;
  readonly owner: Owner;
  readonly key: string;
}

interface Skeleton {
  /** The line's value. */
  readonly tree: Owner;
  readonly leaves: readonly Leaf[];
}

/** A leaf that differs from line to line, and the bytes before it, which do not. */
interface Hole {
  readonly leaf: number;
  readonly kind: Leaf["kind"];
  readonly before: Buffer;
}

/**
 * Reads lines of JSON that are alike but for some texts and numbers, for much less than parsing them costs: every byte is
 * compared with a line that was parsed before, and what differs is read where it stands, when it is asked for. A line
 * that is not alike is none of this reader's.
 */
export class LineShape {
  /** As long as the line that it was learnt from; where it stands in for itself. */
  #line: Buffer = Buffer.alloc(0);
  #leaves: readonly Leaf[] = [];
  #varies: boolean[] = [];
  #holes: readonly Hole[] = [];
  #tail: Buffer = Buffer.alloc(0);
  #tree: object | undefined;

  /** The line that was matched last, and where its holes are, by leaf. */
  #block: Buffer = this.#line;
  #starts = new Uint32Array(0);
  #ends = new Uint32Array(0);

  /**
   * The line's value; undefined where the line is not like those that were learnt. Valid until the next call: its texts
   * and numbers are read from the block.
   */
  match(block: Buffer, start: number, end: number): object | undefined {
    if (this.#tree === undefined) return undefined;
    let at = start;
    for (const { leaf, kind, before } of this.#holes) {
      if (!startsWith(block, at, end, before)) return undefined;
      at += before.length;
      this.#starts[leaf] = at;
      at = kind === "text" ? textEnd(block, at, end) : numberEnd(block, at, end);
      if (at === -1) return undefined;
      this.#ends[leaf] = at;
    }
    if (end - at !== this.#tail.length || !startsWith(block, at, end, this.#tail)) return undefined;
    this.#block = block;
    return this.#tree;
  }

  /** Learns from a line that did not match, which has been parsed as JSON. */
  learn(block: Buffer, start: number, end: number): void {
    const line = Buffer.from(block.subarray(start, end));
    const skeleton = skeletonOf(line);
    if (skeleton === undefined) return;
    const alike = this.#tree !== undefined && this.#isAlike(line, skeleton.leaves);
    this.#varies = skeleton.leaves.map(
      (leaf, index) => alike && (this.#varies[index] === true || !this.#isSame(line, leaf, index)),
    );
    this.#take(line, skeleton);
  }

  #isAlike(line: Buffer, leaves: readonly Leaf[]): boolean {
    if (leaves.length !== this.#leaves.length) return false;
    const gaps = (bytes: Buffer, of: readonly Leaf[]) =>
      of
        .map(({ start }, index) => [of[index - 1]?.end ?? 0, start])
        .concat([[of.at(-1)?.end ?? 0, bytes.length]])
        .map(([from, to]) => bytes.toString("latin1", from, to));
    const own = gaps(this.#line, this.#leaves);
    return gaps(line, leaves).every((gap, index) => gap === own[index]);
  }

  #isSame(line: Buffer, { start, end }: Leaf, index: number): boolean {
    const own = this.#leaves[index];
    return (
      own !== undefined && line.subarray(start, end).equals(this.#line.subarray(own.start, own.end))
    );
  }

  #take(line: Buffer, { tree, leaves }: Skeleton): void {
    this.#line = line;
    this.#leaves = leaves;
    this.#starts = Uint32Array.from(leaves, ({ start }) => start);
    this.#ends = Uint32Array.from(leaves, ({ end }) => end);
    const holes: Hole[] = [];
    const readers = new Map<Owner, Map<string, Read>>();
    let from = 0;
    for (const [index, { kind, start, end, owner, key }] of leaves.entries()) {
      if (this.#varies[index] !== true) continue;
      holes.push({ leaf: index, kind, before: line.subarray(from, start) });
      from = end;
      const read = () =>
        valueOf(this.#block, kind, this.#starts[index] ?? 0, this.#ends[index] ?? 0);
      readers.set(owner, (readers.get(owner) ?? new Map<string, Read>()).set(key, read));
    }
    this.#holes = holes;
    this.#tail = line.subarray(from);
    this.#tree = boundTo(readers, tree);
  }
}

/** Bytes from which on the engine compares faster than a loop here. */
const MANY = 48;

function startsWith(block: Buffer, at: number, end: number, expected: Buffer): boolean {
  const { length } = expected;
  if (at + length > end) return false;
  if (length >= MANY) return block.compare(expected, 0, length, at, at + length) === 0;
  for (let index = 0; index < length; index += 1) {
    if (block[at + index] !== expected[index]) return false;
  }
  return true;
}

/** Where the quote stands that closes a text; -1 where there is none, or bytes that JSON does not allow. */
function textEnd(block: Buffer, start: number, end: number): number {
  for (let at = start; at < end; at += 1) {
    const byte = block[at] ?? 0;
    if (PLAIN[byte] === 1) continue;
    if (byte === QUOTE) return at;
    if (byte !== BACKSLASH) return -1;
    const escape = escapeLength(block, at);
    if (escape === 0) return -1;
    at += escape - 1;
  }
  return -1;
}

/** 1 by byte that stands for itself in a text. */
const PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < SPACE || byte === QUOTE || byte === BACKSLASH ? 0 : 1,
);
/** 1 by byte that may follow a backslash alone. */
const ESCAPES = new Uint8Array(256);
for (const byte of Buffer.from('"\\/bfnrt')) ESCAPES[byte] = 1;
const UNICODE = 0x75;
const HEX = /^[0-9a-f]{4}$/i;

/** Bytes of the escape that starts here; 0 where it is none. */
function escapeLength(block: Buffer, at: number): number {
  const kind = block[at + 1] ?? 0;
  if (ESCAPES[kind] === 1) return 2;
  return kind === UNICODE && HEX.test(block.toString("latin1", at + 2, at + 6)) ? 6 : 0;
}

/** Where a whole number without a sign ends; -1 where there is none. */
function numberEnd(block: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && isDigit(block[at])) at += 1;
  const digits = at - start;
  const leadingZero = digits > 1 && block[start] === ZERO;
  return digits === 0 || digits > MOST_DIGITS || leadingZero ? -1 : at;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= NINE;
}

function valueOf(block: Buffer, kind: Leaf["kind"], start: number, end: number): string | number {
  if (kind === "number") return wholeNumber(block, start, end);
  for (let at = start; at < end; at += 1) {
    if (block[at] === BACKSLASH) return unescaped(block, start, end);
  }
  return textOfBytes(block, start, end);
}

function wholeNumber(block: Buffer, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at += 1) value = value * 10 + (block[at] ?? ZERO) - ZERO;
  return value;
}

function unescaped(block: Buffer, start: number, end: number): string {
  const text: string = JSON.parse(textOfBytes(block, start - 1, end + 1));
  return text;
}

/** Lines beyond this are not worth learning from. */
const LONGEST = 1 << 18;
const DEEPEST = 64;

/** Where a line of JSON has its texts and numbers; undefined where it is no object, or a monster. */
function skeletonOf(line: Buffer): Skeleton | undefined {
  if (line.length > LONGEST) return undefined;
  const reader = new SkeletonReader(line);
  const tree = reader.read();
  return tree === undefined ? undefined : { tree, leaves: reader.leaves };
}

type Owner = Record<string, unknown> | unknown[];
type Read = () => string | number;

/**
 * A copy whose holes are read when they are asked for. A copy, since the engine makes a slow dictionary of an object in
 * which a value becomes a getter.
 */
function boundTo(readers: ReadonlyMap<Owner, ReadonlyMap<string, Read>>, tree: Owner): Owner {
  const copy: Owner = Array.isArray(tree) ? [] : {};
  for (const [key, value] of Object.entries(tree)) {
    const get = readers.get(tree)?.get(key);
    const inner = isOwner(value) ? boundTo(readers, value) : value;
    put(copy, key, get === undefined ? { value: inner, writable: true } : { get });
  }
  return copy;
}

function isOwner(value: unknown): value is Owner {
  return typeof value === "object" && value !== null;
}

/** Walks over a line that is known to be JSON. */
class SkeletonReader {
  readonly leaves: Leaf[] = [];
  readonly #line: Buffer;
  #at = 0;

  constructor(line: Buffer) {
    this.#line = line;
  }

  read(): Owner | undefined {
    this.#skipSpace();
    if (this.#line[this.#at] !== OPENING_BRACE) return undefined;
    const root: Record<string, unknown> = {};
    return this.#object(root, 0) ? root : undefined;
  }

  /** Each of these is false for what is nested too deep, and for a key that comes twice. */
  #value(owner: Owner, key: string | number, depth: number): boolean {
    this.#skipSpace();
    const byte = this.#line[this.#at] ?? 0;
    if (byte === OPENING_BRACE || byte === OPENING_BRACKET) {
      if (depth === DEEPEST) return false;
      const inner: Owner = byte === OPENING_BRACE ? {} : [];
      put(owner, key, { value: inner, writable: true });
      return Array.isArray(inner) ? this.#list(inner, depth + 1) : this.#object(inner, depth + 1);
    }
    const { start, token } = this.#token();
    const value: unknown = JSON.parse(token);
    put(owner, key, { value, writable: true });
    if (typeof value !== "string" && typeof value !== "number") return true;
    const quote = typeof value === "string" ? 1 : 0;
    this.leaves.push({
      kind: typeof value === "string" ? "text" : "number",
      value,
      start: start + quote,
      end: this.#at - quote,
      owner,
      key: String(key),
    });
    return true;
  }

  #object(owner: Owner, depth: number): boolean {
    for (let more = this.#enter(CLOSING_BRACE); more; more = this.#goesOn()) {
      this.#skipSpace();
      const key: string = JSON.parse(this.#token().token);
      if (Object.hasOwn(owner, key)) return false;
      this.#skipSpace();
      // The colon.
      this.#at += 1;
      if (!this.#value(owner, key, depth)) return false;
    }
    return true;
  }

  #list(owner: Owner, depth: number): boolean {
    let index = 0;
    for (let more = this.#enter(CLOSING_BRACKET); more; more = this.#goesOn()) {
      if (!this.#value(owner, index, depth)) return false;
      index += 1;
    }
    return true;
  }

  /** Steps into an object or list; false where it is empty. */
  #enter(closing: number): boolean {
    this.#at += 1;
    this.#skipSpace();
    if (this.#line[this.#at] !== closing) return true;
    this.#at += 1;
    return false;
  }

  /** Steps over the comma, or over the end. */
  #goesOn(): boolean {
    this.#skipSpace();
    this.#at += 1;
    return this.#line[this.#at - 1] === COMMA;
  }

  /** A text with its quotes, a number, or one of the words of JSON. */
  #token(): { readonly start: number; readonly token: string } {
    const start = this.#at;
    if (this.#line[start] === QUOTE) {
      this.#at = textEnd(this.#line, start + 1, this.#line.length) + 1;
    } else {
      while (!ENDS_WORD.has(this.#line[this.#at] ?? COMMA)) this.#at += 1;
    }
    return { start, token: textOfBytes(this.#line, start, this.#at) };
  }

  #skipSpace(): void {
    while (WHITE.has(this.#line[this.#at] ?? 0)) this.#at += 1;
  }
}

const WHITE = new Set([SPACE, 0x09, 0x0a, 0x0d]);
const ENDS_WORD = new Set([...WHITE, COMMA, CLOSING_BRACE, CLOSING_BRACKET]);

/** Defined, and not assigned, so that `__proto__` is a key as any other. */
function put(owner: Owner, key: string | number, property: PropertyDescriptor): void {
  Object.defineProperty(owner, key, { ...property, enumerable: true, configurable: true });
}
