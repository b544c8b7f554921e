import type { JsonValue } from "../../util/json.ts";
import type { Issue } from "../../model/outcome.ts";
import type { Node } from "../intermediate/node.ts";
import type { LoweredRoot } from "../lowering/root.ts";
import { accepts } from "./accepts.ts";
import { compileLower } from "./lower.ts";
import type { Lower, LowerRun } from "./lowering-run.ts";
import { isPlainObject, writeMember } from "./members.ts";
import { issuesOf } from "./problems.ts";
import { WRAPPED } from "./plan.ts";
import { compileRaise } from "./raise.ts";
import type { Raise, RaiseRun } from "./raising.ts";
import { sameJson } from "./same-json.ts";
import { applySlots, clearSlots, fillSlots, listAt } from "./slots.ts";
import { toPointer } from "../intermediate/path.ts";
import type { RootKeys } from "./field-reader.ts";

/** The way from an answer to a model's input, and back. */
export interface ModelCodec {
  raise(wire: unknown, issues?: Issue[]): unknown;
  lower(value: unknown): JsonValue;
}

/** Makes the functions of a lowered model, each when it is first needed. */
export function modelCodec(model: Node, root: LoweredRoot): ModelCodec {
  let raiser: RootRaise | undefined;
  let lowerer: Lower | undefined;

  const raise = (wire: unknown, issues?: Issue[]): unknown => {
    raiser ??= rootRaise(root);
    try {
      return raiser(wire, issues);
    } catch {
      // Only an answer nested beyond any model exhausts the stack.
      issues?.push({ path: [], message: "The answer is nested too deeply to be read." });
      return wire;
    }
  };

  const lowerRoot = (value: unknown): unknown => {
    lowerer ??= compileLower(root.plan);
    const carriesOther = root.slots.other !== undefined;
    const run: LowerRun = { path: [], other: [], absent: [], carriesOther };
    const lowered = lowerer(value, run);
    const object: Record<string, unknown> = root.wrapped
      ? { [WRAPPED]: lowered }
      : isPlainObject(lowered)
        ? { ...lowered }
        : {};
    if (!root.wrapped && !isPlainObject(lowered)) return lowered;
    clearSlots(object, value, { slots: root.slots, run });
    fillSlots(object, root.slots, run);
    return object;
  };

  const lower = (value: unknown): JsonValue => {
    const wire = lowerRoot(value);
    // A value that is none of the model's must not become one on its way there and back.
    const faithful = accepts(model, value) || sameJson(raise(wire), value);
    const result = faithful ? wire : faithless(value, wire, (one) => accepts(model, raise(one)));
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- JSON as far as the value was the model's
    return result as JsonValue;
  };

  return { raise, lower };
}

type RootRaise = (wire: unknown, issues: Issue[] | undefined) => unknown;

/** The raise of a whole answer. Most models have no lists at the root, and nothing is done for them. */
function rootRaise(root: LoweredRoot): RootRaise {
  const { slots, wrapped } = root;
  const keys = rootKeys(root);
  const raise = compileRaise(root.plan, keys);
  if (slots.other !== undefined || slots.absent !== undefined)
    return (wire, issues) => raiseWithLists(wire, { root, raise, issues, settled: keys?.settled });
  if (raise === undefined) return wrapped ? (wire) => unwrap(wire, root) : (wire) => wire;
  return (wire, issues) => {
    const run: RaiseRun = { problems: [], absent: NONE };
    const raised = raise(wrapped ? unwrap(wire, root) : wire, run);
    if (run.problems.length > 0) issues?.push(...issuesOf(run.problems, raised));
    return raised;
  };
}

const NONE: readonly unknown[] = [];

function raiseWithLists(
  wire: unknown,
  {
    root,
    raise,
    issues,
    settled,
  }: {
    readonly root: LoweredRoot;
    readonly raise: Raise | undefined;
    readonly issues: Issue[] | undefined;
    readonly settled: ReadonlySet<unknown> | undefined;
  },
): unknown {
  const { slots } = root;
  const run: RaiseRun = { problems: [], absent: listAt(wire, slots.absent) };
  const inner = settled === undefined ? unwrap(wire, root) : wire;
  const raised = raise === undefined ? inner : raise(inner, run);
  const whole = applySlots(raised, {
    other: listAt(wire, slots.other),
    absent: settled === undefined ? run.absent : run.absent.filter((one) => !settled.has(one)),
  });
  if (run.problems.length > 0) issues?.push(...issuesOf(run.problems, whole));
  return whole;
}

/** How a field of the root may be listed as absent: a missing first slash is forgiven. */
function pointersOf(key: string): readonly string[] {
  const pointer = toPointer([key]);
  return [pointer, pointer.slice(1)];
}

/** What the root's own reader takes care of; undefined where the root is no object of fields, or has no lists. */
function rootKeys({
  plan,
  wrapped,
  slots,
}: LoweredRoot): (RootKeys & { readonly settled: ReadonlySet<unknown> }) | undefined {
  const ignored = [slots.other, slots.absent].filter((name) => name !== undefined);
  if (wrapped || ignored.length === 0 || plan.body.kind !== "object") return undefined;
  const listed = plan.body.fields.filter(({ form }) => form.kind === "listed");
  return { ignored, pointersOf, settled: new Set(listed.flatMap(({ key }) => pointersOf(key))) };
}

/** The model's part of an answer. One that was given without its wrapper is taken as it is. */
function unwrap(wire: unknown, { wrapped, slots }: LoweredRoot): unknown {
  if (!isPlainObject(wire)) return wire;
  if (wrapped) return Object.hasOwn(wire, WRAPPED) ? wire[WRAPPED] : wire;
  const added = [slots.other, slots.absent].filter((name) => name !== undefined);
  if (!added.some((name) => Object.hasOwn(wire, name))) return wire;
  const own: Record<string, unknown> = {};
  for (const key of Object.keys(wire)) if (!added.includes(key)) writeMember(own, key, wire[key]);
  return own;
}

const OUTSIDERS: readonly unknown[] = ["", null, [], {}, 0, false, { "": [] }];

/** Something that is read as no value of the model either. */
function faithless(value: unknown, wire: unknown, isOfModel: (wire: unknown) => boolean): unknown {
  if (!isOfModel(wire)) return wire;
  // Null may be the one that is found, so what is found can't be told from nothing by its value.
  const [outsider = { wire }] = [value, ...OUTSIDERS]
    .filter((one) => !isOfModel(one))
    .map((one) => ({ wire: one }));
  return outsider.wire;
}
