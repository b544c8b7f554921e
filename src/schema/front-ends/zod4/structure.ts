import { noted } from "../../intermediate/docs.ts";
import { ANY, ANY_STRING, all, constants, documented, facets, NEVER, NULL, UNDEFINED, unfit, union } from "../../intermediate/sketches.ts";
import type { Sketch } from "../../intermediate/sketch.ts";
import { defaultNote } from "../../intermediate/words.ts";
import { asTruth } from "../coercions.ts";
import { boundsOf, validatedBy } from "./checks.ts";
import { arraySketch, mapSketch, objectSketch, recordSketch, tupleSketch } from "./containers.ts";
import type { SketchSchema } from "./front-end.ts";
import { definitionOf } from "./internals.ts";
import type { ZodDefinition, ZodSchema } from "./internals.ts";
import { bigintSketch, dateSketch, numberSketch } from "./numbers.ts";
import { absenceOf, isTransform, withoutOptional } from "./presence.ts";
import { booleanTextOf } from "./stringbool.ts";
import { patternOf, stringSketch } from "./strings.ts";

type Wrapper = Extract<
  ZodDefinition,
  { type: "optional" | "nullable" | "default" | "prefault" | "nonoptional" | "catch" | "readonly" | "promise" | "success" }
>;

/** One schema without its metadata: a leaf, a container or a wrapper. */
export function sketchDefinition(schema: ZodSchema, sketch: SketchSchema): Sketch {
  const made = sketchKind(schema, sketch);
  const validated = validatedBy(schema);
  if (validated.length === 0) return made;
  return documented(made, { description: undefined, notes: [], validated });
}

function sketchKind(schema: ZodSchema, sketch: SketchSchema): Sketch {
  const definition = definitionOf(schema);
  switch (definition.type) {
    case "string":
      return stringSketch(schema, definition.coerce === true);
    case "number":
      return numberSketch(schema, definition.coerce === true);
    case "bigint":
      return bigintSketch(schema, definition.coerce === true);
    case "date":
      return dateSketch(schema, definition.coerce === true);
    case "boolean":
      return definition.coerce === true ? COERCED_BOOLEAN : facets({ boolean: true });
    case "null":
      return NULL;
    case "undefined":
    case "void":
      return UNDEFINED;
    case "any":
    case "unknown":
      return ANY;
    case "never":
      return NEVER;
    case "enum":
      return constants(enumValues(definition.entries));
    case "literal":
      return literalSketch(definition.values);
    case "template_literal":
      return templateSketch(schema._zod.pattern);
    case "object":
      return objectSketch(definition, sketch);
    case "record":
      return recordSketch(definition, sketch);
    case "array":
      return arraySketch({ element: definition.element, container: "array", bounds: boundsOf(schema) }, sketch);
    case "set":
      return arraySketch({ element: definition.valueType, container: "set", bounds: boundsOf(schema) }, sketch);
    case "tuple":
      return tupleSketch(definition, sketch);
    case "map":
      return mapSketch(definition, boundsOf(schema), sketch);
    case "union":
      return union(definition.options.map(sketch), { exclusive: isExclusive(schema) });
    case "intersection":
      return all([sketch(definition.left), sketch(definition.right)]);
    case "lazy":
      return sketch(definition.getter());
    case "pipe":
      return pipeSketch(schema, definition, sketch);
    case "transform":
      return documented(ANY, { description: undefined, notes: [], validated: ["a transform"] });
    default:
      return isWrapper(definition) ? wrapperSketch(definition, sketch) : opaqueSketch(definition.type);
  }
}

const COERCED_BOOLEAN: Sketch = {
  kind: "facets",
  facets: { boolean: true },
  implied: false,
  coercion: asTruth,
  docs: noted(),
};

function isWrapper(definition: ZodDefinition): definition is Wrapper {
  return "innerType" in definition;
}

function wrapperSketch(definition: Wrapper, sketch: SketchSchema): Sketch {
  const inner = sketch(definition.innerType);
  switch (definition.type) {
    case "nullable":
      return union([inner, NULL]);
    case "optional":
      return absenceOf(definition.innerType) === "required" ? union([inner, UNDEFINED]) : inner;
    case "nonoptional":
      return sketch(withoutOptional(definition.innerType));
    case "default":
    case "prefault":
      return documented(inner, noted(defaultNote(definition.defaultValue)));
    case "catch":
      return documented(inner, { description: undefined, notes: [], validated: ["a fallback"] });
    case "readonly":
    case "promise":
    case "success":
      return inner;
  }
}

function pipeSketch(
  schema: ZodSchema,
  definition: Extract<ZodDefinition, { type: "pipe" }>,
  sketch: SketchSchema,
): Sketch {
  const booleanText = booleanTextOf(schema);
  if (booleanText !== undefined) return facets({ booleanText });
  const { in: input, out: output } = definition;
  // Before a preprocessing anything goes: what it makes of it is what is meant.
  if (isTransform(input) || isAnything(input)) return isTransform(output) ? ANY : sketch(output);
  return sketch(input);
}

function isAnything(schema: ZodSchema): boolean {
  const { type } = definitionOf(schema);
  return type === "any" || type === "unknown";
}

function isExclusive(schema: ZodSchema): boolean {
  const definition = definitionOf(schema);
  return definition.type === "union" && definition.inclusive === false && !("discriminator" in definition);
}

/** The values of a native enum: a numeric one lists its names beside its numbers. */
function enumValues(entries: Readonly<Record<string, string | number>>): readonly (string | number)[] {
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

function templateSketch(pattern: RegExp | undefined): Sketch {
  const patterns = pattern === undefined ? [] : [patternOf(pattern)];
  return facets({ string: { ...ANY_STRING, patterns } });
}

function opaqueSketch(type: string): Sketch {
  const what: Readonly<Record<string, string>> = {
    custom: "A custom or instanceof schema",
    file: "A file",
    function: "A function",
    symbol: "A symbol",
    nan: "NaN",
  };
  return unfit(
    `${what[type] ?? `A schema of type "${type}"`} has no form in JSON.`,
    "Use z.codec() from a JSON type, or say its JSON with .meta({ type: ... }).",
  );
}
