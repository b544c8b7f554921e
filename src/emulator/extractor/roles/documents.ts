import type { About } from "../node.ts";
import type { DateFact } from "../facts/dates.ts";
import { identifiers } from "../facts/contacts.ts";
import { findLabel } from "../facts/labels.ts";
import { properNames } from "../facts/names.ts";
import type { Passage } from "../facts/passage.ts";
import { evidence } from "../evidence.ts";
import { vocabularyOf, type Vocabulary } from "../vocabulary.ts";
import { escapeRegExp, splitName } from "../words.ts";

const STARTS = new Set(["start", "from", "begin", "since"]);
const ENDS = new Set(["end", "until", "to", "finish"]);

/** Finds the date that is meant, among several by the words around it. */
export function dateFinder(about: About): (passage: Passage) => DateFact | undefined {
  const vocabulary = vocabularyOf(about);
  const start = about.words.some((word) => STARTS.has(word));
  const end = about.words.some((word) => ENDS.has(word));
  return (passage) => {
    const { dates, text } = passage;
    const named = labelledDate(passage, about);
    if (named !== undefined) return named;
    if (end) return rangeEnd(dates, text) ?? bestDate(passage, vocabulary, 1);
    return bestDate(passage, vocabulary, start ? 0 : undefined);
  };
}

function labelledDate({ labels, dates }: Passage, { words }: About): DateFact | undefined {
  const label = words.length === 0 ? undefined : findLabel(labels, words);
  if (label === undefined) return undefined;
  const stop = label.index + label.value.length;
  return dates.find(({ index }) => index >= label.index && index < stop);
}

/** The date with the most evidence, else the one at `fallback`, else the first exact one. */
function bestDate(
  { dates, text }: Passage,
  vocabulary: Vocabulary,
  fallback: number | undefined,
): DateFact | undefined {
  let best: DateFact | undefined;
  let bestScore = 1;
  for (const date of dates) {
    const score = evidence(text, date.index, date.end, vocabulary);
    if (score > bestScore) [best, bestScore] = [date, score];
  }
  if (best !== undefined) return best;
  return fallback === undefined
    ? (dates.find(({ precision }) => precision === "day") ?? dates[0])
    : dates[fallback];
}

/** In `Jan 2020 - Mar 2022` the second; none where the range is still open. */
function rangeEnd(dates: readonly DateFact[], text: string): DateFact | undefined {
  return dates.find((date, place) => {
    const previous = dates[place - 1];
    if (previous === undefined) return false;
    return /^\s*(?:[-–—]|to|until|till|through)\s*$/i.test(text.slice(previous.end, date.index));
  });
}

/** Whether a range in the text goes on to this day, so that it has no end. */
export function isOpenRange(text: string): boolean {
  return /(?:[-–—]|\bto)\s*(?:present|now|today|current|ongoing)\b/i.test(text);
}

const GENERIC = new Set(["id", "number", "no", "code", "ref", "reference", "identifier", "key"]);

/** Finds a number of an order, an invoice, a ticket: by its name before it, else by its look. */
export function identifierFinder({
  words,
  parents,
}: About): (passage: Passage) => string | undefined {
  const kinds = [...words, ...parents].filter((word) => !GENERIC.has(word));
  const named = kinds.map(
    (kind) =>
      new RegExp(
        String.raw`\b${escapeRegExp(kind)}s?\b[ \t]*(?:numbers?|no\.?|nr\.?|num|ids?|codes?|ref(?:erence)?\.?|#)?[ \t]*(?:is|was|:|=)?[ \t]*#?[ \t]*(?<id>(?=[\p{L}-]{0,12}\d)[\p{L}\p{N}][\p{L}\p{N}/_-]*)`,
        "iu",
      ),
  );
  return (passage) => {
    for (const pattern of named) {
      const found = pattern.exec(passage.text)?.groups?.["id"];
      if (found !== undefined) return found;
    }
    // Without a name before it, only the number of the document itself is taken for granted.
    return kinds.length > 1 || parents.length > 0 ? undefined : identifiers(passage.text)[0];
  };
}

/** What an entry of a list begins with: "Senior Engineer" of "Senior Engineer at Initech, 2016 - 2019". */
export function entryHead({ lines, text }: Passage): string | undefined {
  if (text.length > 160 || lines.length > 2 || /[.!?]$/.test(text.trim())) return undefined;
  const [line = ""] = lines;
  const head = /^(?<head>.+?)(?:\s+(?:at|@|with|for|from)\s|,\s|\s[-–—|]\s|\s?\(|:\s)/.exec(line)
    ?.groups?.["head"];
  return head?.replace(/^[\s*#-]+/, "").trim();
}

/** A line that heads the text. */
export function title(passage: Passage, about: About): string | undefined {
  const subject = /^\s*(?:subject|re|title)\s*:\s*(?<title>.+)$/im.exec(passage.text);
  if (subject?.groups?.["title"] !== undefined) return subject.groups["title"].trim();
  const first = passage.lines.find((line) => line.trim() !== "") ?? "";
  const bare = first.replace(/^[\s#*>-]+|[\s#*:]+$/g, "");
  if (bare.length > 0 && bare.length <= 80 && !/[.!?]$/.test(bare)) return bare;
  return sentences(passage.text).find((sentence) => sharesWord(sentence, about));
}

/** The sentences that speak of what is asked for; the first one for a summary. */
export function prose(passage: Passage, about: About): string | undefined {
  const all = sentences(passage.text);
  const body = all.filter(
    (sentence) => !/^(?:hi|hello|hey|dear|thanks|thank you|regards)\b[^.!?]{0,30}$/i.test(sentence),
  );
  return body.find((sentence) => sharesWord(sentence, about)) ?? body[0] ?? all[0];
}

function sharesWord(sentence: string, about: About): boolean {
  const { own, synonyms } = vocabularyOf(about);
  return splitName(sentence).some(
    (word) => word.length > 3 && (own.has(word) || synonyms.has(word)),
  );
}

export function sentences(text: string): readonly string[] {
  return text
    .split(/(?<=[.!?])\s+(?=[\p{Lu}\d"'“])|\n+/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== "");
}

/** The name of a product, an item or an event: what is left of an entry without its numbers. */
export function thing(passage: Passage): string | undefined {
  const line = passage.lines.find((one) => one.trim() !== "") ?? "";
  const rest = withoutFigures(line);
  if (rest !== "" && rest.length <= 80 && !/[.!?]$/.test(rest)) return rest;
  return properNames(passage.text)[0];
}

/** An entry of a list without its bullet, quantities and prices. */
export function withoutFigures(line: string): string {
  return line
    .replace(/^\s*(?:[-*•>]\s+|\d+[.)]\s+)/, "")
    .replace(/^\s*(?:\d+\s*(?:x|×|pcs?|pieces?|units?)\s+|x\s?\d+\s+|\d+\s+(?=\p{L}))/iu, "")
    .replaceAll(/[([]?\s*(?:qty|quantity)\.?:?\s*\d+\s*[)\]]?/gi, " ")
    .replaceAll(
      /(?:@|\bat|\bfor|\beach|=|\bunit price:?|\btotal:?|\bprice:?)?\s*[$€£¥₹]\s?\d[\d,.]*(?:\s?(?:each|per \p{L}+|apiece))?/giu,
      " ",
    )
    .replaceAll(/\d[\d,.]*\s?(?:€|USD|EUR|GBP)\b/g, " ")
    .replaceAll(/\(\s*\)|\s+[x×]\s*\d+\b/g, " ")
    .replace(/[\s,;:|=–—-]+(?:each|total)?\s*$/i, "")
    .replaceAll(/\s*\|\s*/g, " ")
    .replaceAll(/\s{2,}/g, " ")
    .replace(/^[\s,;:|–—-]+|[\s,;:|–—.-]+$/g, "");
}
