import { isObject } from "../../../util/json.ts";
import type { Sketch } from "../../intermediate/sketch.ts";
import type { SketchPart } from "./front-end.ts";
import type { SchemaObject } from "./references.ts";

/** A condition is quoted up to this length; a longer one only mentioned. */
const QUOTED_AT_MOST = 600;
/** How deep conditions in conditions are searched for properties. */
const DEPTH_AT_MOST = 4;

/** Properties that only hold under a condition, which no dialect can say. */
export function conditionalProperties(
  schema: SchemaObject,
  sketch: SketchPart,
): ReadonlyMap<string, Sketch> {
  const found = new Map<string, Sketch>();
  const collect = (value: unknown, depth: number): void => {
    if (!isObject(value) || depth > DEPTH_AT_MOST) return;
    if (isObject(value["properties"])) {
      for (const [key, property] of Object.entries(value["properties"])) {
        // `true` and `false` say whether a property may be there, not what it is.
        if (isObject(property) && !found.has(key)) found.set(key, sketch(property));
      }
    }
    for (const keyword of ["allOf", "anyOf", "oneOf"]) {
      const branches: unknown = value[keyword];
      if (Array.isArray(branches)) for (const branch of branches) collect(branch, depth + 1);
    }
    for (const branch of consequences(value)) collect(branch, depth + 1);
  };
  for (const branch of consequences(schema)) collect(branch, 0);
  return found;
}

/** What holds once a condition does. */
function consequences(schema: SchemaObject): readonly unknown[] {
  return [
    schema["then"],
    schema["else"],
    ...members(schema["dependentSchemas"]).map(([, dependent]) => dependent),
    ...members(schema["dependencies"]).map(([, dependent]) => dependent),
  ];
}

/** Sentences for what is left to validation. */
export function conditionNotes(schema: SchemaObject): readonly string[] {
  const { dependencies, dependentRequired } = schema;
  return [
    ...[...members(dependencies), ...members(dependentRequired)].flatMap(([key, needed]) => {
      if (!Array.isArray(needed) || needed.length === 0) return [];
      return [`If ${key} is present, ${needed.join(" and ")} must be too.`];
    }),
    ...quoted(schema, ["if", "then", "else"]),
    ...quoted(schema, ["not"]),
    ...quoted(schema, ["contains", "minContains", "maxContains"]),
    ...quoted(schema, ["dependentSchemas"]),
    // What is closed by them is told otherwise.
    ...(isObject(schema["unevaluatedProperties"]) ? quoted(schema, ["unevaluatedProperties"]) : []),
    ...quoted(schema, ["unevaluatedItems"]),
    ...quoted(schemaDependencies(dependencies), ["dependencies"]),
  ];
}

/** Those dependencies that are schemas and no lists of keys. */
function schemaDependencies(dependencies: unknown): SchemaObject {
  const entries = members(dependencies).filter(([, dependent]) => !Array.isArray(dependent));
  return entries.length === 0 ? {} : { dependencies: Object.fromEntries(entries) };
}

function quoted(schema: SchemaObject, keywords: readonly string[]): readonly string[] {
  const [first = ""] = keywords;
  if (!Object.hasOwn(schema, first)) return [];
  const said = keywords.filter((keyword) => Object.hasOwn(schema, keyword));
  const text = JSON.stringify(
    Object.fromEntries(said.map((keyword) => [keyword, schema[keyword]])),
  );
  if (text.length > QUOTED_AT_MOST)
    return [`A condition holds that is checked afterwards ("${first}").`];
  return [`Must also satisfy the JSON Schema ${text}.`];
}

function members(value: unknown): readonly (readonly [string, unknown])[] {
  return isObject(value) ? Object.entries(value) : [];
}
