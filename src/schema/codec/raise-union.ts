import { identify } from "../intermediate/discriminator.ts";
import type { Constant } from "../intermediate/sketch.ts";
import { compileFits } from "./fits.ts";
import { isObject } from "../../util/json.ts";
import { readerOf } from "./members.ts";
import type { PlanBody } from "./plan.ts";
import { noteSeveral } from "./entries.ts";
import type { Raise, Raiser } from "./raising.ts";
import { formOfWire, jsonKind } from "./json-kind.ts";

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
  const { branches, wireKey } = plan.by;
  const read = readerOf(wireKey);
  const byForm = raiseByForm(plan, raises);
  return (wire, run) => {
    if (!isObject(wire)) return byForm(wire, run);
    const value = read(wire);
    const index = isScalar(value) ? branches.get(identify(value)) : undefined;
    if (index === undefined) return byForm(wire, run);
    const raise = raises[index];
    return raise === undefined ? wire : raise(wire, run);
  };
}

function isScalar(value: unknown): value is Constant {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}

/** The first branch that the answer fits; else the only one of its kind of JSON, whose faults the model then names. */
function raiseByForm(plan: UnionPlan, raises: Raises): Raise {
  const fits = plan.branches.map(({ wire }) => compileFits(wire));
  const kinds = plan.branches.map(({ wire }) => formOfWire(wire));
  return (wire, run) => {
    let index = fits.findIndex((fit) => fit(wire));
    if (index === -1) {
      const kind = jsonKind(wire);
      index = kinds.findIndex((one) => one.has(kind));
    }
    const raise = raises[index];
    return raise === undefined ? wire : raise(wire, run);
  };
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
