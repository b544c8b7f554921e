import { isObject } from "../../../util/json.ts";
import type { Sketch } from "../../intermediate/sketch.ts";
import { documented, reference } from "../../intermediate/sketches.ts";
import { sketchJsonSchema } from "../json-schema/front-end.ts";
import { docsOf, metadataOf, nameOf } from "./docs.ts";
import type { Metadata } from "./docs.ts";
import { definitionOf } from "./internals.ts";
import type { SketchSchema, ZodDefinition, ZodSchema } from "./internals.ts";
import { sketchDefinition } from "./structure.ts";

/** Kinds that JSON can't carry unless their metadata says how. */
const OPAQUE = new Set(["custom", "file", "function", "symbol", "date", "nan"]);

/** A zod 4 schema, of zod, zod/mini or zod's core, as a sketch of its input. */
export function sketchZod4(root: ZodSchema): Sketch {
  // By definition, since `.describe()` and `.meta()` copy a schema but share what it is.
  const known = new Map<ZodDefinition, Sketch>();

  const sketch: SketchSchema = (schema) => {
    const metadata = metadataOf(schema);
    const declared = declaredJson(schema, metadata);
    if (declared !== undefined) return declared;
    return documented(shared(schema, nameOf(metadata)), docsOf(metadata));
  };

  const shared = (schema: ZodSchema, name: string | undefined): Sketch => {
    const definition = definitionOf(schema);
    const existing = known.get(definition);
    if (existing !== undefined) return existing;
    // Behind a reference, so that getters and lazies are only called once the model is whole.
    const made = reference(() => sketchDefinition(schema, sketch), name);
    known.set(definition, made);
    return made;
  };

  return sketch(root);
}

/** JSON that the user says a schema has, by overriding `toJSONSchema` or with a `type` in the metadata of an opaque one. */
function declaredJson(schema: ZodSchema, metadata: Metadata | undefined): Sketch | undefined {
  const { _zod: internals } = schema;
  const override: unknown = internals.toJSONSchema?.();
  if (isObject(override)) return documented(sketchJsonSchema(override), docsOf(metadata));
  const opaque = OPAQUE.has(internals.def.type) && metadata?.["type"] !== undefined;
  return opaque ? sketchJsonSchema(metadata) : undefined;
}
