import { NO_DOCS } from "../../intermediate/docs.ts";
import type { Sketch } from "../../intermediate/sketch.ts";
import {
  ANY,
  ANY_STRING,
  constants,
  documented,
  facets,
  NEVER,
  NULL,
  UNDEFINED,
  union,
} from "../../intermediate/sketches.ts";
import { asTruth } from "../coercions.ts";
import type { ZodDefinition, ZodSchema } from "./internals.ts";
import { bigintSketch, dateSketch, numberSketch } from "./numbers.ts";
import { patternOf, stringSketch } from "./strings.ts";

/** Kinds that are what they are, whatever their definition holds. */
const FIXED: Partial<Record<ZodDefinition["type"], Sketch>> = {
  null: NULL,
  undefined: UNDEFINED,
  void: UNDEFINED,
  any: ANY,
  unknown: ANY,
  never: NEVER,
  transform: documented(ANY, { ...NO_DOCS, validated: ["a transform"] }),
};

/** A schema that holds no other; undefined for one that does. */
export function leafSketch(schema: ZodSchema, definition: ZodDefinition): Sketch | undefined {
  const coerces = "coerce" in definition && definition.coerce;
  if (definition.type === "string") return stringSketch(schema, coerces);
  if (definition.type === "number") return numberSketch(schema, coerces);
  if (definition.type === "bigint") return bigintSketch(schema, coerces);
  if (definition.type === "date") return dateSketch(schema, coerces);
  if (definition.type === "boolean") return coerces ? COERCED_BOOLEAN : facets({ boolean: true });
  if (definition.type === "enum") return constants(enumValues(definition.entries));
  if (definition.type === "literal") return literalSketch(definition.values);
  if (definition.type === "template_literal") return templateSketch(schema);
  return FIXED[definition.type];
}

const COERCED_BOOLEAN: Sketch = {
  kind: "facets",
  facets: { boolean: true },
  implied: false,
  coercion: asTruth,
  docs: NO_DOCS,
};

/** The values of a native enum: a numeric one lists its names beside its numbers. */
function enumValues(
  entries: Readonly<Record<string, string | number>>,
): readonly (string | number)[] {
  const numbers = new Set(Object.values(entries).filter((value) => typeof value === "number"));
  return Object.entries(entries)
    .filter(([key]) => !numbers.has(Number(key)))
    .map(([, value]) => value);
}

type LiteralValue = string | number | bigint | boolean | null | undefined;

function literalSketch(values: readonly LiteralValue[]): Sketch {
  const named = values.filter((value) => value !== undefined);
  const known = constants(named);
  if (named.length === values.length) return known;
  return named.length === 0 ? UNDEFINED : union([known, UNDEFINED]);
}

function templateSketch({ _zod: { pattern } }: ZodSchema): Sketch {
  const patterns = pattern === undefined ? [] : [patternOf(pattern)];
  return facets({ string: { ...ANY_STRING, patterns } });
}
