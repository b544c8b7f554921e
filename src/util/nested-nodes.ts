import { isJsonObject, jsonIn, type JsonObject, type JsonValue } from "./json.ts";
import { JsonCursor, OPENING_BRACE, OPENING_BRACKET } from "./json-cursor.ts";

/** What is expected at a place of JSON within a JSON string. All bytes are as they stand there, escaped. */
export type Node = ScalarNode | ObjectNode | ListNode;

interface ScalarNode {
  readonly kind: "scalar";
}

export interface ObjectNode {
  readonly kind: "object";
  /** An object with these members in this order. */
  readonly like: JsonObject;
  readonly members: readonly Member[];
  /** From the end of the last value on. */
  readonly end: Buffer;
}

interface Member {
  readonly key: string;
  /** From the end of the value before to the start of this one. */
  readonly before: Buffer;
  readonly node: Node;
}

export interface ListNode {
  readonly kind: "list";
  readonly open: Buffer;
  readonly between: Buffer;
  readonly end: Buffer;
  /** Undefined where only empty lists were seen. */
  readonly item: Node | undefined;
}

export interface LearntText {
  readonly root: Node;
  readonly before: Buffer;
  readonly after: Buffer;
}

/** Texts beyond this are not worth learning from. */
const LONGEST = 1 << 18;
const DEEPEST = 64;

/** How a text of JSON is laid out; undefined where it is no object or list, or a monster. */
export function learnNode(text: string): LearntText | undefined {
  if (text.length > LONGEST) return undefined;
  const value = jsonIn(text);
  if (typeof value !== "object" || value === null) return undefined;
  return new NodeReader(text).read(value);
}

/** What was known of a place, with what was learnt since: nulls and empty lists say nothing. */
export function merged(known: Node | undefined, learnt: Node): Node {
  if (known === undefined) return learnt;
  if (learnt.kind === "scalar") return known;
  if (learnt.kind === "list" && known.kind === "list") {
    if (learnt.item === undefined) return known;
    return { ...learnt, item: merged(known.item, learnt.item) };
  }
  if (learnt.kind === "object" && known.kind === "object" && areAlike(known, learnt)) {
    const members = learnt.members.map((member, index) => ({
      ...member,
      node: merged(known.members[index]?.node, member.node),
    }));
    return { ...learnt, members };
  }
  return learnt;
}

function areAlike(one: ObjectNode, other: ObjectNode): boolean {
  return (
    one.members.length === other.members.length &&
    one.members.every(({ key }, index) => key === other.members[index]?.key)
  );
}

/** Whether keys and layout are those of JSON.stringify, and quotes their only escapes. */
export function isPlain(node: Node): boolean {
  if (node.kind === "scalar") return true;
  if (node.kind === "list") {
    const { open, between, end, item } = node;
    // An empty list is only read where it is plain.
    if (item === undefined) return true;
    return [open, between, end].every(({ length }) => length === 1) && isPlain(item);
  }
  const { members, end } = node;
  if (members.length === 0) return end.length === 2;
  const areMembersPlain = members.every(({ key, before, node: inner }, index) => {
    const name = JSON.stringify(key);
    const expected = escaped(`${index === 0 ? "{" : ","}${name}:`);
    return !name.includes("\\") && before.equals(expected) && isPlain(inner);
  });
  return end.length === 1 && areMembersPlain;
}

const SCALAR: ScalarNode = { kind: "scalar" };
const COMMA = Buffer.from(",");

/** Walks over a text that is known to be JSON. */
class NodeReader {
  readonly #cursor: JsonCursor;
  /** Where the last value ended. */
  #from = 0;

  constructor(text: string) {
    this.#cursor = new JsonCursor(Buffer.from(text));
  }

  read(value: JsonValue): LearntText | undefined {
    this.#cursor.skipSpace();
    const before = this.#gap();
    const root = this.#value(value, 0);
    if (root === undefined) return undefined;
    this.#cursor.at = this.#cursor.bytes.length;
    const after = this.#gap();
    return { root, before, after };
  }

  /** What lies between the last value and here. */
  #gap(): Buffer {
    const { bytes, at } = this.#cursor;
    const gap = bytes.toString("utf8", this.#from, at);
    this.#from = at;
    return escaped(gap);
  }

  /** Each of these is undefined for what is nested too deep, and for a key that comes twice. */
  #value(value: JsonValue | undefined, depth: number): Node | undefined {
    const { next } = this.#cursor;
    if (depth > DEEPEST || value === undefined) return undefined;
    if (next === OPENING_BRACKET && Array.isArray(value)) return this.#list(value, depth);
    if (next === OPENING_BRACE && isJsonObject(value)) return this.#object(value, depth);
    this.#cursor.token();
    this.#from = this.#cursor.at;
    return SCALAR;
  }

  #object(like: JsonObject, depth: number): ObjectNode | undefined {
    const cursor = this.#cursor;
    const keys = Object.keys(like);
    const members: Member[] = [];
    for (let more = cursor.enter(); more; more = cursor.goesOn()) {
      const key: string = JSON.parse(cursor.key());
      // Keys that are numbers come first in an object, wherever they stood.
      if (key !== keys[members.length]) return undefined;
      cursor.skipSpace();
      const before = this.#gap();
      const node = this.#value(like[key], depth + 1);
      if (node === undefined) return undefined;
      members.push({ key, before, node });
    }
    const end = this.#gap();
    return members.length === keys.length ? { kind: "object", like, members, end } : undefined;
  }

  #list(values: readonly JsonValue[], depth: number): ListNode | undefined {
    const cursor = this.#cursor;
    let open: Buffer | undefined;
    let between: Buffer | undefined;
    let item: Node | undefined;
    let index = 0;
    for (let more = cursor.enter(); more; more = cursor.goesOn()) {
      cursor.skipSpace();
      const gap = this.#gap();
      if (open === undefined) open = gap;
      else between = gap;
      const node = this.#value(values[index], depth + 1);
      if (node === undefined) return undefined;
      item = merged(item, node);
      index += 1;
    }
    const end = this.#gap();
    return { kind: "list", open: open ?? end, between: between ?? COMMA, end, item };
  }
}

/** As it stands in a JSON string. */
function escaped(text: string): Buffer {
  return Buffer.from(JSON.stringify(text).slice(1, -1));
}
