import { isObject } from "../../../util/json.ts";
import type { SchemaObject } from "./references.ts";

/** Places whose values are data, whatever they look like. */
export const DATA: ReadonlySet<string> = new Set([
  "enum",
  "const",
  "default",
  "examples",
  "example",
]);

/** Places that hold schemas by name, so that the names are no keywords. */
export const NAMED: ReadonlySet<string> = new Set([
  "properties",
  "patternProperties",
  "definitions",
  "$defs",
  "dependentSchemas",
  "dependencies",
]);

interface Found {
  readonly schema: SchemaObject;
  /** Steps from the root of the document. */
  readonly path: readonly string[];
}

/** Every object that may be read as a schema, nearest first: also those that only a reference could reach. */
export function* schemasIn(root: SchemaObject): Generator<Found> {
  const seen = new Set<unknown>();
  const queue: Found[] = [{ schema: root, path: [] }];
  for (const found of queue) {
    if (seen.has(found.schema)) continue;
    seen.add(found.schema);
    yield found;
    for (const [keyword, value] of Object.entries(found.schema)) {
      if (DATA.has(keyword)) continue;
      const path = [...found.path, keyword];
      if (isObject(value) && !NAMED.has(keyword)) queue.push({ schema: value, path });
      else if (typeof value === "object" && value !== null) {
        for (const [step, part] of Object.entries(value)) {
          if (isObject(part)) queue.push({ schema: part, path: [...path, step] });
        }
      }
    }
  }
}
