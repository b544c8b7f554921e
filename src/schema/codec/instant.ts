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

function daysIn(year: number, month: number): number {
  if (month < 1 || month > 12) return 0;
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}

const MS_PER_DAY = 86_400_000;

/** `2026-01-31T09:30:00Z`, with milliseconds or without: four times as fast as the engine's parser. NaN for any other form. */
function readUsual(text: string): number {
  if (!isUsual(text)) return Number.NaN;
  const year = two(text, 0) * 100 + two(text, 2);
  const month = two(text, 5);
  const day = two(text, 8);
  const hour = two(text, 11);
  const minute = two(text, 14);
  const second = two(text, 17);
  const milliseconds = text.length === 20 ? 0 : two(text, 20) * 10 + digit(text, 22);
  // What is no digit counts as far below nothing, so that any part with one is too small.
  if (year < 0 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) {
    return Number.NaN;
  }
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) {
    return Number.NaN;
  }
  if (milliseconds < 0) return Number.NaN;
  const time = ((hour * 60 + minute) * 60 + second) * 1000 + milliseconds;
  return (dayNumber(year, month) + day) * MS_PER_DAY + time;
}

/**
 * Days from the start of 1970 to the one before a month of the Gregorian calendar. Years are taken from March to February,
 * so that the leap day is the last of its year: https://howardhinnant.github.io/date_algorithms.html#days_from_civil
 */
function dayNumber(year: number, month: number): number {
  const marchYear = month > 2 ? year : year - 1;
  const marchMonth = month > 2 ? month - 3 : month + 9;
  const leapDays =
    Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  return 365 * marchYear + leapDays + Math.floor((153 * marchMonth + 2) / 5) - 719_469;
}

const [DASH, DOT, COLON, T, Z] = ["-", ".", ":", "T", "Z"].map((sign) => sign.charCodeAt(0));

function isUsual(text: string): boolean {
  const { length } = text;
  if (length !== 24 && length !== 20) return false;
  if (text.charCodeAt(length - 1) !== Z || text.charCodeAt(10) !== T) return false;
  if (text.charCodeAt(4) !== DASH || text.charCodeAt(7) !== DASH) return false;
  if (text.charCodeAt(13) !== COLON || text.charCodeAt(16) !== COLON) return false;
  return length === 20 || text.charCodeAt(19) === DOT;
}

/** Far below any number that is made of digits. */
const NO_DIGIT = -10_000_000;

function digit(text: string, index: number): number {
  const value = text.charCodeAt(index) - 48;
  return value >= 0 && value <= 9 ? value : NO_DIGIT;
}

function two(text: string, index: number): number {
  return digit(text, index) * 10 + digit(text, index + 1);
}
