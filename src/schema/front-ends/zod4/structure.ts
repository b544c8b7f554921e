import { all, documented, unfit, union } from "../../intermediate/sketches.ts";
import type { Sketch } from "../../intermediate/sketch.ts";
import { boundsOf, validatedBy } from "./checks.ts";
import { arraySketch, mapSketch, objectSketch, recordSketch, tupleSketch } from "./containers.ts";
import { definitionOf } from "./internals.ts";
import type { SketchSchema, ZodDefinition, ZodSchema } from "./internals.ts";
import { leafSketch } from "./leaves.ts";
import { isWrapper, pipeSketch, wrapperSketch } from "./wrappers.ts";

/** One schema without its metadata: a leaf, a container or a wrapper. */
export function sketchDefinition(schema: ZodSchema, sketch: SketchSchema): Sketch {
  const definition = definitionOf(schema);
  const made =
    leafSketch(schema, definition) ??
    containerSketch(schema, definition, sketch) ??
    combinedSketch(schema, definition, sketch) ??
    opaqueSketch(definition.type);
  const validated = validatedBy(schema);
  if (validated.length === 0) return made;
  return documented(made, { description: undefined, notes: [], validated });
}

function containerSketch(
  schema: ZodSchema,
  definition: ZodDefinition,
  sketch: SketchSchema,
): Sketch | undefined {
  if (definition.type === "object") return objectSketch(definition, sketch);
  if (definition.type === "record") return recordSketch(definition, sketch);
  if (definition.type === "tuple") return tupleSketch(definition, sketch);
  if (definition.type === "map") return mapSketch(definition, boundsOf(schema), sketch);
  if (definition.type === "array") {
    const { element } = definition;
    return arraySketch({ element, container: "array", bounds: boundsOf(schema) }, sketch);
  }
  if (definition.type !== "set") return undefined;
  const { valueType } = definition;
  return arraySketch({ element: valueType, container: "set", bounds: boundsOf(schema) }, sketch);
}

function combinedSketch(
  schema: ZodSchema,
  definition: ZodDefinition,
  sketch: SketchSchema,
): Sketch | undefined {
  if (definition.type === "union") {
    const exclusive = definition.inclusive === false && !("discriminator" in definition);
    return union(definition.options.map(sketch), { exclusive });
  }
  if (definition.type === "intersection") {
    return all([sketch(definition.left), sketch(definition.right)]);
  }
  if (definition.type === "lazy") return sketch(definition.getter());
  if (definition.type === "pipe") return pipeSketch(schema, definition, sketch);
  return isWrapper(definition) ? wrapperSketch(definition, sketch) : undefined;
}

const OPAQUE: Partial<Record<ZodDefinition["type"], string>> = {
  custom: "A custom or instanceof schema",
  file: "A file",
  function: "A function",
  symbol: "A symbol",
  nan: "NaN",
};

function opaqueSketch(type: ZodDefinition["type"]): Sketch {
  return unfit(
    `${OPAQUE[type] ?? `A schema of type "${type}"`} has no form in JSON.`,
    "Use z.codec() from a JSON type, or say its JSON with .meta({ type: ... }).",
  );
}
