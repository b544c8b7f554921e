import { isObject, type JsonObject, type JsonValue } from "../util/json.ts";

export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return isObject(value);
}

export function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** Parses JSON; undefined for what is none. */
export function parseJson(text: string): JsonValue | undefined {
  try {
    const value: JsonValue = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}
