import { TOKENS_PER_TURN, tokensOf } from "./tokens.ts";

export interface Turn {
  readonly role: "system" | "user" | "assistant";
  readonly text: string;
}

/** A turn that sends an earlier answer back, as against one with a new document. */
const REASK =
  /\b(?:previous|earlier|last|your|that|above|the) (?:answer|response|output|reply|json|result|attempt)\b|\b(?:try|answer|respond|do it) again\b|\b(?:correct|fix|repair) (?:it|the|your|this|these|them)\b/i;
const FAULT =
  /\b(?:errors?|faults?|invalid|issues?|problems?|wrong|incorrect|missing|must|expected|fails?|failed|mistakes?|not valid|does(?: not|n['’]t) (?:match|fit|conform))\b/i;

/**
 * The text that a conversation asks about: what the user said last, in one or more turns. Where that only reports what
 * was wrong with an earlier answer, it is what the user had said before that answer.
 */
export function sourceText(turns: readonly Turn[]): string {
  let end = turns.length;
  while (end > 0) {
    const start = blockStart(turns, end);
    const block = turns.slice(start, end).filter(({ role }) => role === "user");
    const text = block.map((turn) => turn.text).join("\n\n");
    const answered = turns.slice(0, start).some(({ role }) => role === "assistant");
    const reask = answered && REASK.test(text) && FAULT.test(text);
    if (text !== "" && !reask) return text;
    // A prefilled answer, or turns that only report faults: what counts came before.
    end = start - 1;
  }
  return turns.map(({ text }) => text).join("\n\n");
}

/** Where the turns after the last answer before `end` begin. */
function blockStart(turns: readonly Turn[], end: number): number {
  let start = end;
  while (start > 0 && turns[start - 1]?.role !== "assistant") start -= 1;
  return start;
}

/** Tokens of all turns, by the emulator's approximation. */
export function promptTokens(turns: readonly Turn[]): number {
  let tokens = 0;
  for (const { text } of turns) tokens += tokensOf(text.length) + TOKENS_PER_TURN;
  return tokens;
}
