import type { JsonValue } from "../../../util/json.ts";
import { findLabel } from "../facts/labels.ts";
import type { Passage } from "../facts/passage.ts";
import type { Fill } from "../found.ts";
import type { About } from "../node.ts";
import { plain, splitName } from "../words.ts";

/** Words that speak for one another, so that "asap" is heard as urgent. */
const GROUPS: readonly (readonly string[])[] = [
  "urgent critical emergency immediately asap high blocker severe outage",
  "low minor trivial whenever cosmetic",
  "medium normal moderate standard",
  "positive good great excellent love happy satisfied wonderful amazing recommend",
  "negative bad terrible awful poor broken angry disappointed worst unhappy",
  "neutral okay average fine",
  "billing invoice charge charged refund payment paid card subscription",
  "technical bug error crash crashes broken fails failing login app website loading",
  "shipping delivery package tracking arrived courier parcel shipment delivered",
  "account password login username profile sign",
  "return refund exchange send",
  "cancel cancellation unsubscribe",
  "sale sell sales quote demo pricing purchase",
].map((group) => group.split(" "));

const FALLBACKS = new Set([
  "other",
  "unknown",
  "none",
  "general",
  "misc",
  "unspecified",
  "medium",
  "normal",
  "neutral",
]);

const NEGATIONS = /\b(?:not|no|never|without|isn t|aren t|nor)\s(?:\w+\s)?$/;

interface Option {
  readonly value: JsonValue;
  readonly phrase: string;
  readonly relatives: readonly string[];
}

export function choiceFill(values: readonly JsonValue[], about: About): Fill {
  const options = values.map(optionOf);
  const filler = options.find(({ phrase }) => FALLBACKS.has(phrase))?.value ?? values[0] ?? null;
  const empty = values.includes(null) ? null : filler;
  if (values.length <= 1) return () => ({ value: empty, hits: 0 });
  return (passage) => {
    const best = labelled(passage, options, about) ?? mentioned(passage, options);
    return best === undefined ? { value: empty, hits: 0 } : { value: best.value, hits: 1 };
  };
}

/** All values that the text mentions, in the order of the choice. */
export function choicesIn(passage: Passage, values: readonly JsonValue[]): readonly JsonValue[] {
  return values.filter((value) => {
    const { phrase } = optionOf(value);
    return (
      phrase !== "" && passage.spaced.includes(` ${phrase} `) && !denied(passage.spaced, phrase)
    );
  });
}

function optionOf(value: JsonValue): Option {
  const words = typeof value === "string" ? splitName(value) : [];
  return {
    value,
    phrase: plain(typeof value === "string" ? splitCase(value) : JSON.stringify(value)),
    relatives: GROUPS.filter((group) => group.some((word) => words.includes(word))).flat(),
  };
}

/** `inProgress` as it is written in a text. */
function splitCase(value: string): string {
  return value.replaceAll(/(\p{Ll})(\p{Lu})/gu, "$1 $2");
}

function labelled(
  passage: Passage,
  options: readonly Option[],
  { words }: About,
): Option | undefined {
  const label = words.length === 0 ? undefined : findLabel(passage.labels, words);
  if (label === undefined) return undefined;
  const value = ` ${plain(label.value)} `;
  return longest(options.filter(({ phrase }) => phrase !== "" && value.includes(` ${phrase} `)));
}

/** Of those that match, the one that says most: `very good` before `good`. */
function longest(options: readonly Option[]): Option | undefined {
  return options.toSorted((a, b) => b.phrase.length - a.phrase.length)[0];
}

function mentioned(passage: Passage, options: readonly Option[]): Option | undefined {
  let best: Option | undefined;
  let bestScore = 0;
  for (const option of options) {
    const score = scoreOf(passage, option);
    if (score > bestScore) [best, bestScore] = [option, score];
  }
  return best;
}

function scoreOf({ spaced, words }: Passage, { phrase, relatives }: Option): number {
  if (phrase === "") return 0;
  if (spaced.includes(` ${phrase} `)) return denied(spaced, phrase) ? 0 : 4 + phrase.length / 50;
  const stem = phrase.slice(0, Math.max(4, phrase.length - 3));
  const stemmed =
    !phrase.includes(" ") && phrase.length >= 5 && spaced.includes(` ${stem}`) ? 2 : 0;
  let related = 0;
  for (const word of relatives) if (words.has(word)) related += 1;
  return stemmed + Math.min(related, 3) * 0.9;
}

function denied(spaced: string, phrase: string): boolean {
  const at = spaced.indexOf(` ${phrase} `);
  return NEGATIONS.test(spaced.slice(Math.max(0, at - 16), at + 1));
}
