import type { JsonObject, JsonValue } from "../../util/json.ts";
import { isJsonObject, parseJson } from "../json-value.ts";

const TYPES = new Set(["object", "array", "string", "number", "integer", "boolean", "null"]);

/** A schema that stands in a text, and the text without it. */
export interface PastedSchema {
  readonly schema: JsonObject;
  readonly rest: string;
}

/** The first JSON Schema in a text; undefined where there is none. */
export function findSchema(text: string): PastedSchema | undefined {
  let from = text.indexOf("{");
  while (from >= 0) {
    const end = objectEnd(text, from);
    const value = end < 0 ? undefined : parseJson(text.slice(from, end));
    if (isJsonObject(value)) {
      if (looksLikeSchema(value))
        return { schema: value, rest: text.slice(0, from) + text.slice(end) };
      from = text.indexOf("{", end);
    } else {
      from = text.indexOf("{", from + 1);
    }
  }
  return undefined;
}

/** A document may be JSON, too: what tells a schema are the names of types, and members that are schemas again. */
function looksLikeSchema(value: JsonObject): boolean {
  if ([value["type"]].flat().some(isTypeName)) return true;
  if (typeof value["$ref"] === "string" || isJsonObject(value["$defs"])) return true;
  const parts = ["anyOf", "oneOf", "allOf"].flatMap((keyword) => value[keyword] ?? []);
  const members = isJsonObject(value["properties"]) ? Object.values(value["properties"]) : [];
  return [...parts, ...members].some((part) => isJsonObject(part) && looksLikeSchema(part));
}

function isTypeName(type: JsonValue | undefined): boolean {
  return typeof type === "string" && TYPES.has(type.toLowerCase());
}

/** Where the object that opens at `start` is closed; -1 where it never is. */
function objectEnd(text: string, start: number): number {
  let depth = 0;
  let inString = false;
  for (let at = start; at < text.length; at += 1) {
    const character = text[at];
    if (inString) {
      if (character === "\\") at += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') {
      inString = true;
    } else if (character === "{") {
      depth += 1;
    } else if (character === "}") {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return -1;
}
