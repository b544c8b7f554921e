import { noted } from "../../intermediate/docs.ts";
import {
  ANY,
  ANY_NUMBER,
  ANY_OBJECT,
  ANY_STRING,
  facets,
  union,
} from "../../intermediate/sketches.ts";
import type { Bounds, PropertySketch, RestSketch, Sketch } from "../../intermediate/sketch.ts";
import { gather } from "../../passes/gather.ts";
import { definitionOf } from "./internals.ts";
import type { SketchSchema, ZodDefinition, ZodSchema } from "./internals.ts";
import { absenceOf, withoutOptional } from "./presence.ts";

type DefinitionOf<Type extends string> = Extract<ZodDefinition, { type: Type }>;

export function objectSketch(
  { shape, catchall }: DefinitionOf<"object">,
  sketch: SketchSchema,
): Sketch {
  const properties = new Map<string, PropertySketch>();
  const required = new Set<string>();
  for (const key of Object.keys(shape)) {
    const member: ZodSchema | undefined = shape[key];
    // zod drops the key whatever it holds, so asking for it would be in vain.
    if (member === undefined || key === "__proto__") continue;
    const absence = absenceOf(member);
    properties.set(key, { value: sketch(member), defaulted: absence === "defaulted" });
    if (absence === "required") required.add(key);
  }
  const rest = catchallSketch(catchall, sketch);
  return facets({ object: { ...ANY_OBJECT, properties, required, rest } });
}

function catchallSketch(catchall: ZodSchema | undefined, sketch: SketchSchema): RestSketch {
  if (catchall === undefined) return { kind: "dropped" };
  if (definitionOf(catchall).type === "never") return { kind: "closed", lenient: true };
  return { kind: "open", value: sketch(catchall) };
}

export function recordSketch(definition: DefinitionOf<"record">, sketch: SketchSchema): Sketch {
  const { keyType, valueType } = definition;
  const value = sketch(valueType);
  const loose = definition.mode === "loose";
  const names = enumeratedKeys(keyType);
  if (names !== undefined) {
    const property = { value, defaulted: absenceOf(valueType) === "defaulted" };
    const properties = new Map(names.map((name) => [name, property]));
    const omittable = definition.partial === true || absenceOf(valueType) !== "required";
    const required = new Set(omittable ? [] : names);
    const rest: RestSketch = loose ? { kind: "unsaid" } : { kind: "closed", lenient: true };
    return facets({ object: { ...ANY_OBJECT, properties, required, rest } });
  }
  const keys = keySketch(sketch(keyType));
  if (!loose) return facets({ object: { ...ANY_OBJECT, keys, rest: { kind: "open", value } } });
  const patterns = gather([keys])
    .atoms.flatMap((atom) => (atom.kind === "facets" ? (atom.facets.string?.patterns ?? []) : []))
    .map((pattern) => ({ pattern, value }));
  if (patterns.length > 0) return facets({ object: { ...ANY_OBJECT, patterns } });
  return facets({ object: { ...ANY_OBJECT, rest: { kind: "open", value: union([value, ANY]) } } });
}

/** The keys that must be there one by one; a partial record of an earlier zod 4 has none, and says so only here. */
function enumeratedKeys(keyType: ZodSchema): readonly string[] | undefined {
  const {
    _zod: { values },
  } = keyType;
  if (values === undefined || values.size === 0) return undefined;
  return [...values]
    .filter((value) => typeof value === "string" || typeof value === "number")
    .map(String);
}

/** Keys are text in JSON, those of a record of numbers too. */
function keySketch(key: Sketch): Sketch {
  const { atoms } = gather([key]);
  const number = atoms
    .flatMap((atom) => (atom.kind === "facets" ? [atom.facets.number] : []))
    .find((facet) => facet !== undefined);
  if (number === undefined) return key;
  const source = number.integer ? "^-?\\d+$" : "^-?\\d+(?:\\.\\d+)?$";
  const note = number === ANY_NUMBER ? "A number." : number.integer ? "An integer." : "A number.";
  return facets({ string: { ...ANY_STRING, patterns: [{ source, flags: "" }] } }, noted(note));
}

export function arraySketch(
  {
    element,
    container,
    bounds,
  }: {
    readonly element: ZodSchema;
    readonly container: "array" | "set";
    readonly bounds: Bounds;
  },
  sketch: SketchSchema,
): Sketch {
  const unique = container === "set";
  return facets({
    array: { container, prefix: [], items: sketch(element), length: bounds, unique },
  });
}

export function tupleSketch({ items, rest }: DefinitionOf<"tuple">, sketch: SketchSchema): Sketch {
  // A position at the end that may be missing is missing, never undefined.
  const omittable = items.toReversed().findIndex((item) => absenceOf(item) === "required");
  const minimum = omittable === -1 ? 0 : items.length - omittable;
  const prefix = items.map((item, index) => sketch(index < minimum ? item : withoutOptional(item)));
  const follows = rest === null ? undefined : sketch(rest);
  const length = { minimum, maximum: follows === undefined ? items.length : undefined };
  return facets({ array: { container: "array", prefix, items: follows, length, unique: false } });
}

export function mapSketch(
  { keyType, valueType }: DefinitionOf<"map">,
  size: Bounds,
  sketch: SketchSchema,
): Sketch {
  return facets({ map: { key: sketch(keyType), value: sketch(valueType), size } });
}
