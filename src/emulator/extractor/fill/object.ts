import type { JsonValue } from "../../../util/json.ts";
import { Passage } from "../facts/passage.ts";
import type { Fill, Found } from "../found.ts";
import type { ObjectNode, SchemaNode } from "../node.ts";
import { wholeValue } from "../whole-value.ts";
import { section } from "../facts/sections.ts";

/** Past this many references an answer closes itself: the text has nothing more to say that deep. */
export const DEEPEST = 4;

export interface Member {
  readonly key: string;
  readonly words: readonly string[];
  readonly required: boolean;
  readonly fill: Fill;
  /** Whether it has members of its own, which may stand in a part of the text with its name above. */
  readonly structured: boolean;
}

/** What members that are not declared hold. */
export interface Additional {
  readonly node: SchemaNode;
  readonly read: Fill;
}

export function objectFill(
  node: ObjectNode,
  members: readonly Member[],
  additional: Additional | undefined,
): Fill {
  return (passage, depth) => {
    const kept: Record<string, JsonValue> = {};
    let hits = 0;
    for (const member of members) {
      const found = memberValue(member, passage, depth);
      hits += found.hits;
      if (member.required || found.hits > 0) assign(kept, member.key, found.value);
    }
    if (additional !== undefined && members.length === 0) {
      hits += addLabelled(kept, { node, passage, depth, additional });
    }
    complete(kept, { node, members, additional, passage });
    return { value: kept, hits };
  };
}

function memberValue(
  { words, structured, required, fill }: Member,
  passage: Passage,
  depth: number,
): Found {
  if (depth > DEEPEST && !required) return { value: null, hits: 0 };
  const part = structured && words.length > 0 ? section(passage, words) : undefined;
  if (part !== undefined) {
    const found = fill(new Passage(part), depth);
    if (found.hits > 0) return found;
  }
  return fill(passage, depth);
}

interface Adding {
  readonly node: ObjectNode;
  readonly passage: Passage;
  readonly depth: number;
  readonly additional: Additional;
}

/** An object with members of any name takes what the text labels. */
function addLabelled(
  kept: Record<string, JsonValue>,
  { node, passage, depth, additional }: Adding,
): number {
  let hits = 0;
  const { words } = node.about;
  const part = words.length > 0 ? section(passage, words) : undefined;
  const { labels } = part === undefined ? passage : new Passage(part);
  for (const { label, value } of labels) {
    if (value === "" || Object.keys(kept).length >= node.maxProperties) continue;
    const whole = wholeValue(additional.node, value);
    assign(kept, label, whole ?? additional.read(new Passage(value), depth + 1).value);
    hits += 1;
  }
  return hits;
}

interface Completing {
  readonly node: ObjectNode;
  readonly members: readonly Member[];
  readonly additional: Additional | undefined;
  readonly passage: Passage;
}

/** Adds members until there are as many as there must be, and takes optional ones away where there are too many. */
function complete(
  kept: Record<string, JsonValue>,
  { node, members, additional, passage }: Completing,
): void {
  for (const { key, fill } of members) {
    if (Object.keys(kept).length >= node.minProperties) break;
    if (!Object.hasOwn(kept, key)) assign(kept, key, fill(passage, DEEPEST + 1).value);
  }
  for (let place = 1; Object.keys(kept).length < node.minProperties && place <= 1000; place += 1) {
    assign(kept, `member_${place}`, additional?.read(passage, DEEPEST + 1).value ?? null);
  }
  for (const { key, required } of members.toReversed()) {
    if (Object.keys(kept).length <= node.maxProperties) break;
    if (!required) delete kept[key];
  }
}

/** Assigning `__proto__` would set the prototype. */
function assign(target: Record<string, JsonValue>, key: string, value: JsonValue): void {
  if (key === "__proto__") {
    Object.defineProperty(target, key, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  } else {
    target[key] = value;
  }
}
