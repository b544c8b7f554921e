import type { BranchChoice, BranchPlan, Plan, PlanBody } from "../codec/plan.ts";
import { TAG, WRAPPED } from "../codec/plan.ts";
import { discriminatorOf, identify } from "../intermediate/discriminator.ts";
import type { Discriminator } from "../intermediate/discriminator.ts";
import { NO_DOCS } from "../intermediate/docs.ts";
import type { Node, UnionShape, Use } from "../intermediate/node.ts";
import { maybeList } from "./absence.ts";
import { branchNeeds } from "./ambiguity.ts";
import { lowerConstants } from "./constants.ts";
import type { Constant } from "../intermediate/sketch.ts";
import { formOf, hasNull, isEmpty } from "./forms.ts";
import { labelsOf } from "./branch-labels.ts";
import type { LoweredBody, LoweredUse, Scope } from "./scope.ts";
import { NO_REST } from "./wire.ts";
import type { WireUse } from "./wire.ts";

/** Branches apart from null and undefined. */
interface Split {
  readonly branches: readonly Use[];
  /** What null on the wire stands for; "none": null is no value of the union. */
  readonly empty: null | undefined | "none";
  /** Both null and undefined are values. */
  readonly both: boolean;
}

export function lowerUnion(shape: UnionShape, scope: Scope): LoweredBody {
  const { branches, empty, both } = split(shape);
  const [only] = branches;
  if (empty === "none") return lowerBranches(branches, scope);
  if (both) return lowerBoth(branches, scope);
  if (empty === null && branches.length === 1 && !hasNull(scope)) {
    const constants = constantsOf(only, scope);
    if (constants !== undefined) return lowerConstants([...constants, null], scope);
  }
  const inner =
    branches.length === 1 && only !== undefined
      ? scope.lower(only)
      : alone(lowerBranches(branches, scope), scope);
  if (only === undefined) return { body: { kind: "null" }, plan: { kind: "same" } };
  return scope.choices.maybes.has(scope.node.id)
    ? asMaybe(inner, empty, scope)
    : asNullable(inner, empty, scope);
}

/** The values of a part that is written as an enum, which null is one more value of where it is no type. */
function constantsOf(part: Use | undefined, scope: Scope): readonly Constant[] | undefined {
  const shape = part?.node.shape;
  if (shape?.kind === "constants") return shape.values;
  const written = scope.capabilities.objects.empty;
  return shape?.kind === "object" && isEmpty(shape) && !written && shape.rest.kind !== "unsaid"
    ? [{}]
    : undefined;
}

function split({ branches }: UnionShape): Split {
  const hasKind = (kind: string): boolean => branches.some(({ node }) => node.shape.kind === kind);
  const takesNull = hasKind("null");
  const takesUndefined = hasKind("undefined");
  return {
    branches: branches.filter(
      ({ node }) => node.shape.kind !== "null" && node.shape.kind !== "undefined",
    ),
    empty: takesNull ? null : takesUndefined ? undefined : "none",
    both: takesNull && takesUndefined,
  };
}

/** A body as a part of its own. */
function alone({ body, plan }: LoweredBody, scope: Scope): LoweredUse {
  return { use: scope.wire(body), plan: { body: plan } };
}

function asNullable(inner: LoweredUse, empty: null | undefined, scope: Scope): LoweredBody {
  const plan: PlanBody = { kind: "nullable", inner: inner.plan, empty };
  const branches = [inner.use, scope.wire({ kind: "null" })];
  return { body: { kind: "union", branches: branches.flatMap(flat) }, plan };
}

/** No union stands directly in another. */
function flat(use: WireUse): readonly WireUse[] {
  return use.wire.body.kind === "union" ? use.wire.body.branches : [use];
}

function asMaybe(inner: LoweredUse, empty: null | undefined, scope: Scope): LoweredBody {
  scope.change("L_OPT_LIST", "Written as a list: empty for null.");
  return {
    body: maybeList(inner.use, scope),
    plan: { kind: "maybe", inner: inner.plan, empty },
    notes: ["A list that holds the value, or is empty for null."],
  };
}

/** Null and undefined side by side: undefined is null, and null is in an object. */
function lowerBoth(branches: readonly Use[], scope: Scope): LoweredBody {
  scope.change("L_BOX", "Null where it is undefined, and in an object where it is there.");
  const some = alone(
    lowerUnion({ kind: "union", branches: [...branches, nullUse(scope)], exclusive: false }, scope),
    scope,
  );
  const boxed = wrap(some, undefined, scope);
  return asNullable(boxed, undefined, scope);
}

function nullUse({ node }: Scope): Use {
  return {
    node: { ...node, name: undefined, docs: NO_DOCS, shape: { kind: "null" } },
    docs: NO_DOCS,
  };
}

function lowerBranches(branches: readonly Use[], scope: Scope): LoweredBody {
  const [only] = branches;
  if (branches.length === 1 && only !== undefined) {
    const { use, plan } = scope.lower(only);
    return { body: { kind: "union", branches: [use] }, plan: plan.body };
  }
  const discriminator = discriminatorOf(branches.map(({ node }) => node));
  const labels = labelsOf(branches, discriminator);
  if (scope.choices.members.has(scope.node.id)) return asMembers(branches, labels, scope);
  const needs = branchNeeds(branches, scope);
  const lowered = branches.map((branch, index) => {
    const label = labels[index] ?? "";
    const tagged = needs.tagged.has(index);
    if (tagged) scope.change("L_VARIANT_TAG", `The branches are told apart by the field "${TAG}".`);
    const wraps = tagged && (scope.isText(branch.node) || !canTag(branch.node, scope));
    const part = scope.lower(branch, tagged && !wraps ? label : undefined);
    return wraps ? wrap(part, label, scope) : part;
  });
  const uses = lowered.map(({ use }) => use);
  const plans = lowered.map(({ plan }, index) =>
    branchPlan({ branches, labels, uses }, plan, index),
  );
  const by = needs.tagged.size > 0 ? FORM : choiceBy(discriminator);
  return {
    body: { kind: "union", branches: uses.flatMap(flat) },
    plan: { kind: "union", branches: plans, by },
  };
}

/** Whether a branch is an object that can tell what it is in a field that no other key can be mistaken for. */
function canTag(node: Node, scope: Scope): boolean {
  const { shape } = node;
  if (shape.kind !== "object" || formOf(node, scope) !== "object") return false;
  const { additionalProperties, maps } = scope.capabilities.objects;
  switch (shape.rest.kind) {
    case "closed":
    case "dropped":
      return true;
    case "unsaid":
      return additionalProperties !== "natural";
    case "open":
      return !maps;
  }
}

const FORM: BranchChoice = { kind: "form" };

function branchPlan(
  {
    branches,
    labels,
    uses,
  }: {
    readonly branches: readonly Use[];
    readonly labels: readonly string[];
    readonly uses: readonly WireUse[];
  },
  plan: Plan,
  index: number,
): BranchPlan {
  const branch = branches[index];
  const use = uses[index];
  if (branch === undefined || use === undefined)
    throw new RangeError(`There is no branch ${index}.`);
  return { node: branch.node, wire: use.wire, plan, label: labels[index] ?? "" };
}

function choiceBy(discriminator: Discriminator | undefined): BranchChoice {
  if (discriminator === undefined) return FORM;
  const exact = new Map<unknown, number>();
  const branches = new Map<string, number>();
  for (const [index, values] of discriminator.values) {
    for (const value of values) {
      exact.set(value, index);
      branches.set(identify(value), index);
    }
  }
  return { kind: "property", wireKey: discriminator.key, exact, branches };
}

/** A value under a key, after the label of its branch. */
function wrap(inner: LoweredUse, label: string | undefined, scope: Scope): LoweredUse {
  const tag: WireUse | undefined =
    label === undefined ? undefined : scope.wire({ kind: "enum", values: [label] });
  const properties = [
    ...(tag === undefined ? [] : [{ key: TAG, use: tag, required: true, modelKey: undefined }]),
    { key: WRAPPED, use: inner.use, required: true, modelKey: undefined },
  ];
  return {
    use: scope.wire({ kind: "object", properties, ...NO_REST }),
    plan: { body: { kind: "wrapped", inner: inner.plan, tag: label } },
  };
}

/** One list per branch, where the dialect has no room for another union. */
function asMembers(branches: readonly Use[], labels: readonly string[], scope: Scope): LoweredBody {
  scope.change("L_MEMBERS", "Written as one list per alternative, of which one holds the value.");
  const lowered = branches.map((branch) => scope.lower(branch));
  const properties = lowered.map(({ use }, index) => ({
    key: labels[index] ?? "",
    use: {
      ...scope.wire(maybeList({ wire: use.wire, docs: NO_DOCS }, scope)),
      docs: use.docs,
    },
    required: true,
    modelKey: undefined,
  }));
  const uses = lowered.map(({ use }) => use);
  const plans = lowered.map(({ plan }, index) =>
    branchPlan({ branches, labels, uses }, plan, index),
  );
  return {
    body: { kind: "object", properties, ...NO_REST },
    plan: { kind: "union", branches: plans, by: { kind: "members" } },
    notes: ["One alternative: a list with its value; the other lists stay empty."],
  };
}
