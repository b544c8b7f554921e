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
  return (wire, run) => {
    if (!isObject(wire)) return byForm(wire, run);
    const value = read(wire);
    const index = exact.get(value) ?? (isScalar(value) ? branches.get(identify(value)) : undefined);
    if (index === undefined) return byForm(wire, run);
    const raise = raises[index];
    return raise === undefined ? wire : raise(wire, run);
  };
}

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
  const tags = plan.branches.map((branch) => tagOf(branch.plan));
  const isTagged = tags.some((tag) => tag !== undefined);
  const candidates = candidatesByKind(plan);
  return (wire, run) => {
    let index =
      isTagged && isObject(wire)
        ? tags.findIndex((tag) => tag !== undefined && wire[tag.key] === tag.label)
        : -1;
    if (index === -1) {
      const ofKind = candidates.get(jsonKind(wire));
      if (ofKind === undefined) return wire;
      // The only one of its kind is taken, whether it fits or not.
      const fitting = ofKind.length === 1 ? undefined : ofKind.find(({ fits }) => fits(wire));
      index = (fitting ?? ofKind[0])?.index ?? -1;
    }
    const raise = raises[index];
    return raise === undefined ? wire : raise(wire, run);
  };
}

interface Candidate {
  readonly index: number;
  readonly fits: Fits;
}

/** The branches that a value of each kind of JSON can be. */
function candidatesByKind(plan: UnionPlan): ReadonlyMap<JsonKind, readonly Candidate[]> {
  const candidates = new Map<JsonKind, Candidate[]>();
  for (const [index, { wire }] of plan.branches.entries()) {
    const fits = compileFits(wire);
    for (const kind of formOfWire(wire)) {
      const known = candidates.get(kind);
      if (known === undefined) candidates.set(kind, [{ index, fits }]);
      else known.push({ index, fits });
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
