import type { Vocabulary } from "./vocabulary.ts";
import { splitName } from "./words.ts";

/** How far around a value words are taken to speak about it, in characters. */
const BEFORE = 48;
const AFTER = 28;

const OWN = 4;
const SYNONYM = 2.5;
const AROUND = 1.5;
/** What each word in between takes away. */
const DISTANCE = 0.6;

/** How much the words around a stretch of text speak for it: 0 for none, more for nearer and for better words. */
export function evidence(text: string, start: number, end: number, vocabulary: Vocabulary): number {
  const before = splitName(
    sameSentence(text.slice(Math.max(0, start - BEFORE), start)),
  ).toReversed();
  const after = splitName(text.slice(end, end + AFTER).split(/[\n.;!?](?:\s|$)/, 1)[0] ?? "");
  // What follows a comma speaks about the next value, more often than not.
  const near = splitName(text.slice(end, end + AFTER).split(/[\n.,;!?()](?:\s|$)/, 1)[0] ?? "");
  return (
    weigh(before, vocabulary) + Math.max(weigh(near, vocabulary), weigh(after, vocabulary) / 3)
  );
}

function weigh(words: readonly string[], { own, synonyms, around }: Vocabulary): number {
  let sum = 0;
  for (const [distance, word] of words.entries()) {
    const worth = own.has(word)
      ? OWN
      : synonyms.has(word)
        ? SYNONYM
        : around.has(word)
          ? AROUND
          : 0;
    if (worth > 0) sum += Math.max(0.2, worth - distance * DISTANCE);
  }
  return sum;
}

/** The end of the text from its last sentence on: a line and a full stop part what is spoken of. */
function sameSentence(text: string): string {
  const cut = Math.max(text.lastIndexOf("\n"), text.lastIndexOf(". "), text.lastIndexOf("; "));
  return cut < 0 ? text : text.slice(cut + 1);
}
