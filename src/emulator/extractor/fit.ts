import { fullFormats } from "ajv-formats/dist/formats.js";
import type { NumberNode, TextNode } from "./node.ts";
import { patternExample } from "./pattern-example.ts";

/** Texts that fit a format, for where the passage has none. */
const FORMAT_FILLERS: Readonly<Record<string, string>> = {
  date: "1970-01-01",
  "date-time": "1970-01-01T00:00:00Z",
  time: "00:00:00Z",
  duration: "PT0S",
  email: "unknown@example.com",
  "idn-email": "unknown@example.com",
  hostname: "example.com",
  "idn-hostname": "example.com",
  ipv4: "0.0.0.0",
  ipv6: "::",
  uuid: "00000000-0000-0000-0000-000000000000",
  uri: "https://example.com/",
  url: "https://example.com/",
  "uri-reference": "/",
  iri: "https://example.com/",
  "iri-reference": "/",
  "uri-template": "/",
  "json-pointer": "",
  "relative-json-pointer": "0",
  regex: "",
};

const PLAIN_FILLER = "unknown";

/** The text that stands where nothing was found. */
export function fillerText(node: TextNode): string {
  const filler = FORMAT_FILLERS[node.format ?? ""] ?? PLAIN_FILLER;
  return fitsText(filler, node) ? filler : reshape(filler, node);
}

function fitsText(text: string, { format, patterns, minLength, maxLength }: TextNode): boolean {
  // Only a text that could be too long or too short is counted in characters.
  const tooLong = text.length > maxLength && Array.from(text).length > maxLength;
  const tooShort = text.length < minLength * 2 && Array.from(text).length < minLength;
  if (tooLong || tooShort || !patterns.every((pattern) => pattern.test(text))) return false;
  return format === undefined || hasFormat(text, format);
}

/** Whether a text is of a format; one that nobody knows is no hindrance. */
function hasFormat(text: string, name: string): boolean {
  const known = FORMATS.get(name);
  if (known instanceof RegExp) return known.test(text);
  return typeof known !== "function" || known(text) === true;
}

/** The checks of ajv-formats for formats of texts, each a pattern or a function. */
const FORMATS: ReadonlyMap<string, unknown> = new Map(
  Object.entries(fullFormats).map(([name, format]): [string, unknown] => [
    name,
    typeof format === "object" && "validate" in format ? format.validate : format,
  ]),
);

/** The text cut or stretched to the lengths, or another that fits the pattern. */
function reshape(text: string, node: TextNode): string {
  const cut = Array.from(text).slice(0, node.maxLength).join("");
  const padded = cut + ".".repeat(Math.max(0, node.minLength - Array.from(cut).length));
  if (fitsText(padded, node)) return padded;
  const [pattern] = node.patterns;
  const example = pattern && patternExample(pattern, { minLength: node.minLength });
  return example !== undefined && fitsText(example, node) ? example : padded;
}

/** What was found, cut to the length that is allowed; undefined where it can't be made to fit. */
export function fitText(text: string, node: TextNode): string | undefined {
  if (fitsText(text, node)) return text;
  const cut = Array.from(text).slice(0, node.maxLength).join("").trim();
  return fitsText(cut, node) ? cut : undefined;
}

/** The number nearest to `value` that the node allows. */
export function fitNumber(value: number, node: NumberNode): number {
  const step = stepOf(node);
  const low = Math.max(
    step === undefined ? node.minimum : Math.ceil(node.minimum / step - NOISE) * step,
    step === undefined ? after(node.above) : (Math.floor(node.above / step + NOISE) + 1) * step,
  );
  const high = Math.min(
    step === undefined ? node.maximum : Math.floor(node.maximum / step + NOISE) * step,
    step === undefined ? -after(-node.below) : (Math.ceil(node.below / step - NOISE) - 1) * step,
  );
  const nearest = step === undefined ? value : Math.round(value / step) * step;
  return tidy(Math.min(Math.max(nearest, low), high), step);
}

/** What binary fractions are off by. */
const NOISE = 1e-9;

function stepOf({ multipleOf, integer }: NumberNode): number | undefined {
  if (multipleOf === undefined || multipleOf <= 0) return integer ? 1 : undefined;
  if (!integer || Number.isInteger(multipleOf)) return multipleOf;
  // A whole number that is a multiple of a broken step: 3 for 1.5.
  for (let factor = 1; factor <= 1000; factor += 1) {
    const whole = tidy(multipleOf * factor, multipleOf);
    if (Number.isInteger(whole)) return whole;
  }
  return 1;
}

/** The next number after a bound that is not allowed itself, as far as matters. */
function after(bound: number): number {
  return Number.isFinite(bound) ? bound + Math.max(1e-6, Math.abs(bound) * NOISE) : bound;
}

/** Multiples without the noise of binary fractions, such as 0.30000000000000004. */
function tidy(value: number, step: number | undefined): number {
  if (value === 0) return 0;
  return step === undefined || Number.isInteger(step) ? value : Number(value.toPrecision(12));
}
