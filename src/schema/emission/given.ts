import type { JsonValue } from "../../util/json.ts";

/** A schema that is still being written. */
export type SchemaDraft = Record<string, JsonValue>;

/** The members that are there. */
export function given(members: Readonly<Record<string, JsonValue | undefined>>): SchemaDraft {
  const found: SchemaDraft = {};
  for (const [key, value] of Object.entries(members)) if (value !== undefined) found[key] = value;
  return found;
}
