import { isObject } from "../../../util/json.ts";
import { describedAs, noted } from "../../intermediate/docs.ts";
import type { Constant, Sketch } from "../../intermediate/sketch.ts";
import {
  all,
  ANY,
  constants,
  documented,
  facets,
  NEVER,
  NULL,
  reference,
  UNDEFINED,
  unfit,
  union,
} from "../../intermediate/sketches.ts";
import { defaultNote } from "../../intermediate/words.ts";
import { asDigits, asInstant, asNumber, asString, asTruth } from "../coercions.ts";
import {
  arraySketch,
  mapSketch,
  objectSketch,
  recordSketch,
  setSketch,
  tupleSketch,
} from "./containers.ts";
import { asSchema, resultAt, schemaAt, schemasAt, typeNameOf } from "./internals.ts";
import type { Zod3Definition, Zod3Schema } from "./internals.ts";
import { boundedSketch, leafSketch } from "./leaves.ts";
import { absenceOf } from "./presence.ts";

/** Sketches one schema of a model. */
export type SketchSchema = (schema: Zod3Schema) => Sketch;

/** A zod 3 schema as a sketch of its input. */
export function sketchZod3(root: Zod3Schema): Sketch {
  const known = new Map<Zod3Schema, Sketch>();
  const sketch: SketchSchema = (schema) => {
    const {
      _def: { description },
    } = schema;
    const docs = describedAs(typeof description === "string" ? description : undefined);
    const existing = known.get(schema);
    if (existing !== undefined) return documented(existing, docs);
    const made = reference(() => sketchDefinition(schema, sketch));
    known.set(schema, made);
    return documented(made, docs);
  };
  return sketch(root);
}

function sketchDefinition(schema: Zod3Schema, sketch: SketchSchema): Sketch {
  const { _def: definition } = schema;
  return (
    sketchLeaf(schema, definition) ??
    sketchContainer(definition, sketch) ??
    sketchWrapper(definition, sketch) ??
    unfit(
      `A schema of the type ${definition.typeName} has no form in JSON.`,
      "Use a type of JSON, and a transform behind it.",
    )
  );
}

function sketchLeaf(schema: Zod3Schema, definition: Zod3Definition): Sketch | undefined {
  switch (definition.typeName) {
    case "ZodString":
      return leafSketch(schema, asString);
    case "ZodNumber":
      return leafSketch(schema, asNumber);
    case "ZodBigInt":
      return boundedSketch({ bigint: true }, definition, {
        coercion: asDigits,
        read: (bound) => bound,
      });
    case "ZodDate":
      return boundedSketch({ date: true }, definition, {
        coercion: asInstant,
        read: (bound) => (typeof bound === "number" ? new Date(bound) : bound),
      });
    case "ZodBoolean":
      if (definition["coerce"] !== true) return facets({ boolean: true });
      return {
        kind: "facets",
        facets: { boolean: true },
        implied: false,
        coercion: asTruth,
        docs: noted(),
      };
    case "ZodNull":
      return NULL;
    case "ZodUndefined":
    case "ZodVoid":
      return UNDEFINED;
    case "ZodAny":
    case "ZodUnknown":
      return ANY;
    case "ZodNever":
      return NEVER;
    case "ZodLiteral":
      return literalSketch(definition["value"]);
    case "ZodEnum":
    case "ZodNativeEnum":
      return constants(enumValues(definition["values"]));
    default:
      return undefined;
  }
}

function literalSketch(value: unknown): Sketch {
  if (value === undefined) return UNDEFINED;
  if (typeof value === "symbol")
    return unfit("A symbol has no form in JSON.", "Use a text instead.");
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- zod 3 takes nothing else
  return constants([value as Constant]);
}

/** The values of a native enum: a numeric one lists its names beside its numbers. */
function enumValues(values: unknown): readonly Constant[] {
  const entries = Object.entries(isObject(values) || Array.isArray(values) ? values : {});
  const numbers = new Set(
    entries.map(([, value]) => value).filter((value) => typeof value === "number"),
  );
  const named = Array.isArray(values)
    ? entries
    : entries.filter(([key]) => !numbers.has(Number(key)));
  return named
    .map(([, value]: [string, unknown]) => value)
    .filter((value) => typeof value === "string" || typeof value === "number");
}

function sketchContainer(definition: Zod3Definition, sketch: SketchSchema): Sketch | undefined {
  switch (definition.typeName) {
    case "ZodObject":
      return objectSketch(definition, sketch);
    case "ZodRecord":
      return recordSketch(definition, sketch);
    case "ZodArray":
      return arraySketch(definition, sketch);
    case "ZodSet":
      return setSketch(definition, sketch);
    case "ZodMap":
      return mapSketch(definition, sketch);
    case "ZodTuple":
      return tupleSketch(definition, sketch);
    case "ZodUnion":
    case "ZodDiscriminatedUnion":
      return union(schemasAt(definition, "options").map(sketch));
    case "ZodIntersection":
      return all([sketch(schemaAt(definition, "left")), sketch(schemaAt(definition, "right"))]);
    default:
      return undefined;
  }
}

function sketchWrapper(definition: Zod3Definition, sketch: SketchSchema): Sketch | undefined {
  switch (definition.typeName) {
    case "ZodOptional": {
      const inner = schemaAt(definition, "innerType");
      const absence = absenceOf(inner);
      return absence === "required" ? union([sketch(inner), UNDEFINED]) : sketch(inner);
    }
    case "ZodNullable":
      return union([sketch(schemaAt(definition, "innerType")), NULL]);
    case "ZodDefault": {
      const note = noted(defaultNote(resultAt(definition, "defaultValue")));
      return documented(sketch(schemaAt(definition, "innerType")), note);
    }
    case "ZodCatch":
      return documented(sketch(schemaAt(definition, "innerType")), validated("a fallback"));
    case "ZodReadonly":
      return sketch(schemaAt(definition, "innerType"));
    case "ZodBranded":
    case "ZodPromise":
      return sketch(schemaAt(definition, "type"));
    case "ZodLazy":
      return sketch(asSchema(resultAt(definition, "getter")));
    case "ZodEffects":
      return documented(sketch(schemaAt(definition, "schema")), validated(effectOf(definition)));
    case "ZodPipeline":
      return pipeSketch(definition, sketch);
    default:
      return undefined;
  }
}

function validated(what: string): ReturnType<typeof noted> {
  return { description: undefined, notes: [], validated: [what] };
}

function effectOf({ effect }: Zod3Definition): string {
  const type: unknown =
    typeof effect === "object" && effect !== null ? Reflect.get(effect, "type") : undefined;
  return typeof type === "string" ? `a ${type}` : "an effect";
}

/** Before a pipe from anything, what comes out of it is what is meant. */
function pipeSketch(definition: Zod3Definition, sketch: SketchSchema): Sketch {
  const input = schemaAt(definition, "in");
  const anything = ["ZodAny", "ZodUnknown"].includes(typeNameOf(input));
  return sketch(anything ? schemaAt(definition, "out") : input);
}
