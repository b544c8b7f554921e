import { coercionPlan } from "../codec/scalars.ts";
import type { Scalar } from "../codec/plan.ts";
import { REGISTERED_FORMATS } from "../intermediate/formats.ts";
import { plainPattern } from "../intermediate/pattern.ts";
import type { Coercion, Pattern, StringFacet } from "../intermediate/sketch.ts";
import type { LoweredBody, Scope } from "./scope.ts";
import { PLAIN_STRING } from "./wire.ts";
import { boundsInWords } from "./words.ts";

/** A pattern is quoted whole up to this length; a longer one helps nobody who reads it. */
const PATTERN_AT_MOST = 400;

export function lowerString(
  facet: StringFacet,
  coercion: Coercion | undefined,
  scope: Scope,
): LoweredBody {
  const { strings } = scope.capabilities;
  const notes: string[] = [];
  const knows = (name: string): boolean =>
    strings.formats === "all" ? REGISTERED_FORMATS.has(name) : strings.formats.has(name);
  const format = facet.formats.find(({ name }) => knows(name))?.name;
  const otherFormats = facet.formats.filter(({ name }) => name !== format);
  const patterns = [...facet.patterns];
  for (const { name, pattern } of otherFormats) {
    notes.push(`Format: ${name}.`);
    if (pattern !== undefined && facet.formats.length === 1) patterns.push(pattern);
  }
  const { written, told } = patternOf(patterns, strings.patterns);
  const known = new Set(otherFormats.map((one) => one.pattern));
  // The pattern behind a named format says less to a reader than its name.
  notes.push(...told.filter((one) => !known.has(one)).map(patternInWords));
  const lengths = { minimum: facet.minLength, maximum: facet.maxLength };
  if (!strings.lengths) notes.push(...boundsInWords(lengths, "character"));
  textOnly(notes, scope);
  return {
    body: {
      ...PLAIN_STRING,
      format,
      pattern: written,
      minLength: strings.lengths ? facet.minLength : undefined,
      maxLength: strings.lengths ? facet.maxLength : undefined,
    },
    plan: coercionPlan(coercion),
    notes,
  };
}

/** Sentences that stand for keywords are a change that the user is told of. */
export function textOnly(notes: readonly string[], scope: Scope): void {
  if (notes.length > 0)
    scope.change("text_only", `Told in words, and checked afterwards: ${notes.join(" ")}`);
}

function patternOf(
  patterns: readonly Pattern[],
  allowed: "none" | "plain" | "all",
): { readonly written: string | undefined; readonly told: readonly Pattern[] } {
  if (allowed === "none") return { written: undefined, told: patterns };
  const write = (pattern: Pattern): string | undefined =>
    plainPattern(pattern) ?? (allowed === "all" ? anyPattern(pattern) : undefined);
  const first = patterns.find((pattern) => write(pattern) !== undefined);
  return {
    written: first === undefined ? undefined : write(first),
    told: patterns.filter((pattern) => pattern !== first),
  };
}

/** A pattern of any syntax that a validator in Unicode mode reads with the same meaning. */
function anyPattern({ source, flags }: Pattern): string | undefined {
  if (/[imsv]/.test(flags)) return undefined;
  try {
    return new RegExp(source, "u").source;
  } catch {
    return undefined;
  }
}

function patternInWords({ source, flags }: Pattern): string {
  if (source.length > PATTERN_AT_MOST) return "Must match a pattern that is checked afterwards.";
  const modifier = flags.includes("i") ? " (in any capitals)" : "";
  return `Must match the regular expression ${source}${modifier}.`;
}

/** A point in time as text. */
export function lowerInstant(scalar: Scalar, scope: Scope): LoweredBody {
  const { formats } = scope.capabilities.strings;
  const known = formats === "all" || formats.has("date-time");
  return {
    body: { ...PLAIN_STRING, format: known ? "date-time" : undefined },
    plan: { kind: "scalar", scalar },
    notes: known ? [] : ["An ISO 8601 date-time."],
  };
}

/** An integer of any size as text. */
export function lowerDigits(scalar: Scalar, scope: Scope): LoweredBody {
  const patterned = scope.capabilities.strings.patterns !== "none";
  return {
    body: { ...PLAIN_STRING, pattern: patterned ? "^-?[0-9]+$" : undefined },
    plan: { kind: "scalar", scalar },
    notes: ["A whole number, written in digits."],
  };
}
