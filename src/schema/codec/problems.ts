import type { Issue } from "../../model/outcome.ts";
import type { Problem } from "./raising.ts";

/** Problems as issues, with the path at which their container stands in the raised value. */
export function issuesOf(problems: readonly Problem[], whole: unknown): readonly Issue[] {
  const paths = pathsOf(new Set(problems.map(({ container }) => container)), whole);
  return problems.map(({ container, key, message }) => {
    const path = paths.get(container) ?? [];
    return { path: key === undefined ? path : [...path, key], message };
  });
}

type Path = readonly (string | number)[];

function pathsOf(wanted: ReadonlySet<object>, whole: unknown): ReadonlyMap<object, Path> {
  const paths = new Map<object, Path>();
  const seen = new Set<object>();
  const queue: { readonly value: unknown; readonly path: Path }[] = [{ value: whole, path: [] }];
  for (const { value, path } of queue) {
    if (typeof value !== "object" || value === null || seen.has(value)) continue;
    seen.add(value);
    if (wanted.has(value)) paths.set(value, path);
    for (const [key, part] of partsOf(value)) queue.push({ value: part, path: [...path, key] });
  }
  return paths;
}

function partsOf(value: object): readonly (readonly [string | number, unknown])[] {
  if (Array.isArray(value)) return [...value.entries()];
  if (value instanceof Map)
    return [...value].map(([key, part]: [unknown, unknown]) => [String(key), part]);
  if (value instanceof Set) return [...value].map((part: unknown, index) => [index, part]);
  return Object.entries(value);
}
