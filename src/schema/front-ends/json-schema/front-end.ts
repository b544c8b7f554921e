import { SchemaError } from "../../../errors.ts";
import { isObject } from "../../../util/json.ts";
import { noted } from "../../intermediate/docs.ts";
import type { Constant, Sketch } from "../../intermediate/sketch.ts";
import {
  ANY,
  all,
  constants,
  documented,
  NEVER,
  reference,
  union,
} from "../../intermediate/sketches.ts";
import { hinting } from "../../passes/soften.ts";
import { conditionalProperties, conditionNotes } from "./conditions.ts";
import { draftOf, ignoresSiblings, spoken } from "./draft.ts";
import { schemaDocs } from "./docs.ts";
import { facetsOf } from "./facets.ts";
import { decoded, isMetaSchema, References, referencesIn } from "./references.ts";
import type { Reference, SchemaObject } from "./references.ts";

/** Sketches a part of a schema. */
export type SketchPart = (schema: unknown) => Sketch;

/**
 * A JSON Schema of any draft from 4 to 2020-12 as a sketch.
 *
 * @throws SchemaError for a reference that leads nowhere, or for what is no schema.
 */
export function sketchJsonSchema(root: SchemaObject): Sketch {
  const draft = draftOf(root);
  const references = new References(root, draft);
  const known = new Map<object, Sketch>();

  const sketch: SketchPart = (schema) => {
    if (schema === true) return ANY;
    if (schema === false) return NEVER;
    if (!isObject(schema)) throw noSchema(schema);
    const existing = known.get(schema);
    if (existing !== undefined) return existing;
    const made = reference(() => build(schema));
    known.set(schema, made);
    return made;
  };

  const build = (schema: SchemaObject): Sketch => {
    const own = spoken(schema, draft);
    if (draft === "2020-12" && Array.isArray(own["items"])) {
      throw listedItems(references.placeOf(schema));
    }
    const parts = referencesIn(own).map((target) => follow(target, schema));
    if (parts.length === 0 || !ignoresSiblings(draft)) parts.push(...ownParts(own, sketch));
    return all(parts.length === 0 ? [ANY] : parts, schemaDocs(schema));
  };

  const follow = (target: Reference, from: SchemaObject): Sketch => {
    const { address } = target;
    if (isMetaSchema(address)) return documented(ANY, noted("A JSON Schema."));
    const found = references.resolve(target, from);
    return reference(() => sketch(found), nameOf(address));
  };

  return sketch(root);
}

/** Everything that a schema says besides a reference. */
function ownParts(schema: SchemaObject, sketch: SketchPart): readonly Sketch[] {
  const parts: Sketch[] = [];
  const facets = facetsOf(schema, sketch);
  if (facets !== undefined) parts.push(facets);
  if (Object.hasOwn(schema, "const")) parts.push(constants([asConstant(schema["const"])]));
  if (Array.isArray(schema["enum"])) parts.push(constants(schema["enum"].map(asConstant)));
  parts.push(...schemas(schema["allOf"]).map(sketch));
  const anyOf = schemas(schema["anyOf"]);
  if (anyOf.length > 0) parts.push(union(anyOf.map(sketch)));
  const oneOf = schemas(schema["oneOf"]);
  if (oneOf.length > 0) parts.push(union(oneOf.map(sketch), { exclusive: true }));
  const hints = conditionalProperties(schema, sketch);
  const notes = conditionNotes(schema);
  if (hints.size > 0) parts.push(hinting(hints));
  if (notes.length > 0) parts.push(documented(ANY, noted(...notes)));
  return parts;
}

function schemas(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** JSON is constant data whatever it holds. */
function asConstant(value: unknown): Constant {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a schema is JSON
  return value as Constant;
}

function nameOf(address: string): string | undefined {
  const last = address.split(/[/#]/).at(-1);
  return last === undefined || last === "" ? undefined : decoded(last);
}

function noSchema(value: unknown): SchemaError {
  return new SchemaError({
    rule: "E_SCHEMA",
    path: [],
    reason: `A schema is an object or a boolean, and ${JSON.stringify(value)} is neither.`,
    fix: "Check the JSON Schema with a validator.",
  });
}

function listedItems(path: readonly string[]): SchemaError {
  return new SchemaError({
    rule: "E_SCHEMA",
    path: [...path, "items"],
    reason: 'In the draft 2020-12, "items" is one schema for all items, and here it is a list.',
    fix: 'Rename it to "prefixItems", and "additionalItems" beside it to "items"; or name the draft that it is written in as "$schema".',
  });
}
