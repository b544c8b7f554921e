import type { JsonValue } from "../../util/json.ts";
import { isJsonObject } from "../json-value.ts";
import { invalid } from "./errors.ts";

const MOST_PAIRS = 16;
const LONGEST_KEY = 64;
const LONGEST_VALUE = 512;

/**
 * Metadata as every object of OpenAI takes it.
 *
 * @throws Refused for more, longer or other values than that.
 */
export function readMetadata(
  value: JsonValue | undefined,
): Readonly<Record<string, string>> | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isJsonObject(value)) {
    throw invalid("metadata", "Invalid type for 'metadata': expected an object.", "invalid_type");
  }
  const pairs = Object.entries(value);
  if (pairs.length > MOST_PAIRS) {
    throw invalid(
      "metadata",
      `Invalid 'metadata': too many properties. Expected an object with at most ${MOST_PAIRS} properties, but got an object with ${pairs.length} properties instead.`,
      "object_above_max_properties",
    );
  }
  return Object.fromEntries(pairs.map(([key, one]) => [key, readPair(key, one)]));
}

function readPair(key: string, value: JsonValue): string {
  if (key.length > LONGEST_KEY) {
    throw invalid(
      "metadata",
      `Invalid 'metadata': property name too long. Expected a property name with maximum length ${LONGEST_KEY}, but got a property name with length ${key.length} instead.`,
      "property_name_above_max_length",
    );
  }
  if (typeof value !== "string") {
    throw invalid(
      `metadata.${key}`,
      `Invalid type for 'metadata.${key}': expected a string.`,
      "invalid_type",
    );
  }
  if (value.length > LONGEST_VALUE) {
    throw invalid(
      `metadata.${key}`,
      `Invalid 'metadata.${key}': string too long. Expected a string with maximum length ${LONGEST_VALUE}, but got a string with length ${value.length} instead.`,
      "string_above_max_length",
    );
  }
  return value;
}
