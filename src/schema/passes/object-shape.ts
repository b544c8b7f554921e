import type { ObjectShape, Property, Rest } from "../intermediate/node.ts";
import { EACH } from "../intermediate/path.ts";
import type { ModelPath } from "../intermediate/path.ts";
import { matchesPattern } from "../intermediate/pattern.ts";
import type { ObjectFacet, RestSketch, Sketch } from "../intermediate/sketch.ts";
import { ANY, NEVER, union } from "../intermediate/sketches.ts";
import { gather } from "./gather.ts";
import type { Place } from "./resolve.ts";

/** An object as it is: its properties in their order, then what may come besides. */
export function objectShape(facet: ObjectFacet, path: ModelPath, use: Place): ObjectShape {
  const known = withNamedKeys(facet);
  const properties = [
    ...declared(known, path, use),
    ...undeclared(known, path, use),
    ...hinted(known, path, use),
  ];
  return { kind: "object", properties, rest: restOf(known, path, use), size: known.size };
}

function declared(facet: ObjectFacet, path: ModelPath, use: Place): readonly Property[] {
  return [...facet.properties].map(([key, { value, defaulted }]) => {
    const required = facet.required.has(key);
    const presence = required ? "required" : defaulted ? "defaulted" : "optional";
    const values = [value, ...patternValues(facet, key)];
    return { key, use: use(values, [...path, key]), presence, guessed: false };
  });
}

/** Keys that have to be there without having been declared. */
function undeclared(facet: ObjectFacet, path: ModelPath, use: Place): readonly Property[] {
  return [...facet.required]
    .filter((key) => !facet.properties.has(key))
    .map((key) => {
      const matched = patternValues(facet, key);
      const hint = facet.hints.get(key);
      const values = matched.length > 0 ? matched : [restValue(facet.rest), ...given(hint)];
      return { key, use: use(values, [...path, key]), presence: "required", guessed: false };
    });
}

function hinted(facet: ObjectFacet, path: ModelPath, use: Place): readonly Property[] {
  if (facet.rest.kind === "closed") return [];
  return [...facet.hints]
    .filter(([key]) => !facet.properties.has(key) && !facet.required.has(key))
    .filter(([key]) => patternValues(facet, key).length === 0)
    .map(([key, value]) => {
      return { key, use: use([value], [...path, key]), presence: "optional", guessed: true };
    });
}

function restOf(facet: ObjectFacet, path: ModelPath, use: Place): Rest {
  const { rest, patterns } = facet;
  const each = [...path, EACH];
  const key = facet.keys === undefined ? undefined : use([facet.keys], each);
  if (rest.kind === "open") {
    const values = [...patterns.map(({ value }) => value), rest.value];
    const value = use([values.length === 1 ? rest.value : union(values)], each);
    return { kind: "open", key, patterns: [], value, beyond: "closed" };
  }
  const [first] = patterns;
  if (first !== undefined) {
    const value = patterns.length === 1 ? first.value : union(patterns.map((one) => one.value));
    const beyond = rest.kind === "unsaid" ? "unsaid" : "closed";
    const expressions = patterns.map(({ pattern }) => pattern);
    return { kind: "open", key, patterns: expressions, value: use([value], each), beyond };
  }
  if (
    rest.kind === "unsaid" &&
    facet.properties.size + facet.required.size + facet.hints.size === 0
  ) {
    return { kind: "open", key, patterns: [], value: use([ANY], each), beyond: "closed" };
  }
  return { kind: rest.kind === "sealed" ? "closed" : rest.kind };
}

/** Keys that are told one by one are properties like any other. */
function withNamedKeys(facet: ObjectFacet): ObjectFacet {
  if (facet.keys === undefined || facet.patterns.length > 0) return facet;
  const names = gather([facet.keys]).atoms.find((atom) => atom.kind === "constants");
  if (names === undefined || facet.rest.kind === "closed") return facet;
  const value = restValue(facet.rest);
  const properties = new Map(facet.properties);
  for (const name of names.values) {
    if (typeof name === "string" && !properties.has(name)) {
      properties.set(name, { value, defaulted: false });
    }
  }
  return { ...facet, properties, keys: undefined, rest: { kind: "closed", lenient: false } };
}

function patternValues(facet: ObjectFacet, key: string): readonly Sketch[] {
  return facet.patterns
    .filter(({ pattern }) => matchesPattern(pattern, key))
    .map(({ value }) => value);
}

function restValue(rest: RestSketch): Sketch {
  switch (rest.kind) {
    case "open":
      return rest.value;
    case "closed":
    case "sealed":
      return NEVER;
    case "dropped":
    case "unsaid":
      return ANY;
  }
}

function given(sketch: Sketch | undefined): readonly Sketch[] {
  return sketch === undefined ? [] : [sketch];
}
