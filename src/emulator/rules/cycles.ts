import type { JsonObject, JsonValue } from "../../util/json.ts";
import { resolveReference } from "../extractor/schema-pointer.ts";
import { isJsonObject } from "../json-value.ts";
import { children, requiredOf } from "./places.ts";

/** Which ways through a schema count. */
export interface Route {
  /** Leaves out ways through members that need not be there: what is left can't be ended. */
  readonly requiredOnly: boolean;
}

/** The reference that leads back to where it was followed from; undefined for a schema that ends everywhere. */
export function findCycle(root: JsonValue, route: Route): string | undefined {
  const finished = new Set<JsonValue>();
  return isJsonObject(root) ? search(root, { root, route, open: new Set(), finished }) : undefined;
}

interface Search {
  readonly root: JsonValue;
  readonly route: Route;
  /** Targets of the references on the way to here. */
  readonly open: ReadonlySet<JsonValue>;
  readonly finished: Set<JsonValue>;
}

function search(schema: JsonObject, state: Search): string | undefined {
  const reference = schema["$ref"];
  if (typeof reference === "string") {
    const cycle = follow(reference, state);
    if (cycle !== undefined) return cycle;
  }
  for (const [child, [keyword, name]] of children(schema)) {
    if (keyword === "$defs" || keyword === "definitions" || !isJsonObject(child)) continue;
    const optional = keyword === "properties" && !requiredOf(schema).includes(String(name));
    if (state.route.requiredOnly && optional) continue;
    const cycle = search(child, state);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

function follow(reference: string, state: Search): string | undefined {
  const target = resolveReference(state.root, reference);
  if (!isJsonObject(target) || state.finished.has(target)) return undefined;
  // The root is open from the start, though nothing refers to it yet.
  if (state.open.has(target) || target === state.root) return reference;
  const cycle = search(target, { ...state, open: new Set([...state.open, target]) });
  state.finished.add(target);
  return cycle;
}
