import { matchesPattern } from "../intermediate/pattern.ts";
import type {
  ArrayFacet,
  Bounds,
  Facets,
  MapFacet,
  NumberFacet,
  ObjectFacet,
  PatternProperties,
  PropertySketch,
  RestSketch,
  Sketch,
  StringFacet,
} from "../intermediate/sketch.ts";
import { all, NEVER } from "../intermediate/sketches.ts";

/** What both allow, kind of value by kind of value. */
export function mergeFacets(first: Facets, second: Facets): Facets {
  return {
    ...both("string", first, second, mergeString),
    ...both("number", first, second, mergeNumber),
    ...both("object", first, second, mergeObject),
    ...both("array", first, second, mergeArray),
    ...both("map", first, second, mergeMap),
    ...both("booleanText", first, second, (facet) => facet),
    ...both("boolean", first, second, () => true),
    ...both("null", first, second, () => true),
    ...both("undefined", first, second, () => true),
    ...both("date", first, second, () => true),
    ...both("bigint", first, second, () => true),
  };
}

function both<Name extends keyof Facets>(
  name: Name,
  first: Facets,
  second: Facets,
  merge: (a: NonNullable<Facets[Name]>, b: NonNullable<Facets[Name]>) => Facets[Name] | undefined,
): Partial<Pick<Facets, Name>> {
  const a = first[name];
  const b = second[name];
  if (a === undefined || b === undefined) return {};
  const merged = merge(a, b);
  if (merged === undefined) return {};
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a computed key of a generic name widens to any text
  return { [name]: merged } as Partial<Pick<Facets, Name>>;
}

function mergeString(a: StringFacet, b: StringFacet): StringFacet {
  return {
    formats: uniteBy(a.formats, b.formats, ({ name }) => name),
    patterns: uniteBy(a.patterns, b.patterns, ({ source, flags }) => `${flags}/${source}`),
    minLength: larger(a.minLength, b.minLength),
    maxLength: smaller(a.maxLength, b.maxLength),
  };
}

function uniteBy<T>(a: readonly T[], b: readonly T[], keyOf: (one: T) => string): readonly T[] {
  return [...new Map([...a, ...b].map((one) => [keyOf(one), one])).values()];
}

function mergeNumber(a: NumberFacet, b: NumberFacet): NumberFacet {
  return {
    integer: a.integer || b.integer,
    minimum: larger(a.minimum, b.minimum),
    maximum: smaller(a.maximum, b.maximum),
    exclusiveMinimum: larger(a.exclusiveMinimum, b.exclusiveMinimum),
    exclusiveMaximum: smaller(a.exclusiveMaximum, b.exclusiveMaximum),
    multipleOf: [...new Set([...a.multipleOf, ...b.multipleOf])],
  };
}

function mergeObject(a: ObjectFacet, b: ObjectFacet): ObjectFacet {
  const properties = new Map<string, PropertySketch>();
  for (const [key, property] of a.properties) {
    properties.set(key, mergeProperty(key, property, b));
  }
  for (const [key, property] of b.properties) {
    if (!a.properties.has(key)) properties.set(key, mergeProperty(key, property, a));
  }
  return {
    properties,
    required: new Set([...a.required, ...b.required]),
    patterns: [...within(a.patterns, b.rest), ...within(b.patterns, a.rest)],
    rest: mergeRest(a.rest, b.rest),
    keys: mergeOptional(a.keys, b.keys),
    size: mergeBounds(a.size, b.size),
    hints: new Map([...b.hints, ...a.hints]),
  };
}

/** A property of one side, as far as the other side allows it. */
function mergeProperty(key: string, property: PropertySketch, other: ObjectFacet): PropertySketch {
  const declared = other.properties.get(key);
  if (declared !== undefined) {
    return {
      value: conjunction(property.value, declared.value),
      defaulted: property.defaulted || declared.defaulted,
    };
  }
  // Patterns of the other side apply to every declared key when the shape is built.
  if (other.patterns.some(({ pattern }) => matchesPattern(pattern, key))) return property;
  switch (other.rest.kind) {
    case "open":
      return { ...property, value: conjunction(property.value, other.rest.value) };
    case "closed":
      return other.rest.lenient ? property : { ...property, value: NEVER };
    case "sealed":
    case "dropped":
    case "unsaid":
      return property;
  }
}

function within(
  patterns: readonly PatternProperties[],
  rest: RestSketch,
): readonly PatternProperties[] {
  if (rest.kind !== "open") return patterns;
  return patterns.map(({ pattern, value }) => ({ pattern, value: conjunction(value, rest.value) }));
}

function mergeRest(a: RestSketch, b: RestSketch): RestSketch {
  const strictest = [a, b].find((rest) => rest.kind === "closed" && !rest.lenient);
  if (strictest !== undefined) return strictest;
  if (a.kind === "open" && b.kind === "open") {
    return { kind: "open", value: conjunction(a.value, b.value) };
  }
  const order = ["open", "sealed", "unsaid", "dropped", "closed"] as const;
  return order.indexOf(a.kind) <= order.indexOf(b.kind) ? a : b;
}

function mergeArray(a: ArrayFacet, b: ArrayFacet): ArrayFacet | undefined {
  if (a.container !== b.container) return undefined;
  const prefix: Sketch[] = [];
  const longest = Math.max(a.prefix.length, b.prefix.length);
  for (let index = 0; index < longest; index += 1) {
    const [left, right] = [itemAt(a, index), itemAt(b, index)];
    if (left === undefined || right === undefined) break;
    prefix.push(conjunction(left, right));
  }
  return {
    container: a.container,
    prefix,
    items:
      a.items === undefined || b.items === undefined ? undefined : conjunction(a.items, b.items),
    length: mergeBounds(a.length, b.length),
    unique: a.unique || b.unique,
  };
}

function itemAt(facet: ArrayFacet, index: number): Sketch | undefined {
  return index < facet.prefix.length ? facet.prefix[index] : facet.items;
}

function mergeMap(a: MapFacet, b: MapFacet): MapFacet {
  return {
    key: conjunction(a.key, b.key),
    value: conjunction(a.value, b.value),
    size: mergeBounds(a.size, b.size),
  };
}

function conjunction(a: Sketch, b: Sketch): Sketch {
  return a === b ? a : all([a, b]);
}

function mergeOptional(a: Sketch | undefined, b: Sketch | undefined): Sketch | undefined {
  if (a === undefined) return b;
  return b === undefined ? a : conjunction(a, b);
}

function mergeBounds(a: Bounds, b: Bounds): Bounds {
  return { minimum: larger(a.minimum, b.minimum), maximum: smaller(a.maximum, b.maximum) };
}

function larger(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined) return b;
  return b === undefined ? a : Math.max(a, b);
}

function smaller(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined) return b;
  return b === undefined ? a : Math.min(a, b);
}
