import { isObject } from "../../../util/json.ts";
import { NO_DOCS } from "../../intermediate/docs.ts";
import type {
  ArrayFacet,
  Facets,
  FacetName,
  NumberFacet,
  ObjectFacet,
  PropertySketch,
  RestSketch,
  Sketch,
  StringFacet,
} from "../../intermediate/sketch.ts";
import { REGISTERED_FORMATS } from "../../intermediate/formats.ts";
import { all, ANY, ANY_OBJECT, ANY_STRING, facets } from "../../intermediate/sketches.ts";
import type { SketchPart } from "./front-end.ts";
import type { SchemaObject } from "./references.ts";

const TYPES = ["string", "number", "boolean", "null", "object", "array"] as const;

const STRING = facets({ string: ANY_STRING });

/** Formats of numbers, which say nothing of text. */
const NUMBER_FORMATS = new Set(["int32", "int64", "float", "double"]);

/** Whether a format speaks of text: one that nobody defined does so only where the type is text anyway. */
function isTextFormat(format: unknown, typed: boolean): format is string {
  if (typeof format !== "string") return false;
  return typed ? !NUMBER_FORMATS.has(format) : REGISTERED_FORMATS.has(format);
}

/** Keywords that belong to one type, by which a schema without a type shows what it means. */
const KEYWORDS = [
  "minLength",
  "maxLength",
  "pattern",
  "format",
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
  "properties",
  "patternProperties",
  "additionalProperties",
  "required",
  "propertyNames",
  "minProperties",
  "maxProperties",
  "unevaluatedProperties",
  "items",
  "prefixItems",
  "additionalItems",
  "minItems",
  "maxItems",
  "uniqueItems",
] as const;

/** What a schema says type by type; undefined where it names neither a type nor a keyword of one. */
export function facetsOf(schema: SchemaObject, sketch: SketchPart): Sketch | undefined {
  const types = typesOf(schema);
  const speaks = (keyword: string): boolean =>
    Object.hasOwn(schema, keyword) &&
    (keyword !== "format" || isTextFormat(schema["format"], types !== undefined));
  if (types === undefined && !KEYWORDS.some(speaks)) return undefined;
  const allows = (type: FacetName): boolean => types === undefined || types.has(type);
  const allowed: Facets = {
    ...(allows("string") && { string: stringFacet(schema, types !== undefined) }),
    ...(allows("number") && { number: numberFacet(schema, types) }),
    ...(allows("boolean") && { boolean: true }),
    ...(allows("null") && { null: true }),
    ...(allows("object") && { object: objectFacet(schema, sketch) }),
    ...(allows("array") && { array: arrayFacet(schema, sketch) }),
  };
  return { kind: "facets", facets: allowed, implied: types === undefined, docs: NO_DOCS };
}

/** The types that a schema names; `any`, which the third draft had, is none. */
function typesOf(schema: SchemaObject): ReadonlySet<FacetName | "integer"> | undefined {
  const { type } = schema as { readonly type?: unknown };
  const named: readonly unknown[] = Array.isArray(type) ? type : [type];
  const types = new Set<FacetName | "integer">();
  for (const name of named) {
    if (name === "any") return undefined;
    const known = TYPES.find((one) => one === name);
    if (known !== undefined) types.add(known);
    if (name === "integer") types.add("integer");
  }
  if (types.size === 0) return undefined;
  if (types.has("integer")) {
    if (types.has("number")) types.delete("integer");
    else types.add("number");
  }
  if (schema["nullable"] === true) types.add("null");
  return types;
}

function stringFacet(schema: SchemaObject, typed: boolean): StringFacet {
  const { pattern, format } = schema;
  return {
    formats: isTextFormat(format, typed) ? [{ name: format, pattern: undefined }] : [],
    patterns: typeof pattern === "string" ? [{ source: pattern, flags: "" }] : [],
    minLength: number(schema["minLength"]),
    maxLength: number(schema["maxLength"]),
  };
}

function numberFacet(
  schema: SchemaObject,
  types: ReadonlySet<FacetName | "integer"> | undefined,
): NumberFacet {
  const { exclusiveMinimum, exclusiveMaximum } = schema;
  const minimum = number(schema["minimum"]);
  const maximum = number(schema["maximum"]);
  const multiple = number(schema["multipleOf"]);
  return {
    integer: types?.has("integer") === true,
    // The fourth draft makes the bound beside it exclusive.
    minimum: exclusiveMinimum === true ? undefined : minimum,
    maximum: exclusiveMaximum === true ? undefined : maximum,
    exclusiveMinimum: exclusiveMinimum === true ? minimum : number(exclusiveMinimum),
    exclusiveMaximum: exclusiveMaximum === true ? maximum : number(exclusiveMaximum),
    multipleOf: multiple === undefined || multiple <= 0 ? [] : [multiple],
  };
}

function objectFacet(schema: SchemaObject, sketch: SketchPart): ObjectFacet {
  const properties = new Map<string, PropertySketch>();
  for (const [key, property] of members(schema["properties"])) {
    // No validator looks at a property of this name, so that anything may stand there.
    const value = key === "__proto__" ? ANY : sketch(property);
    properties.set(key, { value, defaulted: false });
  }
  const { required, propertyNames } = schema;
  const names: readonly unknown[] = Array.isArray(required) ? required : [];
  return {
    ...ANY_OBJECT,
    properties,
    required: new Set(names.filter((name) => typeof name === "string")),
    patterns: members(schema["patternProperties"]).map(([source, value]) => ({
      pattern: { source, flags: "" },
      value: sketch(value),
    })),
    rest: restOf(schema, sketch),
    keys: propertyNames === undefined ? undefined : all([sketch(propertyNames), STRING]),
    size: { minimum: number(schema["minProperties"]), maximum: number(schema["maxProperties"]) },
  };
}

function restOf(schema: SchemaObject, sketch: SketchPart): RestSketch {
  const { additionalProperties: additional } = schema;
  if (additional === false) return { kind: "closed", lenient: false };
  const says = isObject(additional) && Object.keys(additional).length > 0;
  if (says) return { kind: "open", value: sketch(additional) };
  if (additional !== undefined) return { kind: "unsaid" };
  return { kind: schema["unevaluatedProperties"] === false ? "sealed" : "unsaid" };
}

function arrayFacet(schema: SchemaObject, sketch: SketchPart): ArrayFacet {
  const { items, prefixItems, additionalItems } = schema;
  const listed: unknown = Array.isArray(prefixItems) ? prefixItems : items;
  const prefix: readonly unknown[] = Array.isArray(listed) ? listed : [];
  // Before 2020-12 a list of items had its rest beside it. No draft has both words.
  const rest = Array.isArray(items) ? additionalItems : items;
  return {
    container: "array",
    prefix: prefix.map(sketch),
    items: rest === false ? undefined : rest === undefined ? ANY : sketch(rest),
    length: { minimum: number(schema["minItems"]), maximum: number(schema["maxItems"]) },
    unique: schema["uniqueItems"] === true,
  };
}

function number(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

function members(value: unknown): readonly (readonly [string, unknown])[] {
  return isObject(value) ? Object.entries(value) : [];
}
