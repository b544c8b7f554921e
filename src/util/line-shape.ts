import type { ByteBuffer } from "./byte-buffer.ts";
import {
  BACKSLASH,
  type Escapes,
  isDigit,
  JsonCursor,
  MOST_DIGITS,
  OPENING_BRACE,
  OPENING_BRACKET,
  startsWith,
  textEnd,
  ZERO,
} from "./json-cursor.ts";
import { Lessons } from "./lessons.ts";
import { textOfBytes } from "./utf8.ts";

/** A text or number in a line, with where it stands. */
export interface Leaf {
  readonly kind: "text" | "number";
  readonly value: string | number;
  /** Of objects and lists around it, without the line itself. */
  readonly depth: number;
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

/** Stands for a text that was not made, since a reader has read it. */
export const STAND_IN = "(read in its place)";

/** Reads a text where it stands in a line, escaped as it is there. */
export interface NestedReader<Nested> {
  /**
   * Undefined for what it can't read.
   *
   * @param plain Whether the text is escaped as JSON.stringify escapes.
   */
  read(block: Buffer, start: number, end: number, plain: boolean): Nested | undefined;
}

type IsNested = (leaf: Leaf) => boolean;

/**
 * Reads lines of JSON that are alike but for some texts and numbers, for much less than parsing them costs: every byte is
 * compared with a line that was parsed before, and what differs is read where it stands, when it is asked for. A line
 * that is not alike is none of this reader's.
 */
export class LineShape<Nested = unknown> {
  readonly #lessons = new Lessons();
  /** As long as the line that it was learnt from; where it stands in for itself. */
  #line: Buffer = Buffer.alloc(0);
  #leaves: readonly Leaf[] = [];
  #varies: boolean[] = [];
  #holes: readonly Hole[] = [];
  #tail: Buffer = Buffer.alloc(0);
  #tree: object | undefined;
  readonly #reader: NestedReader<Nested> | undefined;
  /** The leaf that has nested JSON, where it is a hole. */
  #nestedLeaf: number | undefined;
  readonly #escapes: Escapes = { plain: true };

  /** The line that was matched last, and where its holes are, by leaf. */
  #block: Buffer = this.#line;
  #starts = new Uint32Array(0);
  #ends = new Uint32Array(0);

  /**
   * What the reader made of the nested text of the line that was matched last; its place in the line's value has
   * `STAND_IN` then. Undefined where it made nothing of it, and the text is in its place itself.
   */
  nested: Nested | undefined;

  /** @param reader Reads one text of the lines in its own way. */
  constructor(reader?: NestedReader<Nested>) {
    this.#reader = reader;
  }

  /**
   * The line's value; undefined where the line is not like those that were learnt. Valid until the next call: its texts
   * and numbers are read from the block.
   */
  match(block: Buffer, start: number, end: number): object | undefined {
    if (this.#tree === undefined || !this.#lessons.pay) return undefined;
    let at = start;
    for (const { leaf, kind, before } of this.#holes) {
      if (!startsWith(block, at, end, before)) return undefined;
      at += before.length;
      this.#starts[leaf] = at;
      at = kind === "text" ? this.#textEnd(leaf, block, at, end) : numberEnd(block, at, end);
      if (at === -1) return undefined;
      this.#ends[leaf] = at;
    }
    if (end - at !== this.#tail.length || !startsWith(block, at, end, this.#tail)) return undefined;
    this.#block = block;
    this.#lessons.known += 1;
    this.nested = this.#readNested();
    return this.#tree;
  }

  #textEnd(leaf: number, block: Buffer, start: number, end: number): number {
    if (leaf !== this.#nestedLeaf) return textEnd(block, start, end);
    this.#escapes.plain = true;
    return textEnd(block, start, end, this.#escapes);
  }

  #readNested(): Nested | undefined {
    const leaf = this.#nestedLeaf;
    if (leaf === undefined) return undefined;
    const start = this.#starts[leaf] ?? 0;
    return this.#reader?.read(this.#block, start, this.#ends[leaf] ?? 0, this.#escapes.plain);
  }

  /** The nested text of the line that was matched last; undefined where the lines have none. */
  nestedText(): string | undefined {
    const leaf = this.#nestedLeaf;
    if (leaf === undefined) return undefined;
    return textAt(this.#block, this.#starts[leaf] ?? 0, this.#ends[leaf] ?? 0);
  }

  /** Appends the nested text of the line that was matched last, where its only escapes are quotes. */
  appendNested(to: ByteBuffer): void {
    const leaf = this.#nestedLeaf;
    if (leaf === undefined) return;
    to.appendWithout(BACKSLASH, this.#block, this.#starts[leaf] ?? 0, this.#ends[leaf] ?? 0);
  }

  /**
   * Learns from a line that did not match, which has been parsed as JSON; not from all, where many do not.
   *
   * @param isNested Says which text is for the reader.
   */
  learn(block: Buffer, start: number, end: number, isNested: IsNested = () => false): void {
    if (!this.#lessons.takesOne()) return;
    const line = Buffer.from(block.subarray(start, end));
    const skeleton = skeletonOf(line);
    if (skeleton === undefined) return;
    const alike = this.#tree !== undefined && this.#isAlike(line, skeleton.leaves);
    this.#varies = skeleton.leaves.map(
      (leaf, index) => alike && (this.#varies[index] === true || !this.#isSame(line, leaf, index)),
    );
    this.#take(line, skeleton, isNested);
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

  #take(line: Buffer, { tree, leaves }: Skeleton, isNested: IsNested): void {
    this.#line = line;
    this.#leaves = leaves;
    this.#starts = Uint32Array.from(leaves, ({ start }) => start);
    this.#ends = Uint32Array.from(leaves, ({ end }) => end);
    const holes: Hole[] = [];
    const readers = new Map<Owner, Map<string, Read>>();
    const nestedLeaf = leaves.findIndex((leaf) => leaf.kind === "text" && isNested(leaf));
    this.#nestedLeaf = this.#varies[nestedLeaf] === true ? nestedLeaf : undefined;
    let from = 0;
    for (const [index, { kind, start, end, owner, key }] of leaves.entries()) {
      if (this.#varies[index] !== true) continue;
      holes.push({ leaf: index, kind, before: line.subarray(from, start) });
      from = end;
      const value = () =>
        valueOf(this.#block, kind, this.#starts[index] ?? 0, this.#ends[index] ?? 0);
      const read =
        index === nestedLeaf ? () => (this.nested === undefined ? value() : STAND_IN) : value;
      readers.set(owner, (readers.get(owner) ?? new Map<string, Read>()).set(key, read));
    }
    this.#holes = holes;
    this.#tail = line.subarray(from);
    this.#tree = boundTo(readers, tree);
  }
}

/** Where a whole number without a sign ends; -1 where there is none. */
function numberEnd(block: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && isDigit(block[at])) at += 1;
  const digits = at - start;
  const leadingZero = digits > 1 && block[start] === ZERO;
  return digits === 0 || digits > MOST_DIGITS || leadingZero ? -1 : at;
}

function valueOf(block: Buffer, kind: Leaf["kind"], start: number, end: number): string | number {
  return kind === "number" ? wholeNumber(block, start, end) : textAt(block, start, end);
}

function textAt(block: Buffer, start: number, end: number): string {
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

/** The text that stands escaped here, within its quotes. */
export function unescaped(block: Buffer, start: number, end: number): string {
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
  readonly #cursor: JsonCursor;

  constructor(line: Buffer) {
    this.#cursor = new JsonCursor(line);
  }

  read(): Owner | undefined {
    this.#cursor.skipSpace();
    if (this.#cursor.next !== OPENING_BRACE) return undefined;
    const root: Record<string, unknown> = {};
    return this.#object(root, 0) ? root : undefined;
  }

  /** Each of these is false for what is nested too deep, and for a key that comes twice. */
  #value(owner: Owner, key: string | number, depth: number): boolean {
    const cursor = this.#cursor;
    cursor.skipSpace();
    const { next, at } = cursor;
    if (next === OPENING_BRACE || next === OPENING_BRACKET) {
      if (depth === DEEPEST) return false;
      const inner: Owner = next === OPENING_BRACE ? {} : [];
      put(owner, key, { value: inner, writable: true });
      return Array.isArray(inner) ? this.#list(inner, depth + 1) : this.#object(inner, depth + 1);
    }
    const value: unknown = JSON.parse(cursor.token());
    put(owner, key, { value, writable: true });
    if (typeof value !== "string" && typeof value !== "number") return true;
    const quote = typeof value === "string" ? 1 : 0;
    this.leaves.push({
      kind: typeof value === "string" ? "text" : "number",
      value,
      depth,
      start: at + quote,
      end: cursor.at - quote,
      owner,
      key: String(key),
    });
    return true;
  }

  #object(owner: Owner, depth: number): boolean {
    const cursor = this.#cursor;
    for (let more = cursor.enter(); more; more = cursor.goesOn()) {
      const key: string = JSON.parse(cursor.key());
      if (Object.hasOwn(owner, key)) return false;
      if (!this.#value(owner, key, depth)) return false;
    }
    return true;
  }

  #list(owner: Owner, depth: number): boolean {
    const cursor = this.#cursor;
    let index = 0;
    for (let more = cursor.enter(); more; more = cursor.goesOn()) {
      if (!this.#value(owner, index, depth)) return false;
      index += 1;
    }
    return true;
  }
}

/** Defined, and not assigned, so that `__proto__` is a key as any other. */
function put(owner: Owner, key: string | number, property: PropertyDescriptor): void {
  Object.defineProperty(owner, key, { ...property, enumerable: true, configurable: true });
}
