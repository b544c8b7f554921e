import { UsageError } from "../errors.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../util/json.ts";

/**
 * The members of a request body with the user's own merged in, objects deeply.
 *
 * @throws UsageError where the user's would replace what batch-extract writes for each record.
 */
export function withProviderOptions(
  body: JsonObject,
  options: JsonObject | undefined,
  reserved: readonly string[],
): JsonObject {
  const taken = Object.keys(options ?? {}).find((key) => reserved.includes(key));
  if (taken !== undefined) {
    throw new UsageError(
      "invalid_option",
      `The provider options can't set "${taken}": batch-extract writes it for each record.`,
    );
  }
  return mergeDeep(body, options ?? {});
}

function mergeDeep(base: JsonObject, extra: JsonObject): JsonObject {
  const merged: Record<string, JsonValue> = { ...base };
  for (const [key, value] of Object.entries(extra)) {
    const old = merged[key];
    merged[key] = isJsonObject(old) && isJsonObject(value) ? mergeDeep(old, value) : value;
  }
  return merged;
}

/** The object without the members that are undefined, which JSON would leave out anyway. */
export function defined(members: Readonly<Record<string, JsonValue | undefined>>): JsonObject {
  return Object.fromEntries(
    Object.entries(members).filter((entry): entry is [string, JsonValue] => entry[1] !== undefined),
  );
}
