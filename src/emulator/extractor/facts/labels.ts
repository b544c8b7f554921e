import { splitName } from "../words.ts";

/** A value with its name before it, as in `Due date: 5 May`. */
export interface LabelFact {
  readonly label: string;
  readonly words: readonly string[];
  readonly value: string;
  readonly index: number;
}

/** At the start of a line, or after a separator within one. */
const LABEL =
  /(?:^|[\n|;•]|, (?=\p{Lu}))[ \t]*(?:[-*•>]\s+|\d+[.)]\s+)?(?:\*\*|__)?(?<label>\p{L}[\p{L}\p{N} #/&().%'’_-]{0,40}?)(?:\*\*|__)?[ \t]*(?::(?!\/\/)|=|\t+| \| )(?:\*\*|__)?[ \t]*(?<value>[^\n]*)/gu;

export function findLabels(text: string): readonly LabelFact[] {
  if (!/[:=|\t]/.test(text)) return [];
  const found: LabelFact[] = [];
  for (const match of text.matchAll(LABEL)) {
    const { label = "", value = "" } = match.groups ?? {};
    const start = match.index + match[0].length - value.length;
    found.push({
      label,
      words: splitName(label),
      value: firstValue(value, text, start),
      index: start,
    });
  }
  return found;
}

/** A label without anything behind it names the lines below it: the first of them is its value. */
function firstValue(value: string, text: string, start: number): string {
  const own = cut(value);
  if (own !== "") return own;
  const below = text.slice(start).match(/^\s*\n[ \t]*(?![-*•\d])(?<line>[^\n:]+)(?:\n|$)/);
  return below?.groups?.["line"]?.trim() ?? "";
}

/** Up to where the next label of the same line begins. */
function cut(value: string): string {
  const next = value.search(/(?:\s{2,}|\s[|;•]\s?|\t|, (?=\p{Lu}))[\p{L}][\p{L} ]{0,24}:/u);
  const own = next < 0 ? value : value.slice(0, next);
  return own
    .replace(/(?:\*\*|__)+$/, "")
    .replace(/\s*[|;]\s*$/, "")
    .trim();
}

/** The label that speaks of `words`, and of little else. */
export function findLabel(
  labels: readonly LabelFact[],
  words: readonly string[],
): LabelFact | undefined {
  let best: LabelFact | undefined;
  let bestScore = 0;
  for (const label of labels) {
    if (label.value === "" || label.words.length === 0) continue;
    const shared = label.words.filter((word) => words.includes(word)).length;
    // All of the shorter name has to be in the longer one, so that "order date" is no label for "birth date".
    if (shared < Math.min(label.words.length, words.length)) continue;
    const score = shared / Math.max(label.words.length, words.length);
    if (score > bestScore) [best, bestScore] = [label, score];
  }
  return best;
}
