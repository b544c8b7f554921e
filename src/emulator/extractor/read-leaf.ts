import type { JsonObject } from "../../util/json.ts";
import { numberOf } from "./keywords.ts";
import type { About, SchemaNode } from "./node.ts";

export function readText(schema: JsonObject, about: About): SchemaNode {
  const { format, pattern } = schema;
  return {
    kind: "text",
    about,
    format: typeof format === "string" ? format : undefined,
    patterns: typeof pattern === "string" ? compilePattern(pattern) : [],
    minLength: numberOf(schema["minLength"]) ?? 0,
    maxLength: numberOf(schema["maxLength"]) ?? Infinity,
  };
}

function compilePattern(pattern: string): readonly RegExp[] {
  try {
    return [new RegExp(pattern, "u")];
  } catch {
    return [];
  }
}

export function readNumber(schema: JsonObject, about: About, integer: boolean): SchemaNode {
  const { exclusiveMinimum, exclusiveMaximum } = schema;
  const minimum = numberOf(schema["minimum"]) ?? -Infinity;
  const maximum = numberOf(schema["maximum"]) ?? Infinity;
  return {
    kind: "number",
    about,
    integer,
    minimum,
    maximum,
    // Draft 4 says with `true` that the bound itself is not allowed.
    above: exclusiveMinimum === true ? minimum : (numberOf(exclusiveMinimum) ?? -Infinity),
    below: exclusiveMaximum === true ? maximum : (numberOf(exclusiveMaximum) ?? Infinity),
    multipleOf: numberOf(schema["multipleOf"]),
  };
}
