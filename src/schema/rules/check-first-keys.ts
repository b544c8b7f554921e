import type { Finding } from "./finding.ts";
import { definitionsAt, everyPosition, listOf, members } from "./position.ts";
import type { Position, SchemaPart } from "./position.ts";
import { isObject } from "../../util/json.ts";

/** Object branches of a union that begin with the same key, and no constants under it that tell them apart. */
export function checkFirstKeys(root: Position): readonly Finding[] {
  const definitions = definitionsAt(root);
  const resolve = (part: unknown): SchemaPart | undefined => {
    if (!isObject(part)) return undefined;
    const reference = part["$ref"];
    return typeof reference === "string" ? definitions.get(reference)?.schema : part;
  };
  return everyPosition(root).flatMap(({ schema, pointer }) => {
    const seen = new Map<string, Set<unknown> | "anything">();
    for (const branch of listOf(schema["anyOf"]).map(resolve)) {
      const [first] = members(branch?.["properties"]);
      if (first === undefined) continue;
      const [key, value] = first;
      const constants = listOf(resolve(value)?.["enum"]);
      const known = seen.get(key);
      const clashes =
        known === "anything" || constants.length === 0 || constants.some((one) => known?.has(one));
      if (known !== undefined && clashes) {
        return [{ rule: "first_keys", pointer, message: `Two branches begin with "${key}".` }];
      }
      seen.set(
        key,
        constants.length === 0 ? "anything" : new Set([...(known ?? []), ...constants]),
      );
    }
    return [];
  });
}
