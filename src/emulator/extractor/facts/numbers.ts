import type { DateFact } from "./dates.ts";

/** A number in a text, with what stands on it. */
export interface NumberFact {
  readonly index: number;
  readonly end: number;
  readonly value: number;
  /** ISO code of the currency that stands beside it. */
  readonly currency: string | undefined;
  readonly percent: boolean;
  /** Written `3 x`, `x3` or `3×`: so many of something. */
  readonly times: boolean;
  /** Written as a word, which is weaker evidence. */
  readonly spelled: boolean;
}

const CURRENCIES: Readonly<Record<string, string>> = {
  $: "USD",
  "€": "EUR",
  "£": "GBP",
  "¥": "JPY",
  "₹": "INR",
  usd: "USD",
  eur: "EUR",
  gbp: "GBP",
  jpy: "JPY",
  inr: "INR",
  chf: "CHF",
  cad: "CAD",
  aud: "AUD",
  dollar: "USD",
  euro: "EUR",
  pound: "GBP",
};

const SCALES: Readonly<Record<string, number>> = {
  k: 1e3,
  thousand: 1e3,
  million: 1e6,
  bn: 1e9,
  billion: 1e9,
};

const SPELLED = [
  "zero",
  "one",
  "two",
  "three",
  "four",
  "five",
  "six",
  "seven",
  "eight",
  "nine",
  "ten",
  "eleven",
  "twelve",
];

const CODE = "usd|eur|gbp|jpy|inr|chf|cad|aud";
const DIGITS = String.raw`\d{1,3}(?:[,.’' ]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?`;

const NUMBER = new RegExp(
  String.raw`(?:(?<![\p{L}\p{N}_#.,:/-])|(?<=(?:^|[^\p{L}\p{N}])[x×]))(?<sign>[-−](?=[\d$€£¥₹]))?(?<lead>[$€£¥₹]|\b(?:${CODE})\b)?\s?(?<digits>${DIGITS})(?![\d]|[.,/:]\d|-\d|(?:st|nd|rd|th)\b)(?:\s?(?<tail>%|percent\b|[€£¥₹]|(?:${CODE}|k|thousand|million|bn|billion|dollars?|euros?|pounds?|x)\b(?!-)|×))?`,
  "giu",
);

const WORD = new RegExp(String.raw`\b(?:${SPELLED.join("|")}|dozen)\b`, "gi");

/** A run of digits and separators that is dialled, not counted with. */
const TELEPHONE = /\+?\(?\d[\d().\s-]{7,}\d/g;

export function findNumbers(text: string, dates: readonly DateFact[]): readonly NumberFact[] {
  const taken = [
    // A bare year may be a number after all.
    ...dates.filter(({ precision }) => precision !== "year"),
    ...telephoneSpans(text),
  ];
  const numbers: NumberFact[] = [];
  for (const match of text.matchAll(NUMBER)) {
    const end = match.index + match[0].length;
    if (taken.some((other) => match.index < other.end && other.index < end)) continue;
    numbers.push(readNumber(match, text));
  }
  for (const match of text.matchAll(WORD)) numbers.push(spelledNumber(match));
  return numbers;
}

function readNumber(match: RegExpExecArray, text: string): NumberFact {
  const { sign, lead, digits = "", tail } = match.groups ?? {};
  const unit = tail?.toLowerCase().replace(/s$/, "") ?? "";
  const size = decimal(digits) * (SCALES[unit] ?? 1);
  const before = text[match.index - 1];
  return {
    index: match.index,
    end: match.index + match[0].length,
    value: sign === undefined ? size : -size,
    currency: CURRENCIES[lead?.toLowerCase() ?? ""] ?? CURRENCIES[unit],
    percent: unit === "%" || unit === "percent",
    times: unit === "x" || unit === "×" || before === "x" || before === "×",
    spelled: false,
  };
}

function spelledNumber(match: RegExpExecArray): NumberFact {
  const word = match[0].toLowerCase();
  return {
    index: match.index,
    end: match.index + word.length,
    value: word === "dozen" ? 12 : SPELLED.indexOf(word),
    currency: undefined,
    percent: false,
    times: false,
    spelled: true,
  };
}

/** Reads `1,234.50`, `1.234,50`, `1 234` and `45,90`. */
function decimal(digits: string): number {
  const compact = digits.replaceAll(/[ ’']/g, "");
  const comma = compact.lastIndexOf(",");
  const point = compact.lastIndexOf(".");
  if (comma >= 0 && point >= 0) {
    const [thousands, mark] = comma > point ? [".", ","] : [",", "."];
    return Number(compact.replaceAll(thousands, "").replace(mark, "."));
  }
  if (/^\d{1,3}(?:,\d{3})+$/.test(compact)) return Number(compact.replaceAll(",", ""));
  if (/^\d{1,3}(?:\.\d{3}){2,}$/.test(compact)) return Number(compact.replaceAll(".", ""));
  return Number(compact.replace(",", "."));
}

function telephoneSpans(text: string): readonly { index: number; end: number }[] {
  if (!/\d[\d().\s-]{7,}\d/.test(text)) return [];
  return [...text.matchAll(TELEPHONE)]
    .filter(([found]) => isTelephone(found))
    .map(({ index, 0: found }) => ({ index, end: index + found.length }));
}

/** Telephone numbers have at least seven digits and a mark of their own, else any long number would be one. */
export function isTelephone(text: string): boolean {
  const digits = text.replaceAll(/\D/g, "").length;
  const grouped = /^\+|[()]|\d[-.]\d{3}[-.]?\d|\d \d{3} \d/.test(text.trim());
  return (
    digits >= 7 &&
    digits <= 15 &&
    grouped &&
    !/\n/.test(text) &&
    !/\d\.\d{2}\b(?!\d|[-.])/.test(text)
  );
}
