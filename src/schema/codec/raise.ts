import { changingPlans } from "./changing.ts";
import { isEntry, noteDoubles, noteSeveral } from "./entries.ts";
import { TAG, WRAPPED } from "./plan.ts";
import type { Plan, PlanBody } from "./plan.ts";
import { isObject } from "../../util/json.ts";
import { countKeys, writeMember } from "./members.ts";
import { raiseObject } from "./raise-object.ts";
import type { RootKeys } from "./field-reader.ts";
import { raiseTuple } from "./raise-tuple.ts";
import { raiseUnion } from "./raise-union.ts";
import type { Raise, Raiser, RaiseRun } from "./raising.ts";
import { readText } from "./text.ts";

/** Makes the functions that a plan asks for; what stays as it is costs nothing. */
export function compileRaise(root: Plan, keys?: RootKeys): Raise | undefined {
  const changing = changingPlans(root);
  const made = new Map<Plan, { raise: Raise | undefined }>();

  const raiser: Raiser = (plan) => {
    if (!changing.has(plan)) return undefined;
    const known = made.get(plan);
    // A recursive part is called before it is made, so it is looked up when it runs.
    if (known !== undefined) {
      return (
        known.raise ?? ((wire, run) => (known.raise === undefined ? wire : known.raise(wire, run)))
      );
    }
    const slot: { raise: Raise | undefined } = { raise: undefined };
    made.set(plan, slot);
    slot.raise = raiseBody(plan.body, raiser);
    return slot.raise;
  };
  // The root may be met again deeper down, where it has no keys of its own.
  if (keys !== undefined && root.body.kind === "object")
    return raiseObject(root.body, raiser, keys);
  return raiser(root);
}

function raiseBody(body: PlanBody, raiser: Raiser): Raise | undefined {
  switch (body.kind) {
    case "same":
      return undefined;
    case "scalar":
      return body.scalar.raise;
    case "text":
      return raiseText(raiser(body.inner));
    case "object":
      return raiseObject(body, raiser);
    case "entries":
      return body.as === "map" ? raiseMap(body, raiser) : raiseRecord(body, raiser);
    case "array":
      return body.prefix.length === 0
        ? raiseItems(raiser(body.items))
        : raisePrefixed(body, raiser);
    case "set":
      return raiseSet(raiser(body.items));
    case "tuple":
      return raiseTuple(body, raiser);
    case "nullable":
      return raiseNullable(raiser(body.inner), body.empty);
    case "maybe":
      return raiseMaybe(raiser(body.inner), body.empty);
    case "wrapped":
      return raiseWrapped(raiser(body.inner), body.tag);
    case "union":
      return raiseUnion(body, raiser);
  }
}

function raiseText(inner: Raise | undefined): Raise {
  return (wire, run) => {
    const value = readText(wire);
    return inner === undefined || value === wire ? value : inner(value, run);
  };
}

function raiseItems(inner: Raise | undefined): Raise | undefined {
  if (inner === undefined) return undefined;
  return (wire, run) => (Array.isArray(wire) ? raiseEach(wire, inner, run) : wire);
}

function raiseEach(items: readonly unknown[], inner: Raise, run: RaiseRun): unknown[] {
  const raised: unknown[] = [];
  for (const item of items) raised.push(inner(item, run));
  return raised;
}

function raisePrefixed(body: Extract<PlanBody, { kind: "array" }>, raiser: Raiser): Raise {
  const prefix = body.prefix.map(raiser);
  const items = raiser(body.items);
  return (wire, run) => {
    if (!Array.isArray(wire)) return wire;
    return wire.map((item: unknown, index) => {
      const raise = index < prefix.length ? prefix[index] : items;
      return raise === undefined ? item : raise(item, run);
    });
  };
}

function raiseSet(inner: Raise | undefined): Raise {
  return (wire, run) => {
    if (!Array.isArray(wire)) return wire;
    const set = new Set<unknown>();
    for (const item of wire) set.add(inner === undefined ? item : inner(item, run));
    return set;
  };
}

function raiseNullable(inner: Raise | undefined, empty: null | undefined): Raise {
  return (wire, run) => {
    if (wire === null) return empty;
    return inner === undefined ? wire : inner(wire, run);
  };
}

function raiseMaybe(inner: Raise | undefined, empty: null | undefined): Raise {
  return (wire, run) => {
    if (wire === null) return empty;
    if (!Array.isArray(wire)) return wire;
    if (wire.length > 1) {
      noteSeveral(wire, undefined, run);
      return wire;
    }
    if (wire.length === 0) return empty;
    const value: unknown = wire[0];
    return inner === undefined ? value : inner(value, run);
  };
}

function raiseWrapped(inner: Raise | undefined, tag: string | undefined): Raise {
  return (wire, run) => {
    if (!isObject(wire) || !Object.hasOwn(wire, WRAPPED)) return wire;
    if (tag !== undefined && wire[TAG] !== tag) return wire;
    const value = wire[WRAPPED];
    return inner === undefined ? value : inner(value, run);
  };
}

type Entries = Extract<PlanBody, { kind: "entries" }>;

function raiseRecord(body: Entries, raiser: Raiser): Raise {
  const raiseKey = raiser(body.key);
  const raiseValue = raiser(body.value);
  return (wire, run) => {
    if (!Array.isArray(wire)) return wire;
    const record: Record<string, unknown> = {};
    for (const entry of wire) {
      if (!isEntry(entry)) return wire;
      const key = raiseKey === undefined ? entry.key : raiseKey(entry.key, run);
      if (typeof key !== "string") return wire;
      const value = raiseValue === undefined ? entry.value : raiseValue(entry.value, run);
      if (key === "__proto__") writeMember(record, key, value);
      else record[key] = value;
    }
    if (countKeys(record) !== wire.length) noteDoubles(record, wire, run);
    return record;
  };
}

function raiseMap(body: Entries, raiser: Raiser): Raise {
  const raiseKey = raiser(body.key);
  const raiseValue = raiser(body.value);
  return (wire, run) => {
    if (!Array.isArray(wire)) return wire;
    const map = new Map<unknown, unknown>();
    for (const entry of wire) {
      if (!isEntry(entry)) return wire;
      const key = raiseKey === undefined ? entry.key : raiseKey(entry.key, run);
      if (map.has(key)) {
        const message = `The key ${JSON.stringify(entry.key)} is given more than once.`;
        run.problems.push({ container: map, key: undefined, message });
      }
      map.set(key, raiseValue === undefined ? entry.value : raiseValue(entry.value, run));
    }
    return map;
  };
}
