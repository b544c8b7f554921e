import type { ArrayShape, Shape } from "../intermediate/node.ts";
import { EACH } from "../intermediate/path.ts";
import type { ModelPath } from "../intermediate/path.ts";
import type { ArrayFacet, MapFacet } from "../intermediate/sketch.ts";
import type { Place } from "./resolve.ts";

/** An array, a set or a tuple. */
export function arrayShape(facet: ArrayFacet, path: ModelPath, use: Place): ArrayShape {
  const { container, length, unique } = facet;
  const longest = length.maximum ?? Infinity;
  const prefix = facet.prefix.slice(0, longest).map((item, index) => use([item], [...path, index]));
  const follows = facet.items !== undefined && longest > prefix.length;
  const items =
    follows && facet.items !== undefined ? use([facet.items], [...path, EACH]) : undefined;
  return { kind: "array", container, prefix, items, length, unique };
}

export function mapShape(facet: MapFacet, path: ModelPath, use: Place): Shape {
  const key = use([facet.key], [...path, EACH]);
  const value = use([facet.value], [...path, EACH]);
  return { kind: "map", key, value, size: facet.size };
}
