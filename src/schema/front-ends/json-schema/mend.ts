import { isObject } from "../../../util/json.ts";
import type { Draft } from "./draft.ts";
import { DATA, isMetaSchema, NAMED, References } from "./references.ts";
import type { SchemaObject } from "./references.ts";

/**
 * A copy of a schema with the same meaning that a strict reader takes too: references by pointer alone, without
 * identifiers, with exclusive bounds as numbers, and without what earlier or other dialects add.
 */
export function mend(root: SchemaObject, draft: Draft): SchemaObject {
  const references = new References(root);
  const pointers = pointersOf(root);

  const mendSchema = (schema: unknown): unknown => {
    if (!isObject(schema)) return schema;
    const mended: Record<string, unknown> = {};
    for (const [keyword, value] of Object.entries(schema)) {
      if (isDropped(keyword, value, schema)) continue;
      mended[keyword] = mendKeyword(keyword, value, schema);
    }
    return withNumericBounds(mended);
  };

  const mendKeyword = (keyword: string, value: unknown, schema: SchemaObject): unknown => {
    if (DATA.has(keyword)) return value;
    if (keyword === "$ref" && typeof value === "string") return pointerTo(value, schema);
    if (keyword === "pattern" && typeof value === "string") return mendPattern(value);
    if (NAMED.has(keyword) && isObject(value)) {
      const members = Object.entries(value).map(([name, member]) => {
        return [
          keyword === "patternProperties" ? mendPattern(name) : name,
          mendSchema(member),
        ] as const;
      });
      return Object.fromEntries(members);
    }
    return Array.isArray(value) ? value.map(mendSchema) : mendSchema(value);
  };

  const pointerTo = (reference: string, from: SchemaObject): string => {
    if (isMetaSchema(reference)) return reference;
    const target = references.find(reference, from);
    const pointer =
      typeof target === "object" && target !== null ? pointers.get(target) : undefined;
    return pointer === undefined ? reference : `#${pointer}`;
  };

  const mended = mendSchema(root);
  const named = draft === "draft-04" ? {} : { $schema: root["$schema"] };
  return isObject(mended) ? { ...mended, ...(named.$schema !== undefined && named) } : {};
}

/** Identifiers, which references no longer need; and what no reader of JSON Schema takes in that form. */
function isDropped(keyword: string, value: unknown, schema: SchemaObject): boolean {
  switch (keyword) {
    case "$schema":
    case "$id":
    case "$anchor":
    case "$async":
      return true;
    case "id":
      return typeof value === "string";
    case "required":
      return !Array.isArray(value);
    case "nullable":
      return schema["type"] === undefined || value !== true;
    case "type":
      return value === "any";
    default:
      return false;
  }
}

/** `exclusiveMinimum: true` beside a minimum, as the fourth draft has it. */
function withNumericBounds(schema: Record<string, unknown>): SchemaObject {
  for (const [exclusive, inclusive] of [
    ["exclusiveMinimum", "minimum"],
    ["exclusiveMaximum", "maximum"],
  ] as const) {
    if (typeof schema[exclusive] !== "boolean") continue;
    const isExclusive = schema[exclusive] && typeof schema[inclusive] === "number";
    if (isExclusive) {
      schema[exclusive] = schema[inclusive];
      delete schema[inclusive];
    } else {
      delete schema[exclusive];
    }
  }
  return schema;
}

/** Flags in front of a pattern, which JavaScript only knows around a group. */
function mendPattern(pattern: string): string {
  const [, flags, rest] = /^\(\?([ims]+)\)([^]*)$/.exec(pattern) ?? [];
  return flags === undefined || rest === undefined ? pattern : `(?${flags}:${rest})`;
}

/** Where each object stands, with its steps escaped for a URI fragment. */
function pointersOf(root: SchemaObject): ReadonlyMap<object, string> {
  const pointers = new Map<object, string>([[root, ""]]);
  for (const [value, pointer] of pointers) {
    for (const [key, part] of Object.entries(value)) {
      if (typeof part !== "object" || part === null || pointers.has(part)) continue;
      const step = key.replaceAll("~", "~0").replaceAll("/", "~1");
      pointers.set(part, `${pointer}/${encodeURIComponent(step)}`);
    }
  }
  return pointers;
}
