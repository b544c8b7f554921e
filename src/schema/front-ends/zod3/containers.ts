import { isObject } from "../../../util/json.ts";
import { ANY_OBJECT, ANY_STRING, ANY, facets, UNBOUNDED } from "../../intermediate/sketches.ts";
import type { Bounds, PropertySketch, RestSketch, Sketch } from "../../intermediate/sketch.ts";
import type { SketchSchema } from "./front-end.ts";
import { asSchema, isZod3, resultAt, schemaAt, schemasAt, typeNameOf } from "./internals.ts";
import type { Zod3Definition } from "./internals.ts";
import { absenceOf } from "./presence.ts";

export function objectSketch(definition: Zod3Definition, sketch: SketchSchema): Sketch {
  const shape = resultAt(definition, "shape");
  const properties = new Map<string, PropertySketch>();
  const required = new Set<string>();
  for (const [key, value] of Object.entries(isObject(shape) ? shape : {})) {
    // zod drops the key whatever it holds, so asking for it would be in vain.
    if (key === "__proto__") continue;
    const member = asSchema(value);
    const absence = absenceOf(member);
    properties.set(key, { value: sketch(member), defaulted: absence === "defaulted" });
    if (absence === "required") required.add(key);
  }
  const rest = restOf(definition, sketch);
  return facets({ object: { ...ANY_OBJECT, properties, required, rest } });
}

function restOf({ catchall, unknownKeys }: Zod3Definition, sketch: SketchSchema): RestSketch {
  if (isZod3(catchall) && typeNameOf(catchall) !== "ZodNever") {
    return { kind: "open", value: sketch(catchall) };
  }
  if (unknownKeys === "strict") return { kind: "closed", lenient: false };
  return unknownKeys === "passthrough" ? { kind: "open", value: ANY } : { kind: "dropped" };
}

/** Keys of an enum may all be missing in zod 3. */
export function recordSketch(definition: Zod3Definition, sketch: SketchSchema): Sketch {
  const keyType = schemaAt(definition, "keyType");
  const value = sketch(schemaAt(definition, "valueType"));
  const numeric = typeNameOf(keyType) === "ZodNumber";
  const pattern = { source: "^-?\\d+(?:\\.\\d+)?$", flags: "" };
  const keys = numeric
    ? facets({ string: { ...ANY_STRING, patterns: [pattern] } })
    : sketch(keyType);
  return facets({ object: { ...ANY_OBJECT, keys, rest: { kind: "open", value } } });
}

export function arraySketch(definition: Zod3Definition, sketch: SketchSchema): Sketch {
  const { minLength, maxLength, exactLength } = definition;
  const items = sketch(schemaAt(definition, "type"));
  const length = boundsOf(minLength ?? exactLength, maxLength ?? exactLength);
  return facets({ array: { container: "array", prefix: [], items, length, unique: false } });
}

export function setSketch(definition: Zod3Definition, sketch: SketchSchema): Sketch {
  const items = sketch(schemaAt(definition, "valueType"));
  const length = boundsOf(definition["minSize"], definition["maxSize"]);
  return facets({ array: { container: "set", prefix: [], items, length, unique: true } });
}

function boundsOf(minimum: unknown, maximum: unknown): Bounds {
  return { minimum: valueOf(minimum), maximum: valueOf(maximum) };
}

function valueOf(bound: unknown): number | undefined {
  const value: unknown = isObject(bound) ? bound["value"] : undefined;
  return typeof value === "number" ? value : undefined;
}

export function tupleSketch(definition: Zod3Definition, sketch: SketchSchema): Sketch {
  const prefix = schemasAt(definition, "items").map((item) => sketch(item));
  const { rest } = definition;
  const items = isZod3(rest) ? sketch(rest) : undefined;
  const length = {
    minimum: prefix.length,
    maximum: items === undefined ? prefix.length : undefined,
  };
  return facets({ array: { container: "array", prefix, items, length, unique: false } });
}

export function mapSketch(definition: Zod3Definition, sketch: SketchSchema): Sketch {
  const key = sketch(schemaAt(definition, "keyType"));
  const value = sketch(schemaAt(definition, "valueType"));
  return facets({ map: { key, value, size: UNBOUNDED } });
}
