import type { JsonValue } from "../../../util/json.ts";
import { emails, identifiers, telephones, urls } from "../facts/contacts.ts";
import { findLabel } from "../facts/labels.ts";
import { Passage } from "../facts/passage.ts";
import { entryGroups, isEntry, section } from "../facts/sections.ts";
import { fitNumber, fitText } from "../fit.ts";
import type { Fill, Found } from "../found.ts";
import type { About, ListNode, SchemaNode, TextNode } from "../node.ts";
import { properNames } from "../facts/names.ts";
import { roleOf } from "../roles/role.ts";
import { wholeValue } from "../whole-value.ts";
import { vocabularyOf } from "../vocabulary.ts";
import { choicesIn } from "./choice.ts";
import { DEEPEST } from "./object.ts";

export interface ItemFill {
  readonly node: SchemaNode;
  readonly read: Fill;
  /** How many members an item must have; 0 for an item that is no object. */
  readonly members: number;
}

export function listFill(
  node: ListNode,
  prefix: readonly Fill[],
  item: ItemFill | undefined,
): Fill {
  return (passage, depth) => {
    const values: JsonValue[] = [];
    let hits = 0;
    for (const fill of prefix) {
      if (values.length >= node.maxItems) break;
      const found = fill(passage, depth);
      values.push(found.value);
      hits += found.hits;
    }
    if (item !== undefined && depth <= DEEPEST) {
      for (const found of itemsIn(passage, { item, about: node.about, depth })) {
        values.push(found.value);
        hits += found.hits;
      }
    }
    const kept = (node.unique ? distinct(values) : values).slice(0, node.maxItems);
    return { value: padded(kept, node, item), hits };
  };
}

interface Asked {
  readonly item: ItemFill;
  readonly about: About;
  readonly depth: number;
}

function itemsIn(passage: Passage, { item, about, depth }: Asked): readonly Found[] {
  const { node } = item;
  switch (node.kind) {
    case "choice":
      return choicesIn(scoped(passage, about), node.values).map(leaf);
    case "text":
      return textsIn(passage, node).map(leaf);
    case "number":
      return scoped(passage, about)
        .numbers.filter(({ spelled, value }) => !spelled && fitNumber(value, node) === value)
        .map(({ value }) => leaf(value));
    case "object":
    case "union":
    case "reference":
      return pairsIn(passage, { item, about, depth }) ?? objectsIn(passage, { item, about, depth });
    case "list":
    case "any":
    case "null":
    case "boolean":
    case "never":
      return [];
  }
}

function leaf(value: JsonValue): Found {
  return { value, hits: 1 };
}

/** The part of the text that is about the list, or all of it. */
function scoped(passage: Passage, { words }: About): Passage {
  const label = words.length === 0 ? undefined : findLabel(passage.labels, words);
  if (label !== undefined) return new Passage(label.value);
  const part = words.length === 0 ? undefined : section(passage, words);
  return part === undefined ? passage : new Passage(part);
}

function textsIn(passage: Passage, node: TextNode): readonly string[] {
  return candidateTexts(passage, node)
    .map((text) => fitText(text, node))
    .filter((text): text is string => text !== undefined && text !== "");
}

function candidateTexts(passage: Passage, node: TextNode): readonly string[] {
  const { about } = node;
  const role = roleOf(node);
  if (role === "email") return [...new Set(emails(passage.text))];
  if (role === "url") return [...new Set(urls(passage.text))];
  if (role === "telephone") return [...new Set(telephones(passage.text))];
  const label = about.words.length === 0 ? undefined : findLabel(passage.labels, about.words);
  if (label !== undefined && !isEntry(label.value)) return enumerated(label.value);
  const part = about.words.length === 0 ? undefined : section(passage, about.words);
  if (part !== undefined) return entries(part);
  if (role === "person") return [...new Set(properNames(passage.text))];
  if (role === "identifier") return [...new Set(identifiers(passage.text))];
  if (role === "date") return passage.dates.map(({ date }) => date);
  return spoken(passage, about);
}

function entries(text: string): readonly string[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  const bullets = lines.filter(isEntry);
  if (bullets.length > 0)
    return bullets.map((line) => line.replace(/^\s*(?:[-*•>]\s+|\d+[.)]\s+)/, "").trim());
  return lines.length > 1 ? lines.map((line) => line.trim()) : enumerated(lines[0] ?? "");
}

/** The parts of "a, b and c". */
function enumerated(text: string): readonly string[] {
  return text
    .split(/\s*(?:[,;/|•]|\s(?:and|or|&)\s)\s*/)
    .map((part) => part.replace(/^(?:and|or)\s+/, "").replace(/[.!\s]+$/, ""))
    .filter((part) => part !== "");
}

/** "I love hiking and photography" answers for hobbies: what follows a word that speaks of the list. */
function spoken({ text }: Passage, about: About): readonly string[] {
  const { own, synonyms } = vocabularyOf(about);
  const known = [...own, ...synonyms].filter((word) => word.length > 3);
  if (known.length === 0) return [];
  const pattern = new RegExp(
    String.raw`\b(?:${known.join("|")})(?:s|ies|ed|ing)?\b(?:\s+(?:are|include|in|with|such as|like|to))?:?\s+(?<list>[^.!?;\n]{2,160})`,
    "iu",
  );
  const list = pattern.exec(text)?.groups?.["list"];
  return list === undefined ? [] : enumerated(list).filter((part) => part.split(" ").length <= 5);
}

function objectsIn(passage: Passage, { item, about, depth }: Asked): readonly Found[] {
  const part = about.words.length === 0 ? undefined : section(passage, about.words);
  const enough = Math.max(1, Math.ceil(item.members / 2));
  for (const group of entryGroups(part ?? passage.text)) {
    const found = group
      .map((entry) => item.read(new Passage(entry), depth + 1))
      .filter(({ hits }) => hits >= enough);
    if (found.length > 0) return found;
  }
  return [];
}

/** Names of the first member of a pair that stands for a member of any name. */
const PAIR_KEYS = new Set(["key", "name", "field", "label", "property", "attribute"]);

/** A list of names with their values takes what the text labels; undefined for a list of anything else. */
function pairsIn(passage: Passage, { item, about }: Asked): readonly Found[] | undefined {
  if (item.node.kind !== "object") return undefined;
  const [key, value, ...others] = item.node.properties;
  if (key === undefined || value?.key !== "value" || others.length > 0) return undefined;
  if (!PAIR_KEYS.has(key.key)) return undefined;
  const part = about.words.length === 0 ? undefined : section(passage, about.words);
  return (part === undefined ? passage : new Passage(part)).labels.flatMap((fact) => {
    const [own, whole] = [wholeValue(key.node, fact.label), wholeValue(value.node, fact.value)];
    if (own === undefined || whole === undefined) return [];
    return [{ value: { [key.key]: own, value: whole }, hits: 2 }];
  });
}

function distinct(values: readonly JsonValue[]): readonly JsonValue[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

/** Adds fillers until there are as many items as there must be. */
function padded(
  values: readonly JsonValue[],
  node: ListNode,
  item: ItemFill | undefined,
): readonly JsonValue[] {
  if (values.length >= node.minItems || item === undefined) return values;
  const filler = item.read(new Passage(""), DEEPEST + 1).value;
  const missing = node.minItems - values.length;
  if (!node.unique) return [...values, ...Array.from({ length: missing }, () => filler)];
  return distinct([...values, ...variants(item.node, filler, missing + values.length)]).slice(
    0,
    Math.max(node.minItems, values.length),
  );
}

/** Values that differ from one another, for lists that must not repeat themselves. */
function variants(node: SchemaNode, filler: JsonValue, count: number): readonly JsonValue[] {
  if (node.kind === "choice") return node.values.slice(0, count);
  if (node.kind === "boolean") return [false, true];
  return Array.from({ length: count }, (_, place) => {
    if (typeof filler === "number")
      return filler + place * (node.kind === "number" ? (node.multipleOf ?? 1) : 1);
    return typeof filler === "string" && place > 0 ? `${filler}${place}` : filler;
  });
}
