import { matchesPattern } from "../intermediate/pattern.ts";
import { isMeant } from "./accepts.ts";
import { carryBeside, noteAbsent } from "./beside.ts";
import { below } from "./lowering-run.ts";
import type { Lower, Lowerer, LowerRun } from "./lowering-run.ts";
import { isPlainObject, writeMember } from "./members.ts";
import { ENTRY_KEY, ENTRY_VALUE, WRAPPED } from "./plan.ts";
import type { Field, FieldForm, PlanBody, RestPlan } from "./plan.ts";

type ObjectPlan = Extract<PlanBody, { kind: "object" }>;

interface FieldWriter {
  readonly field: Field;
  readonly lower: Lower;
}

/** A member that is not on the wire. */
const NOTHING = Symbol("nothing");

export function lowerObject(plan: ObjectPlan, lowerer: Lowerer): Lower {
  const { tag, fields, rest } = plan;
  const writers = fields.map((field): FieldWriter => ({ field, lower: lowerer(field.plan) }));
  const known = new Set(fields.map(({ key }) => key));
  const writeRest = lowerRest(rest, lowerer);
  return (value, run) => {
    if (!isPlainObject(value)) return value;
    const object: Record<string, unknown> = {};
    if (tag !== undefined) object[tag.key] = tag.label;
    for (const { field, lower } of writers) {
      const member = Object.hasOwn(value, field.key) ? value[field.key] : undefined;
      const written =
        member === undefined ? absent(field, run) : present(field, member, { lower, run });
      if (written !== NOTHING) writeMember(object, field.wireKey, written);
    }
    const others = Object.keys(value).filter((key) => !known.has(key) && value[key] !== undefined);
    writeRest(value, others, { object, run });
    return object;
  };
}

function absent({ key, form }: Field, run: LowerRun): unknown {
  switch (form.kind) {
    case "plain":
      return NOTHING;
    case "null":
    case "box":
      return null;
    case "list":
      return [];
    case "listed":
      noteAbsent(key, run);
      return null;
    case "guess":
      return emptyForm(form);
  }
}

function emptyForm({ absent: kind }: Extract<FieldForm, { kind: "guess" }>): unknown {
  switch (kind) {
    case "absence":
      return NOTHING;
    case "null":
      return null;
    case "list":
      return [];
  }
}

function present(
  { key, form }: Field,
  member: unknown,
  { lower, run }: { readonly lower: Lower; readonly run: LowerRun },
): unknown {
  if (form.kind === "guess" && !isMeant(form.node, member)) {
    carryBeside(key, member, run);
    return emptyForm(form);
  }
  const written = below(run, key, () => lower(member, run));
  if (form.kind === "guess" && form.absent === "null" && written === null) {
    carryBeside(key, member, run);
    return null;
  }
  // A null that the model doesn't allow would be read as absence, which it may well allow.
  if (form.kind === "null" && written === null && run.carriesOther) carryBeside(key, member, run);
  switch (form.kind) {
    case "plain":
    case "null":
    case "listed":
      return written;
    case "list":
      return [written];
    case "box":
      return { [WRAPPED]: written };
    case "guess":
      return form.absent === "list" ? [written] : written;
  }
}

type WriteRest = (
  value: Readonly<Record<string, unknown>>,
  others: readonly string[],
  target: { readonly object: Record<string, unknown>; readonly run: LowerRun },
) => void;

function lowerRest(rest: RestPlan, lowerer: Lowerer): WriteRest {
  switch (rest.kind) {
    case "dropped":
      return () => {};
    case "left":
      return (value, others, { object }) => {
        for (const key of others) leave(object, key, value[key]);
      };
    case "beside":
      return (value, others, { run }) => {
        for (const key of others) carryBeside(key, value[key], run);
      };
    case "in_place": {
      const lower = lowerer(rest.plan);
      return (value, others, { object, run }) => {
        for (const key of others)
          leave(
            object,
            key,
            below(run, key, () => lower(value[key], run)),
          );
      };
    }
    case "entries":
      return lowerEntries(rest, lowerer(rest.value));
  }
}

function lowerEntries(rest: Extract<RestPlan, { kind: "entries" }>, lower: Lower): WriteRest {
  const { patterns, beyond, wireKey } = rest;
  const fitting = (key: string): boolean =>
    patterns.length === 0 || patterns.some((pattern) => matchesPattern(pattern, key));
  return (value, others, { object, run }) => {
    const entries: unknown[] = [];
    for (const key of others) {
      const member = value[key];
      if (fitting(key)) {
        entries.push({
          [ENTRY_KEY]: key,
          [ENTRY_VALUE]: below(run, key, () => lower(member, run)),
        });
      } else if (beyond === "beside") {
        carryBeside(key, member, run);
      } else {
        leave(object, key, member);
      }
    }
    object[wireKey] = entries;
  };
}

/** What the model has no word for stays, unless a field stands there. */
function leave(object: Record<string, unknown>, key: string, value: unknown): void {
  if (!Object.hasOwn(object, key)) writeMember(object, key, value);
}
