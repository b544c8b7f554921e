import { isObject } from "../../util/json.ts";
import { ABSENT, fieldReader, readValue } from "./field-reader.ts";
import { readerOf } from "./members.ts";
import type { PlanBody } from "./plan.ts";
import type { Raise, Raiser } from "./raising.ts";

/** Reads the positions of a tuple like fields, up to the first that is not there. */
export function raiseTuple(
  { fields, rest }: Extract<PlanBody, { kind: "tuple" }>,
  raiser: Raiser,
): Raise {
  const readers = fields.map((field) => fieldReader(field, raiser, undefined));
  const readRest = rest === undefined ? undefined : readerOf(rest.wireKey);
  const raiseRest = rest === undefined ? undefined : raiser(rest.plan);
  const own = new Set([...fields.map(({ wireKey }) => wireKey), rest?.wireKey]);
  return (wire, run) => {
    if (!isObject(wire)) return wire;
    const items: unknown[] = [];
    for (const reader of readers) {
      const value = readValue(reader, wire, { container: items, key: items.length, run });
      if (value === ABSENT) break;
      items.push(value);
    }
    const following = readRest?.(wire);
    if (Array.isArray(following)) {
      for (const item of following)
        items.push(raiseRest === undefined ? item : raiseRest(item, run));
    }
    return items.length === 0 && isForeign(wire, own) ? wire : items;
  };
}

/** An object of something else is not an empty tuple. */
function isForeign(wire: object, own: ReadonlySet<string | undefined>): boolean {
  const keys = Object.keys(wire);
  return keys.length > 0 && !keys.some((key) => own.has(key));
}
