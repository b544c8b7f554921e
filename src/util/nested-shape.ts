import type { JsonObject, JsonValue } from "./json.ts";
import {
  BACKSLASH,
  isDigit,
  MOST_DIGITS,
  OPENING_BRACKET,
  QUOTE,
  startsWith,
  ZERO,
} from "./json-cursor.ts";
import {
  isPlain,
  learnNode,
  type ListNode,
  merged,
  type Node,
  type ObjectNode,
} from "./nested-nodes.ts";
import { Lessons } from "./lessons.ts";
import { latin1OfBytes, textOfBytes } from "./utf8.ts";

const CLOSING_BRACKET = 0x5d;
const MINUS = 0x2d;
const POINT = 0x2e;
const LOWER_E = 0x65;
const UPPER_E = 0x45;
const LOWER_N = 0x6e;
const LAST_ASCII = 0x7f;
/** What stands for bytes that are no UTF-8. */
const REPLACEMENT = "\ufffd";
const TRUE = Buffer.from("true");
const FALSE = Buffer.from("false");
const NULL = Buffer.from("null");

/**
 * Reads JSON out of the JSON string that it stands in, as answers do in result lines, for much less than unescaping and
 * parsing it: keys and layout are compared with those of a text that was parsed before, and only values are read. What is
 * not alike, or has escapes within its own texts, is none of this reader's.
 */
export class NestedShape {
  readonly #lessons = new Lessons();
  #root: Node | undefined;
  #before: Buffer = Buffer.alloc(0);
  #after: Buffer = this.#before;
  /** Whether keys and layout are those of JSON.stringify, and quotes their only escapes. */
  #plain = false;

  #block: Buffer = this.#before;
  #at = 0;
  #end = 0;
  /** Where the string starts, and its characters by byte, once they are asked for. */
  #start = 0;
  #characters: string | undefined;
  #canonical = false;
  #value: JsonValue | undefined;

  /** The value in the string that stands here, within its quotes; undefined where it is not alike. */
  read(block: Buffer, start: number, end: number): JsonValue | undefined {
    const root = this.#root;
    if (root === undefined || !this.#lessons.pay) return undefined;
    this.#block = block;
    this.#at = start;
    this.#end = end;
    this.#start = start;
    this.#characters = undefined;
    this.#canonical = this.#plain;
    if (!this.#skip(this.#before)) return undefined;
    this.#value = this.#read(root);
    if (this.#value === undefined || !this.#skip(this.#after) || this.#at !== end) return undefined;
    this.#lessons.known += 1;
    return this.#value;
  }

  /** Whether the string that was read last, without its backslashes, is what JSON.stringify writes of this data. */
  isTextOf(data: unknown): boolean {
    return this.#canonical && this.#root !== undefined && isSame(this.#root, this.#value, data);
  }

  /**
   * Learns from a text that was not alike; not from all, where many are not. One that is no JSON, or that can't be read
   * in this way, teaches nothing.
   */
  learn(text: string): void {
    if (!this.#lessons.takesOne()) return;
    const learnt = learnNode(text);
    if (learnt === undefined) return;
    const { root, before, after } = learnt;
    this.#root = merged(this.#root, root);
    this.#before = before;
    this.#after = after;
    this.#plain = before.length === 0 && after.length === 0 && isPlain(this.#root);
  }

  /** Undefined where the bytes are not as expected. */
  #read(node: Node): JsonValue | undefined {
    if (node.kind === "scalar") return this.#scalar();
    // In the place of an object or list.
    if (this.#block[this.#at] === LOWER_N) return this.#scalar();
    return node.kind === "object" ? this.#object(node) : this.#list(node);
  }

  #object({ like, members, end }: ObjectNode): JsonObject | undefined {
    // A copy has the engine's layout of what was parsed, and its members in their order.
    const object: Record<string, JsonValue> = { ...like };
    for (const { key, before, node } of members) {
      if (!this.#skip(before)) return undefined;
      const value = node.kind === "scalar" ? this.#scalar() : this.#read(node);
      if (value === undefined) return undefined;
      object[key] = value;
    }
    return this.#skip(end) ? object : undefined;
  }

  #list({ open, between, end, item }: ListNode): readonly JsonValue[] | undefined {
    const list: JsonValue[] = [];
    if (this.#block[this.#at] !== OPENING_BRACKET) return undefined;
    if (this.#block[this.#at + 1] === CLOSING_BRACKET) {
      this.#at += 2;
      return list;
    }
    if (item === undefined || !this.#skip(open)) return undefined;
    do {
      const value = this.#read(item);
      if (value === undefined) return undefined;
      list.push(value);
    } while (this.#skip(between));
    return this.#skip(end) ? list : undefined;
  }

  #scalar(): JsonValue | undefined {
    const byte = this.#block[this.#at] ?? 0;
    if (byte === BACKSLASH) return this.#text();
    if (isDigit(byte) || byte === MINUS) return this.#number();
    if (this.#skip(NULL)) return null;
    if (this.#skip(TRUE)) return true;
    return this.#skip(FALSE) ? false : undefined;
  }

  #skip(expected: Buffer): boolean {
    if (!startsWith(this.#block, this.#at, this.#end, expected)) return false;
    this.#at += expected.length;
    return true;
  }

  #text(): string | undefined {
    const block = this.#block;
    const end = this.#end;
    const start = this.#at + 2;
    if (block[start - 1] !== QUOTE) return undefined;
    let at = start;
    let bits = 0;
    for (let byte = block[at] ?? 0; at < end && byte !== BACKSLASH; byte = block[at] ?? 0) {
      bits |= byte;
      at += 1;
    }
    // An escape of the text itself, or no end.
    if (at + 1 >= end || block[at + 1] !== QUOTE) return undefined;
    this.#at = at + 2;
    if (bits <= LAST_ASCII) return this.#ascii(start, at);
    const text = textOfBytes(block, start, at);
    // Written again, bytes that are no UTF-8 would be others.
    if (text.includes(REPLACEMENT)) this.#canonical = false;
    return text;
  }

  /** A piece of the whole string, which is made once: cheaper than a call out of JavaScript for each. */
  #ascii(start: number, end: number): string {
    this.#characters ??= latin1OfBytes(this.#block, this.#start, this.#end);
    return this.#characters.slice(start - this.#start, end - this.#start);
  }

  #number(): number | undefined {
    const block = this.#block;
    const start = this.#at;
    const first = block[start] === MINUS ? start + 1 : start;
    let at = first;
    let whole = 0;
    for (let byte = block[at] ?? 0; at < this.#end && isDigit(byte); byte = block[at] ?? 0) {
      whole = whole * 10 + byte - ZERO;
      at += 1;
    }
    const digits = at - first;
    if (digits === 0 || digits > MOST_DIGITS) return undefined;
    if (digits > 1 && block[first] === ZERO) return undefined;
    const next = at < this.#end ? block[at] : 0;
    if (next === LOWER_E || next === UPPER_E) return undefined;
    if (next === POINT) return this.#fraction(start, at + 1);
    // JSON.parse makes -0 of it.
    if (first !== start && whole === 0) return undefined;
    this.#at = at;
    return first === start ? whole : -whole;
  }

  #fraction(start: number, from: number): number | undefined {
    const block = this.#block;
    let at = from;
    while (at < this.#end && isDigit(block[at])) at += 1;
    const next = at < this.#end ? block[at] : 0;
    if (at === from || next === LOWER_E || next === UPPER_E) return undefined;
    const written = this.#ascii(start, at);
    const number = Number(written);
    if (String(number) !== written) this.#canonical = false;
    this.#at = at;
    return number;
  }
}

/** Whether data that may be anything is what was read, with its members in the same order. */
function isSame(node: Node, value: JsonValue | undefined, data: unknown): boolean {
  if (node.kind === "scalar" || value === null || data === null) return value === data;
  if (node.kind === "list") return isSameList(node, value, data);
  return isSameObject(node, value, data);
}

function isSameList({ item }: ListNode, value: unknown, data: unknown): boolean {
  if (!Array.isArray(value) || !Array.isArray(data) || value.length !== data.length) return false;
  for (let index = 0; index < value.length; index += 1) {
    if (item === undefined || !isSame(item, value[index], data[index])) return false;
  }
  return true;
}

type Members = Readonly<Record<string, JsonValue>>;

function isSameObject({ members }: ObjectNode, value: unknown, data: unknown): boolean {
  if (!isPlainObject(value) || !isPlainObject(data)) return false;
  let index = 0;
  for (const key in data) {
    const member = members[index];
    if (member?.key !== key || !isSame(member.node, value[key], data[key])) return false;
    index += 1;
  }
  return index === members.length;
}

/** Not one of a class, which may have its own way to be written. */
function isPlainObject(value: unknown): value is Members {
  return (
    typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype
  );
}
