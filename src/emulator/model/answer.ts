import type { JsonObject, JsonValue } from "../../util/json.ts";
import { compileExtractor, type Extractor } from "../extractor/compile.ts";
import type { LineFault } from "../faults/profile.ts";
import { sentences } from "../extractor/roles/documents.ts";
import { sourceText, type Turn } from "./conversation.ts";
import { findSchema } from "./pasted-schema.ts";
import { spoil } from "./spoil.ts";
import { CHARACTERS_PER_TOKEN, tokensOf } from "./tokens.ts";

/** What the model is to write. */
export type Wanted =
  | { readonly kind: "text" }
  /** JSON of whatever schema the prompt shows. */
  | { readonly kind: "json" }
  | {
      readonly kind: "schema";
      readonly schema: JsonObject;
      readonly extract: Extractor;
      /** Answers with each value under another name: seen at Google with `responseJsonSchema` in batches. */
      readonly degenerate?: boolean | undefined;
    };

/** What a model of one request is told beside the conversation. */
export interface Assignment {
  readonly wanted: Wanted;
  /** Cap of what it writes, thinking included. */
  readonly maxTokens: number | undefined;
  /** How much it thinks before it writes. */
  readonly thinkingTokens: number;
}

export interface Answer {
  readonly text: string;
  /** Tokens of the text, without thinking. */
  readonly tokens: number;
  readonly thinkingTokens: number;
  /** Whether the cap cut it. */
  readonly truncated: boolean;
}

/** The longest short answer, where nothing but text is wanted. */
const TEXT_LENGTH = 280;

/** Answers from the conversation alone, and always in the same way. */
export function answer(
  turns: readonly Turn[],
  { wanted, maxTokens, thinkingTokens }: Assignment,
  fault?: LineFault,
): Answer {
  const written = write(turns, wanted, fault);
  const cap = maxTokens ?? Infinity;
  const thinking = Math.min(thinkingTokens, cap);
  const room = fault?.fault === "truncation" ? halfOf(written, cap - thinking) : cap - thinking;
  const needed = tokensOf(written.length);
  if (needed <= room)
    return { text: written, tokens: needed, thinkingTokens: thinking, truncated: false };
  const cut = written.slice(0, room * CHARACTERS_PER_TOKEN);
  return { text: cut, tokens: room, thinkingTokens: thinking, truncated: true };
}

function halfOf(text: string, room: number): number {
  return Math.max(0, Math.min(room, Math.floor(tokensOf(text.length) / 2)));
}

function write(turns: readonly Turn[], wanted: Wanted, fault: LineFault | undefined): string {
  switch (wanted.kind) {
    case "text": {
      // Who shows a schema and speaks of JSON wants JSON, though nothing holds the model to it.
      const pasted = turns.some(({ text }) => /\bjson\b/i.test(text)) ? pastedIn(turns) : undefined;
      if (pasted !== undefined) return writeJson(turns, pasted, fault);
      return fault?.fault === "empty_answer" ? "" : brief(sourceText(turns));
    }
    case "json":
      return writeJson(turns, pastedIn(turns), fault);
    case "schema": {
      const value = wanted.extract(sourceText(turns));
      return spoil(wanted.degenerate === true ? shifted(value) : value, fault, wanted.schema);
    }
  }
}

function writeJson(
  turns: readonly Turn[],
  pasted: Compiled | undefined,
  fault: LineFault | undefined,
): string {
  const text = sourceText(turns);
  const extract = pasted?.extract ?? summarise;
  return spoil(extract(findSchema(text)?.rest ?? text), fault, pasted?.schema);
}

function brief(text: string): string {
  const [first = ""] = sentences(text);
  return first === "" ? "I have nothing to add." : `In short: ${first.slice(0, TEXT_LENGTH)}`;
}

/** JSON without a schema: what it is about, under a name of the model's own. */
function summarise(text: string): JsonValue {
  return { answer: brief(text) };
}

interface Compiled {
  readonly schema: JsonObject;
  readonly extract: Extractor;
}

/** Schemas that prompts of the same system turn show again and again, by the turn's text. */
const compiledSchemas = new Map<string, Compiled | undefined>();
const MOST_SCHEMAS = 64;

function pastedIn(turns: readonly Turn[]): Compiled | undefined {
  for (const { role, text } of turns) {
    if (role === "assistant") continue;
    const found = role === "system" ? remembered(text) : compiled(text);
    if (found !== undefined) return found;
  }
  return undefined;
}

function remembered(text: string): Compiled | undefined {
  if (!compiledSchemas.has(text)) {
    if (compiledSchemas.size >= MOST_SCHEMAS) compiledSchemas.clear();
    compiledSchemas.set(text, compiled(text));
  }
  return compiledSchemas.get(text);
}

function compiled(text: string): Compiled | undefined {
  const schema = findSchema(text)?.schema;
  return schema && { schema, extract: compileExtractor(schema) };
}

/** Each value of an object one name further on. */
function shifted(value: JsonValue): JsonValue {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const members = Object.entries(value);
  return Object.fromEntries(
    members.map(([key], place) => [key, members[(place + 1) % members.length]?.[1] ?? null]),
  );
}
