import { identify } from "../intermediate/discriminator.ts";
import type { Constant } from "../intermediate/sketch.ts";
import { compileFits } from "./fits.ts";
import type { Fits } from "./fits.ts";
import { isObject } from "../../util/json.ts";
import { readerOf } from "./members.ts";
import { TAG } from "./plan.ts";
import type { Plan, PlanBody } from "./plan.ts";
import { noteSeveral } from "./entries.ts";
import type { Raise, Raiser } from "./raising.ts";
import { formOfWire, jsonKind } from "./json-kind.ts";
import type { JsonKind } from "./json-kind.ts";

type UnionPlan = Extract<PlanBody, { kind: "union" }>;

export function raiseUnion(plan: UnionPlan, raiser: Raiser): Raise {
  const raises = plan.branches.map((branch) => raiser(branch.plan));
  switch (plan.by.kind) {
    case "members":
      return raiseMembers(plan, raises);
    case "property":
      return raiseByProperty(plan, raises);
    case "form":
      return raiseByForm(plan, raises);
  }
}

type Raises = readonly (Raise | undefined)[];

function raiseByProperty(plan: UnionPlan, raises: Raises): Raise {
  if (plan.by.kind !== "property") return raiseByForm(plan, raises);
  const { exact, branches, wireKey } = plan.by;
  const read = readerOf(wireKey);
  const byForm = raiseByForm(plan, raises);
  // What answers say is nearly always one of a few texts, whatever it takes to find out which branch each means.
  const found = new Map<unknown, number>(exact);
  const find = (value: unknown): number => {
    const index = (isScalar(value) ? branches.get(identify(value)) : undefined) ?? UNKNOWN;
    if (found.size < exact.size + FOUND_AT_MOST) found.set(value, index);
    return index;
  };
  return (wire, run) => {
    if (!isObject(wire)) return byForm(wire, run);
    const value = read(wire);
    const index = found.get(value) ?? find(value);
    if (index === UNKNOWN) return byForm(wire, run);
    const raise = raises[index];
    return raise === undefined ? wire : raise(wire, run);
  };
}

const UNKNOWN = -1;
/** How many spellings of a discriminator are remembered. */
const FOUND_AT_MOST = 1000;

function isScalar(value: unknown): value is Constant {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}

/** The key and label by which a branch says what it is; undefined for one that doesn't. */
function tagOf({ body }: Plan): { readonly key: string; readonly label: string } | undefined {
  if (body.kind === "object") return body.tag;
  if (body.kind !== "wrapped" || body.tag === undefined) return undefined;
  return { key: TAG, label: body.tag };
}

/**
 * The branch that the answer says it is, or the first that it fits; else the first of its kind of JSON, whose faults the
 * model then names.
 */
function raiseByForm(plan: UnionPlan, raises: Raises): Raise {
  const tags = plan.branches.flatMap((branch, index) => {
    const tag = tagOf(branch.plan);
    return tag === undefined ? [] : [{ ...tag, raise: raises[index] }];
  });
  const byKind = raisesByKind(plan, raises);
  return (wire, run) => {
    if (tags.length > 0 && isObject(wire)) {
      for (const { key, label, raise } of tags)
        if (wire[key] === label) return raise === undefined ? wire : raise(wire, run);
    }
    const raise = byKind[jsonKind(wire)];
    return raise === undefined ? wire : raise(wire, run);
  };
}

interface Candidate {
  readonly raise: Raise | undefined;
  readonly fits: Fits;
}

type ByKind = Readonly<Record<JsonKind, Raise | undefined>>;

function raisesByKind(plan: UnionPlan, raises: Raises): ByKind {
  const candidates = candidatesByKind(plan, raises);
  const ofKind = (kind: JsonKind): Raise | undefined => raiseFirstFit(candidates.get(kind) ?? []);
  return {
    string: ofKind("string"),
    number: ofKind("number"),
    boolean: ofKind("boolean"),
    null: ofKind("null"),
    object: ofKind("object"),
    array: ofKind("array"),
    none: undefined,
  };
}

function raiseFirstFit(candidates: readonly Candidate[]): Raise | undefined {
  const [first] = candidates;
  if (first === undefined || candidates.every(({ raise }) => raise === first.raise)) {
    // The only one of its kind is taken, whether it fits or not.
    return first?.raise;
  }
  return (wire, run) => {
    let chosen = first;
    for (const candidate of candidates) {
      if (!candidate.fits(wire)) continue;
      chosen = candidate;
      break;
    }
    return chosen.raise === undefined ? wire : chosen.raise(wire, run);
  };
}

/** The branches that a value of each kind of JSON can be. */
function candidatesByKind(
  plan: UnionPlan,
  raises: Raises,
): ReadonlyMap<JsonKind, readonly Candidate[]> {
  const candidates = new Map<JsonKind, Candidate[]>();
  for (const [index, { wire }] of plan.branches.entries()) {
    const candidate = { raise: raises[index], fits: compileFits(wire) };
    for (const kind of formOfWire(wire)) {
      const known = candidates.get(kind);
      if (known === undefined) candidates.set(kind, [candidate]);
      else known.push(candidate);
    }
  }
  return candidates;
}

function raiseMembers({ branches }: UnionPlan, raises: Raises): Raise {
  return (wire, run) => {
    if (!isObject(wire)) return wire;
    const given = branches.flatMap(({ label }, index) => {
      const list = Object.hasOwn(wire, label) ? wire[label] : undefined;
      return Array.isArray(list) && list.length > 0 ? [{ index, list }] : [];
    });
    const [only] = given;
    if (only === undefined) return wire;
    if (given.length > 1 || only.list.length > 1) {
      noteSeveral(wire, undefined, run);
      return wire;
    }
    const value: unknown = only.list[0];
    const raise = raises[only.index];
    return raise === undefined ? value : raise(value, run);
  };
}
