import { matchesPattern } from "../intermediate/pattern.ts";
import { below } from "./lowering-run.ts";
import type { Lower, Lowerer, LowerRun } from "./lowering-run.ts";
import { lowerObject } from "./lower-object.ts";
import { lowerTuple } from "./lower-tuple.ts";
import { lowerUnion } from "./lower-union.ts";
import { isPlainObject } from "./members.ts";
import { ENTRY_KEY, ENTRY_VALUE, TAG, WRAPPED } from "./plan.ts";
import type { Plan, PlanBody } from "./plan.ts";
import { carryBeside } from "./beside.ts";
import { writeText } from "./text.ts";

/** Makes the inverse of raising. */
export function compileLower(root: Plan): Lower {
  const made = new Map<Plan, Lower>();
  const lowerer: Lowerer = (plan) => {
    const known = made.get(plan);
    if (known !== undefined) return known;
    // Looked up when it runs, since a recursive part is asked for before it is made.
    let lower: Lower | undefined;
    made.set(plan, (value, run) => (lower === undefined ? value : lower(value, run)));
    lower = lowerBody(plan.body, lowerer);
    made.set(plan, lower);
    return lower;
  };
  return lowerer(root);
}

function lowerBody(body: PlanBody, lowerer: Lowerer): Lower {
  switch (body.kind) {
    case "same":
      return (value) => value;
    case "scalar": {
      const { lower } = body.scalar;
      return lower === undefined ? (value) => value : (value) => lower(value);
    }
    case "text":
      return lowerText(lowerer(body.inner));
    case "object":
      return lowerObject(body, lowerer);
    case "entries":
      return body.as === "map" ? lowerMap(body, lowerer) : lowerRecord(body, lowerer);
    case "array":
      return lowerItems(body, lowerer);
    case "set": {
      const inner = lowerer(body.items);
      return (value, run) =>
        value instanceof Set ? [...value].map((item: unknown) => inner(item, run)) : value;
    }
    case "tuple":
      return lowerTuple(body, lowerer);
    case "nullable": {
      const inner = lowerer(body.inner);
      const { empty } = body;
      return (value, run) => (value === empty ? null : inner(value, run));
    }
    case "maybe": {
      const inner = lowerer(body.inner);
      const { empty } = body;
      return (value, run) => (value === empty ? [] : [inner(value, run)]);
    }
    case "wrapped":
      return lowerWrapped(body, lowerer);
    case "union":
      return lowerUnion(body, lowerer);
  }
}

function lowerText(inner: Lower): Lower {
  // Inside of text everything can be said: what the text holds is not carried beside the model.
  return (value) => {
    const run: LowerRun = { path: [], other: [], absent: [], carriesOther: false };
    return writeText(inner(value, run)) ?? value;
  };
}

function lowerItems(body: Extract<PlanBody, { kind: "array" }>, lowerer: Lowerer): Lower {
  const prefix = body.prefix.map(lowerer);
  const items = lowerer(body.items);
  return (value, run) => {
    if (!Array.isArray(value)) return value;
    return value.map((item: unknown, index) =>
      below(run, index, () => (prefix[index] ?? items)(item, run)),
    );
  };
}

function lowerWrapped(body: Extract<PlanBody, { kind: "wrapped" }>, lowerer: Lowerer): Lower {
  const inner = lowerer(body.inner);
  const { tag } = body;
  return (value, run) => {
    const lowered = inner(value, run);
    return tag === undefined ? { [WRAPPED]: lowered } : { [TAG]: tag, [WRAPPED]: lowered };
  };
}

type Entries = Extract<PlanBody, { kind: "entries" }>;

function lowerRecord(body: Entries, lowerer: Lowerer): Lower {
  const lowerKey = lowerer(body.key);
  const lowerValue = lowerer(body.value);
  return (value, run) => {
    if (!isPlainObject(value)) return value;
    const entries: unknown[] = [];
    for (const key of Object.keys(value)) {
      const member = value[key];
      if (member === undefined) continue;
      if (body.beyond === "beside" && !fitsPatterns(body, key)) {
        carryBeside(key, member, run);
        continue;
      }
      entries.push({
        [ENTRY_KEY]: lowerKey(key, run),
        [ENTRY_VALUE]: below(run, key, () => lowerValue(member, run)),
      });
    }
    return entries;
  };
}

function fitsPatterns({ patterns }: Entries, key: string): boolean {
  return patterns.length === 0 || patterns.some((pattern) => matchesPattern(pattern, key));
}

function lowerMap(body: Entries, lowerer: Lowerer): Lower {
  const lowerKey = lowerer(body.key);
  const lowerValue = lowerer(body.value);
  return (value, run: LowerRun) => {
    if (!(value instanceof Map)) return value;
    return [...value].map(([key, member]: [unknown, unknown]) => ({
      [ENTRY_KEY]: lowerKey(key, run),
      [ENTRY_VALUE]: lowerValue(member, run),
    }));
  };
}
