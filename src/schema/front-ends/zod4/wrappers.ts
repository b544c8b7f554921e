import { NO_DOCS, noted } from "../../intermediate/docs.ts";
import type { Sketch } from "../../intermediate/sketch.ts";
import { ANY, documented, facets, NULL, UNDEFINED, union } from "../../intermediate/sketches.ts";
import { defaultNote } from "../../intermediate/words.ts";
import { definitionOf } from "./internals.ts";
import type { SketchSchema, ZodDefinition, ZodSchema } from "./internals.ts";
import { absenceOf, isTransform, withoutOptional } from "./presence.ts";
import { booleanTextOf } from "./stringbool.ts";

type Wrapper = Extract<ZodDefinition, { innerType: unknown }>;

export function isWrapper(definition: ZodDefinition): definition is Wrapper {
  return "innerType" in definition;
}

/** A schema around one other. */
export function wrapperSketch(definition: Wrapper, sketch: SketchSchema): Sketch {
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
      return documented(inner, { ...NO_DOCS, validated: ["a fallback"] });
    case "readonly":
    case "promise":
    case "success":
      return inner;
  }
}

/** A pipe or a codec, of which the wire carries what goes in. */
export function pipeSketch(
  schema: ZodSchema,
  { in: input, out: output }: Extract<ZodDefinition, { type: "pipe" }>,
  sketch: SketchSchema,
): Sketch {
  const booleanText = booleanTextOf(schema);
  if (booleanText !== undefined) return facets({ booleanText });
  // Before a preprocessing anything goes: what it makes of it is what is meant.
  if (isTransform(input) || isAnything(input)) return isTransform(output) ? ANY : sketch(output);
  return sketch(input);
}

function isAnything(schema: ZodSchema): boolean {
  const { type } = definitionOf(schema);
  return type === "any" || type === "unknown";
}
