const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

const MONTH =
  "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?";

const TIME = String.raw`(?:(?:[T ]|,? at |, )(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:\.\d+)?)?\s?(?<half>[ap]\.?m\b)?(?<zone>Z|[+-]\d{2}:?\d{2})?)?`;

/** The forms in which dates are written, the most exact first. */
const FORMS: readonly RegExp[] = [
  new RegExp(
    String.raw`\b(?<year>\d{4})[-/.](?<month>\d{1,2})[-/.](?<day>\d{1,2})(?!\d)${TIME}`,
    "gi",
  ),
  new RegExp(
    String.raw`\b(?<name>${MONTH})\b\.? (?<day>\d{1,2})(?:st|nd|rd|th)?,? (?<year>\d{4})\b${TIME}`,
    "gi",
  ),
  new RegExp(
    String.raw`\b(?<day>\d{1,2})(?:st|nd|rd|th)? (?:of )?(?<name>${MONTH})\b\.?,? (?<year>\d{4})\b${TIME}`,
    "gi",
  ),
  new RegExp(
    String.raw`(?<![\d/.])(?<first>\d{1,2})(?<mark>[/.])(?<second_>\d{1,2})\k<mark>(?<year>\d{4}|\d{2})(?![\d/.]\d)${TIME}`,
    "gi",
  ),
  new RegExp(String.raw`\b(?<name>${MONTH})\b\.?,? (?<year>\d{4})\b`, "gi"),
  /(?<![\d/-])(?<month>0[1-9]|1[0-2])\/(?<year>(?:19|20)\d{2})(?![\d/])/g,
  /(?<![\d/-])(?<year>(?:19|20)\d{2})-(?<month>0[1-9]|1[0-2])(?![\d-])/g,
  /(?<![\d/.$€£#,-])(?<year>(?:19|20)\d{2})(?![\d/%]|[.,]\d)/g,
];

/** A date in a text, in ISO's form, as exact as it was written. */
export interface DateFact {
  readonly index: number;
  readonly end: number;
  readonly precision: "year" | "month" | "day";
  /** `2024`, `2024-03` or `2024-03-05`. */
  readonly date: string;
  /** `14:30:00` with its zone; undefined where none was written. */
  readonly time: string | undefined;
}

export function findDates(text: string): readonly DateFact[] {
  // Most texts of a batch hold no date: one look spares eight.
  if (!/\d{4}|\d[/.]\d/.test(text)) return [];
  const found: DateFact[] = [];
  for (const form of FORMS) {
    for (const match of text.matchAll(form)) {
      const end = match.index + match[0].length;
      if (found.some((other) => match.index < other.end && other.index < end)) continue;
      const date = readDate(match.groups ?? {});
      if (date !== undefined) found.push({ ...date, index: match.index, end });
    }
  }
  return found.toSorted((a, b) => a.index - b.index);
}

type Groups = Readonly<Record<string, string | undefined>>;

function readDate(groups: Groups): Omit<DateFact, "index" | "end"> | undefined {
  const year = fullYear(groups["year"]);
  const { month, day } = monthAndDay(groups);
  if (year === undefined || (month !== undefined && (month < 1 || month > 12))) return undefined;
  if (month === undefined) return { precision: "year", date: year, time: undefined };
  const yearMonth = `${year}-${pad(month)}`;
  if (day === undefined) return { precision: "month", date: yearMonth, time: undefined };
  if (day < 1 || day > daysIn(Number(year), month)) return undefined;
  return { precision: "day", date: `${yearMonth}-${pad(day)}`, time: readTime(groups) };
}

function monthAndDay(groups: Groups): { month: number | undefined; day: number | undefined } {
  const named = MONTHS.indexOf((groups["name"] ?? "").slice(0, 3).toLowerCase()) + 1;
  const first = toNumber(groups["first"]);
  const second = toNumber(groups["second_"]);
  if (first !== undefined && second !== undefined) {
    // 03/05 is read as in the United States, unless only the other order makes a date, or points separate it.
    const dayFirst = first > 12 || groups["mark"] === ".";
    return dayFirst ? { month: second, day: first } : { month: first, day: second };
  }
  return {
    month: named > 0 ? named : toNumber(groups["month"]),
    day: toNumber(groups["day"]),
  };
}

function readTime({ hour, minute, second, half, zone }: Groups): string | undefined {
  if (hour === undefined || minute === undefined) return undefined;
  const afternoon = half?.toLowerCase().startsWith("p") === true;
  const hours = (Number(hour) % (half === undefined ? 24 : 12)) + (afternoon ? 12 : 0);
  return `${pad(hours)}:${minute}:${second ?? "00"}${zone ?? "Z"}`;
}

function fullYear(text: string | undefined): string | undefined {
  if (text === undefined || text.length === 4) return text;
  return `${Number(text) < 70 ? "20" : "19"}${text}`;
}

function toNumber(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
