import type { Passage } from "../facts/passage.ts";
import type { NumberFact } from "../facts/numbers.ts";
import { evidence } from "../evidence.ts";
import { fitNumber } from "../fit.ts";
import type { Fill } from "../found.ts";
import { findLabel } from "../facts/labels.ts";
import type { NumberNode } from "../node.ts";
import { vocabularyOf, type Vocabulary } from "../vocabulary.ts";

/** Below this a number is taken to speak of something else. */
const THRESHOLD = 2;

const MONEY = words(
  "price cost amount total subtotal tax vat fee salary balance budget revenue discount paid payment charge wage sum due shipping value worth",
);
const PART = words("tax vat subtotal shipping discount fee deposit paid balance");
const COUNT = words("quantity qty count unit");
const PERCENT = words("percent percentage rate discount tax vat share probability confidence");
const YEAR = words("year founded established born since graduation");
const EACH = words("price unit each rate");

export function numberFill(node: NumberNode): Fill {
  const vocabulary = vocabularyOf(node.about);
  const traits = traitsOf(node);
  const filler = fitNumber(0, node);
  return (passage) => {
    const best = labelled(passage, node) ?? choose(passage, { node, vocabulary, traits });
    if (best === undefined) return { value: filler, hits: 0 };
    return { value: fitNumber(best, node), hits: 1 };
  };
}

interface Traits {
  readonly money: boolean;
  readonly count: boolean;
  readonly percent: boolean;
  readonly year: boolean;
  readonly age: boolean;
  readonly each: boolean;
  readonly rating: boolean;
  /** A sum that stands beside others of the same document. */
  readonly part: boolean;
}

function traitsOf({ about }: NumberNode): Traits {
  const has = (known: ReadonlySet<string>): boolean => about.words.some((word) => known.has(word));
  return {
    money: has(MONEY),
    count: has(COUNT) && !has(MONEY),
    percent: has(PERCENT),
    year: has(YEAR) && !about.words.includes("experience"),
    age: about.words.includes("age"),
    each: has(EACH) && !about.words.includes("total"),
    part: has(PART),
    rating: about.words.some((word) => word === "rating" || word === "score" || word === "star"),
  };
}

/** `Total: $45.90` names its number outright. */
function labelled(passage: Passage, node: NumberNode): number | undefined {
  if (node.about.words.length === 0) return undefined;
  const label = findLabel(passage.labels, node.about.words);
  if (label === undefined) return undefined;
  const end = label.index + label.value.length;
  return passage.numbers.find(({ index }) => index >= label.index && index < end)?.value;
}

interface Question {
  readonly node: NumberNode;
  readonly vocabulary: Vocabulary;
  readonly traits: Traits;
}

function choose(passage: Passage, { node, vocabulary, traits }: Question): number | undefined {
  let best: number | undefined;
  let bestScore = THRESHOLD;
  const several = passage.numbers.filter(({ currency }) => currency !== undefined).length > 1;
  for (const fact of passage.numbers) {
    if (!fits(fact.value, node)) continue;
    const context = evidence(passage.text, fact.index, fact.end, vocabulary);
    // Among several prices one that nothing is said about is not the tax.
    if (context === 0 && several && traits.part) continue;
    const score = context + shape(fact, traits, passage.text);
    if (score > bestScore || (best === undefined && score === bestScore)) {
      [best, bestScore] = [fact.value, score];
    }
  }
  return best;
}

/** What the form of a number says: a currency for a price, `3 x` for a quantity. */
function shape(fact: NumberFact, traits: Traits, text: string): number {
  let score = fact.spelled ? -1.5 : 0;
  const money = fact.currency !== undefined;
  if (traits.money) score += money ? 2.5 : traits.percent && fact.percent ? 1 : -1;
  else if (money) score -= 4;
  if (traits.percent) score += fact.percent ? 3 : 0;
  else if (fact.percent) score -= 3;
  if (traits.count) score += fact.times ? 4 : countShape(fact, text);
  else if (fact.times) score -= 3;
  const year = Number.isInteger(fact.value) && fact.value >= 1900 && fact.value <= 2100;
  if (traits.year) score += year ? 3 : -3;
  if (traits.age) score += ageShape(fact, text);
  if (
    traits.each &&
    /(?:@|\bat|\beach|\bper)\s*$/i.test(text.slice(Math.max(0, fact.index - 8), fact.index))
  ) {
    score += 2;
  }
  if (traits.rating && /^\s?(?:\/\s?\d|out of|stars?)/i.test(text.slice(fact.end, fact.end + 8)))
    score += 3;
  if (
    traits.rating &&
    /(?:out of|\/)\s*$/i.test(text.slice(Math.max(0, fact.index - 8), fact.index))
  ) {
    score -= 6;
  }
  return score;
}

/** "2 mugs", at the start of an entry: a whole number of things. */
function countShape({ value, index, end, currency, percent }: NumberFact, text: string): number {
  if (currency !== undefined || percent || !Number.isInteger(value)) return 0;
  const starts = /(?:^|\n)\W*$/.test(text.slice(Math.max(0, index - 8), index));
  return starts && /^\s\p{L}/u.test(text.slice(end, end + 2)) ? 3.5 : 0;
}

/** "I'm 42", "aged 42", "42 years old", "Emma, 33,": people's ages, which stand without the word more often than not. */
function ageShape({ value, index, end }: NumberFact, text: string): number {
  if (value < 0 || value > 120) return -6;
  const before = text.slice(Math.max(0, index - 12), index);
  const after = text.slice(end, end + 14);
  let score = 0;
  if (/^[\s-]*(?:years?[\s-]old|y\/?o\b|year-old)/i.test(after)) score += 4;
  if (/(?:\bI['’]m|\bI am|\bam|\baged?|['’]s|\bis|\bturned)\s*$/i.test(before)) score += 3;
  if (/\p{Lu}\p{L}+, $/u.test(before) && /^(?:[,.;)\s]|$)/.test(after)) score += 2.5;
  if (
    /^\s*(?:years?\s+(?:of|in|with)|years? experience|minutes?|hours?|days?|weeks?|months?|%)/i.test(
      after,
    )
  )
    score -= 4;
  return score;
}

function fits(value: number, node: NumberNode): boolean {
  if (node.integer && !Number.isInteger(value)) return false;
  return value >= node.minimum && value <= node.maximum && value > node.above && value < node.below;
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(" "));
}
