import { NO_DOCS, noted } from "../../intermediate/docs.ts";
import { inWords } from "../../intermediate/words.ts";
import type { NumberFacet, Sketch } from "../../intermediate/sketch.ts";
import { ANY_NUMBER } from "../../intermediate/sketches.ts";
import { asDigits, asInstant, asNumber } from "../coercions.ts";
import { boundNotes, finite } from "./checks.ts";
import { checksOf } from "./internals.ts";
import type { CheckDefinition, ZodSchema } from "./internals.ts";

const INT32 = { minimum: -(2 ** 31), maximum: 2 ** 31 - 1 };
const UINT32 = { minimum: 0, maximum: 2 ** 32 - 1 };

export function numberSketch(schema: ZodSchema, coerces: boolean): Sketch {
  const checks = checksOf(schema);
  const facet = checks.reduce(withCheck, ANY_NUMBER);
  const coercion = coerces ? asNumber : undefined;
  return { kind: "facets", facets: { number: facet }, implied: false, coercion, docs: NO_DOCS };
}

function withCheck(facet: NumberFacet, check: CheckDefinition): NumberFacet {
  const value = finite(check["value"]);
  switch (check.check) {
    case "number_format":
      return withFormat(facet, String(check["format"]));
    case "greater_than": {
      if (value === undefined) return facet;
      const name = check["inclusive"] === true ? "minimum" : "exclusiveMinimum";
      return { ...facet, [name]: Math.max(facet[name] ?? value, value) };
    }
    case "less_than": {
      if (value === undefined) return facet;
      const name = check["inclusive"] === true ? "maximum" : "exclusiveMaximum";
      return { ...facet, [name]: Math.min(facet[name] ?? value, value) };
    }
    case "multiple_of":
      if (value === undefined || value === 0) return facet;
      return { ...facet, multipleOf: [...new Set([...facet.multipleOf, Math.abs(value)])] };
    default:
      return facet;
  }
}

/** The bounds of a safe integer or a double are left out: they are JSON's own, and only noise to a reader. */
function withFormat(facet: NumberFacet, format: string): NumberFacet {
  switch (format) {
    case "int32":
      return { ...facet, integer: true, ...tighter(facet, INT32) };
    case "uint32":
      return { ...facet, integer: true, ...tighter(facet, UINT32) };
    default:
      return format.includes("int") ? { ...facet, integer: true } : facet;
  }
}

function tighter(
  facet: NumberFacet,
  range: { readonly minimum: number; readonly maximum: number },
): Pick<NumberFacet, "minimum" | "maximum"> {
  return {
    minimum: Math.max(facet.minimum ?? range.minimum, range.minimum),
    maximum: Math.min(facet.maximum ?? range.maximum, range.maximum),
  };
}

const BIGINT_RANGES: Readonly<Record<string, string>> = {
  int64: "A signed 64-bit integer.",
  uint64: "An unsigned 64-bit integer.",
};

export function bigintSketch(schema: ZodSchema, coerces: boolean): Sketch {
  const checks = checksOf(schema);
  const formats = checks
    .filter(({ check }) => check === "bigint_format")
    .map(
      (check) => BIGINT_RANGES[String(check["format"])] ?? `Format: ${inWords(check["format"])}.`,
    );
  const notes = [...formats, ...boundNotes(checks)];
  const docs = noted(...notes);
  const coercion = coerces ? asDigits : undefined;
  return { kind: "facets", facets: { bigint: true }, implied: false, coercion, docs };
}

export function dateSketch(schema: ZodSchema, coerces: boolean): Sketch {
  const notes = boundNotes(checksOf(schema));
  const docs = noted(...notes);
  const coercion = coerces ? asInstant : undefined;
  return { kind: "facets", facets: { date: true }, implied: false, coercion, docs };
}
