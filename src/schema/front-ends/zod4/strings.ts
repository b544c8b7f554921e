import { NO_DOCS } from "../../intermediate/docs.ts";
import type { Format, Pattern, Sketch, StringFacet } from "../../intermediate/sketch.ts";
import { asString } from "../coercions.ts";
import { boundsOf } from "./checks.ts";
import { bagOf, checksOf } from "./internals.ts";
import type { CheckDefinition, ZodSchema } from "./internals.ts";

/** zod's names of formats that JSON Schema names otherwise. */
const JSON_SCHEMA_NAMES: Readonly<Record<string, string>> = {
  guid: "uuid",
  url: "uri",
  datetime: "date-time",
};

/** Checks that are patterns and no formats. */
const PLAIN_PATTERNS = new Set([
  "regex",
  "lowercase",
  "uppercase",
  "includes",
  "starts_with",
  "ends_with",
]);

/** Addresses that JSON Schema's `email` refuses: a model that takes one of them means something wider. */
const WIDER_EMAILS = ["a@b", "ü@bücher.example", '"a b"@example.com'];

export function stringSketch(schema: ZodSchema, coerces: boolean): Sketch {
  const bounds = boundsOf(schema);
  const formats: Format[] = [];
  const patterns: Pattern[] = [];
  for (const check of checksOf(schema)) {
    if (check.check !== "string_format") continue;
    const format = formatOf(check);
    if (format !== undefined) formats.push(format);
    else if (check["pattern"] instanceof RegExp) patterns.push(patternOf(check["pattern"]));
  }
  const facet: StringFacet = {
    formats,
    patterns: [...patterns, ...bagPatterns(schema, [...patterns, ...formats])],
    minLength: bounds.minimum,
    maxLength: bounds.maximum,
  };
  const coercion = coerces ? asString : undefined;
  return { kind: "facets", facets: { string: facet }, implied: false, coercion, docs: NO_DOCS };
}

function formatOf(check: CheckDefinition): Format | undefined {
  const name = String(check["format"]);
  if (PLAIN_PATTERNS.has(name)) return undefined;
  const source = check["pattern"] instanceof RegExp ? check["pattern"] : undefined;
  const pattern = source === undefined ? undefined : patternOf(source);
  return { name: jsonSchemaName(name, check, source), pattern };
}

/** The name in JSON Schema, unless the check takes what that name excludes. */
function jsonSchemaName(name: string, check: CheckDefinition, pattern: RegExp | undefined): string {
  // A time has no offset here, and a local date-time may lack one: JSON Schema insists on it.
  if (name === "time") return "time without an offset";
  const lax = check["local"] === true || check["precision"] === -1;
  if (name === "datetime" && lax) return "local date-time";
  if (name === "email" && WIDER_EMAILS.some((address) => pattern?.test(address))) {
    return "email address in a wider sense";
  }
  return JSON_SCHEMA_NAMES[name] ?? name;
}

export function patternOf({ source, flags }: RegExp): Pattern {
  return { source, flags };
}

/** Patterns that third-party checks leave in the bag. */
function bagPatterns(schema: ZodSchema, known: readonly (Pattern | Format)[]): readonly Pattern[] {
  const found: unknown = bagOf(schema)["patterns"];
  if (!(found instanceof Set)) return [];
  const sources = new Set(known.map((one) => ("source" in one ? one.source : one.pattern?.source)));
  return [...found]
    .filter((one: unknown) => one instanceof RegExp)
    .filter(({ source }) => !sources.has(source))
    .map(patternOf);
}
