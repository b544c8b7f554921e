import { isObject } from "../../../util/json.ts";
import { ignoresSiblings, spoken } from "./draft.ts";
import type { Draft } from "./draft.ts";
import { isMetaSchema, References, referencesIn } from "./references.ts";
import type { Reference, SchemaObject } from "./references.ts";
import { DATA, NAMED } from "./schemas-in.ts";

/**
 * A copy of a schema with the same meaning that a strict reader takes too: references by pointer alone, without
 * identifiers, with exclusive bounds as the draft has them, and without what other drafts or dialects add. A reader of
 * the copy reads what the front end reads.
 */
export function mend(root: SchemaObject, draft: Draft): SchemaObject {
  const references = new References(root, draft);
  const pointers = pointersOf(root);

  const mendSchema = (schema: unknown): unknown => {
    if (!isObject(schema)) return schema;
    const own = spoken(schema, draft);
    const standsAlone = ignoresSiblings(draft) && typeof own["$ref"] === "string";
    const members = Object.entries(own)
      // Types are looked at even where all else beside a reference is ignored.
      .filter(([keyword]) => !(standsAlone && ["type", "nullable"].includes(keyword)))
      .filter(([keyword, value]) => !isDropped(keyword, value, own))
      .map(([keyword, value]) => [keyword, mendKeyword(keyword, value)] as const);
    const mended: Record<string, unknown> = Object.fromEntries(members);
    return withBounds(withReferences(mended, schema, referencesIn(own)), draft);
  };

  const mendKeyword = (keyword: string, value: unknown): unknown => {
    if (DATA.has(keyword)) return value;
    if (NAMED.has(keyword) && isObject(value)) {
      const members = Object.entries(value).map(
        ([name, member]) => [name, mendSchema(member)] as const,
      );
      return Object.fromEntries(members);
    }
    return Array.isArray(value) ? value.map(mendSchema) : mendSchema(value);
  };

  const withReferences = (
    mended: Record<string, unknown>,
    from: SchemaObject,
    targets: readonly Reference[],
  ): Record<string, unknown> => {
    const [first, ...others] = targets.map((target) => pointerTo(target, from));
    if (first === undefined) return mended;
    mended["$ref"] = first;
    if (others.length === 0) return mended;
    const conjoined: unknown = mended["allOf"];
    mended["allOf"] = [
      ...(Array.isArray(conjoined) ? conjoined : []),
      ...others.map(($ref) => ({ $ref })),
    ];
    return mended;
  };

  const pointerTo = (reference: Reference, from: SchemaObject): string => {
    const { address } = reference;
    if (isMetaSchema(address)) return address;
    const target = references.find(reference, from);
    const pointer =
      typeof target === "object" && target !== null ? pointers.get(target) : undefined;
    if (pointer !== undefined) return `#${pointer}`;
    // `true` and `false` are found in what they stand in.
    const cut = address.lastIndexOf("/");
    if (typeof target !== "boolean" || cut === -1) return address;
    const holder = { ...reference, address: address.slice(0, cut) };
    return `${pointerTo(holder, from)}${address.slice(cut)}`;
  };

  const mended = mendSchema(root);
  return isObject(mended) ? mended : {};
}

/** Identifiers, which references no longer need; and what no reader of JSON Schema takes in that form. */
function isDropped(keyword: string, value: unknown, schema: SchemaObject): boolean {
  switch (keyword) {
    case "$schema":
    case "$id":
    case "$anchor":
    case "$dynamicAnchor":
    case "$dynamicRef":
    case "$recursiveAnchor":
    case "$recursiveRef":
    case "$async":
      return true;
    case "id":
      return typeof value === "string";
    case "required":
      return !Array.isArray(value);
    case "nullable":
      return schema["type"] === undefined || schema["type"] === "any" || value !== true;
    case "type":
      return value === "any";
    default:
      return false;
  }
}

/** Exclusive bounds as the draft has them: a flag beside the bound in the fourth, a number of its own since. */
function withBounds(schema: Record<string, unknown>, draft: Draft): SchemaObject {
  for (const [exclusive, inclusive, tighter] of [
    ["exclusiveMinimum", "minimum", Math.max],
    ["exclusiveMaximum", "maximum", Math.min],
  ] as const) {
    const { [exclusive]: strict, [inclusive]: bound } = schema;
    if (typeof strict === "boolean" && (draft !== "draft-04" || typeof bound !== "number")) {
      delete schema[exclusive];
      if (!strict || typeof bound !== "number") continue;
      schema[exclusive] = bound;
      delete schema[inclusive];
    } else if (typeof strict === "number" && draft === "draft-04") {
      const tightest = typeof bound === "number" ? tighter(strict, bound) : strict;
      schema[inclusive] = tightest;
      schema[exclusive] = tightest === strict;
    }
  }
  return schema;
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
