import { matchesPattern } from "../intermediate/pattern.ts";
import { ANY } from "../intermediate/sketches.ts";
import type {
  Bounds,
  Constant,
  FacetName,
  Facets,
  NumberFacet,
  StringFacet,
} from "../intermediate/sketch.ts";

/** Whether facets may allow a constant. Only what is cheap and certain is looked at. */
export function admits(facets: Facets, value: Constant): boolean {
  const { string, number } = facets;
  if (typeof value === "string") return string !== undefined && admitsString(string, value);
  if (typeof value === "number") return number !== undefined && admitsNumber(number, value);
  return kindOf(value) in facets;
}

function kindOf(value: Exclude<Constant, string | number>): FacetName {
  if (value === null) return "null";
  if (typeof value === "boolean") return "boolean";
  if (typeof value === "bigint") return "bigint";
  return Array.isArray(value) ? "array" : "object";
}

export function admitsString(facet: StringFacet, value: string): boolean {
  const { minLength = 0, maxLength = Infinity, patterns } = facet;
  // JSON Schema counts characters, zod counts code units: between the two, the value is let through.
  if (value.length < minLength || Array.from(value).length > maxLength) return false;
  return patterns.every((pattern) => matchesPattern(pattern, value));
}

export function admitsNumber(facet: NumberFacet, value: number): boolean {
  if (facet.integer && !Number.isInteger(value)) return false;
  const { minimum = -Infinity, maximum = Infinity } = facet;
  const { exclusiveMinimum = -Infinity, exclusiveMaximum = Infinity } = facet;
  const inside = value >= minimum && value <= maximum;
  return inside && value > exclusiveMinimum && value < exclusiveMaximum;
}

/** False where bounds exclude each other, so that no value fits. */
export function isSatisfiable({ string, number, array, object, map }: Facets): boolean {
  if (string !== undefined) {
    return isOrdered({ minimum: string.minLength, maximum: string.maxLength });
  }
  if (number !== undefined) return isNumberSatisfiable(number);
  if (array !== undefined) return isOrdered(array.length);
  if (object !== undefined) return isOrdered(object.size);
  return map === undefined || isOrdered(map.size);
}

function isNumberSatisfiable(facet: NumberFacet): boolean {
  const { minimum = -Infinity, maximum = Infinity } = facet;
  const { exclusiveMinimum = -Infinity, exclusiveMaximum = Infinity } = facet;
  const low = Math.max(minimum, exclusiveMinimum);
  const high = Math.min(maximum, exclusiveMaximum);
  return low < high || (low === high && low > exclusiveMinimum && high < exclusiveMaximum);
}

function isOrdered({ minimum = 0, maximum = Infinity }: Bounds): boolean {
  return minimum <= maximum;
}

/** Whether a facet, the only one given, says nothing beyond its kind. */
export function isUnconstrained({ string, number, array, object, ...others }: Facets): boolean {
  if (string !== undefined) {
    const { formats, patterns, minLength, maxLength } = string;
    return (
      formats.length + patterns.length === 0 && minLength === undefined && maxLength === undefined
    );
  }
  if (number !== undefined) {
    const { integer, multipleOf, minimum, maximum, exclusiveMinimum, exclusiveMaximum } = number;
    const bounds = [minimum, maximum, exclusiveMinimum, exclusiveMaximum];
    return !integer && multipleOf.length === 0 && bounds.every((bound) => bound === undefined);
  }
  if (array !== undefined) {
    return (
      array.prefix.length === 0 && array.items === ANY && isOpen(array.length) && !array.unique
    );
  }
  if (object !== undefined) {
    const { properties, required, patterns, rest, keys, size, hints } = object;
    const named = properties.size + required.size + patterns.length + hints.size;
    return named === 0 && rest.kind === "unsaid" && keys === undefined && isOpen(size);
  }
  return others.map === undefined && others.booleanText === undefined;
}

function isOpen({ minimum, maximum }: Bounds): boolean {
  return minimum === undefined && maximum === undefined;
}
