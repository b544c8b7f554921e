import { noteDouble, noteSeveral, readEntry } from "./entries.ts";
import { isMoved } from "./changing.ts";
import { isPlainObject, readerOf, writeMember } from "./members.ts";
import { WRAPPED } from "./plan.ts";
import type { Field, PlanBody, RestPlan } from "./plan.ts";
import type { Raise, Raiser, RaiseRun } from "./raising.ts";

type ObjectPlan = Extract<PlanBody, { kind: "object" }>;

/** What a field is read as when nothing was written for it. */
const ABSENT = Symbol("absent");

interface FieldPlace {
  readonly object: Record<string, unknown>;
  readonly key: string;
  readonly run: RaiseRun;
}

/** Reads one field off the wire: its value, or ABSENT. */
interface FieldReader {
  readonly key: string;
  readonly wireKey: string;
  readonly undefinable: boolean;
  readonly read: (wire: Readonly<Record<string, unknown>>) => unknown;
  readonly raise: Raise | undefined;
  /** Turns what is written into a value or ABSENT; undefined where it is the value. */
  readonly unpack: ((written: unknown, place: FieldPlace) => unknown) | undefined;
}

export function raiseObject(plan: ObjectPlan, raiser: Raiser): Raise {
  const readers = plan.fields.map((field) => readerOfField(field, raiser));
  const rest = raiseRest(plan.rest, raiser);
  const moved = plan.tag !== undefined || plan.rest.kind === "entries" || plan.fields.some(isMoved);
  if (moved) return rebuild(readers, rest, plan);
  const changed = readers.filter(({ raise }) => raise !== undefined);
  return plan.rest.kind === "in_place" ? rebuild(readers, rest, plan) : patch(changed);
}

function readerOfField({ key, wireKey, plan, form, undefinable }: Field, raiser: Raiser): FieldReader {
  const reader = { key, wireKey, undefinable, read: readerOf(wireKey), raise: raiser(plan) };
  switch (form.kind) {
    case "plain":
    case "listed":
      return { ...reader, unpack: undefined };
    case "null":
      return { ...reader, unpack: unpackNull };
    case "list":
      return { ...reader, unpack: unpackList };
    case "box":
      return { ...reader, unpack: unpackBox };
    case "guess":
      return { ...reader, unpack: { absence: undefined, null: unpackNull, list: unpackList }[form.absent] };
  }
}

function unpackNull(written: unknown): unknown {
  return written === null ? ABSENT : written;
}

function unpackList(written: unknown, { object, key, run }: FieldPlace): unknown {
  if (written === null) return ABSENT;
  if (!Array.isArray(written)) return written;
  if (written.length > 1) {
    noteSeveral(object, key, run);
    return written;
  }
  return written.length === 0 ? ABSENT : written[0];
}

function unpackBox(written: unknown): unknown {
  if (written === null) return ABSENT;
  return isPlainObject(written) && Object.hasOwn(written, WRAPPED) ? written[WRAPPED] : written;
}

/** Where every key stays: a copy, in which what needs it is raised. */
function patch(changed: readonly FieldReader[]): Raise {
  return (wire, run) => {
    if (!isPlainObject(wire)) return wire;
    let copy: Record<string, unknown> | undefined;
    for (const { key, read, raise } of changed) {
      const written = read(wire);
      if (written === undefined || raise === undefined) continue;
      const value = raise(written, run);
      if (value === written) continue;
      copy ??= { ...wire };
      writeMember(copy, key, value);
    }
    return copy ?? wire;
  };
}

type RaiseRest = (
  wire: Readonly<Record<string, unknown>>,
  object: Record<string, unknown>,
  run: RaiseRun,
) => void;

/** Where keys move or go: a new object, field by field, then whatever else the wire has. */
function rebuild(readers: readonly FieldReader[], rest: RaiseRest | undefined, { fields, rest: plan, tag }: ObjectPlan): Raise {
  const known = new Set(fields.map(({ wireKey }) => wireKey));
  if (tag !== undefined) known.add(tag.key);
  if (plan.kind === "entries") known.add(plan.wireKey);
  return (wire, run) => {
    if (!isPlainObject(wire)) return wire;
    const object: Record<string, unknown> = {};
    let seen = 0;
    for (const reader of readers) {
      const written = reader.read(wire);
      if (written !== undefined) seen += 1;
      readField(reader, written, { object, run });
    }
    if (tag !== undefined && Object.hasOwn(wire, tag.key)) seen += 1;
    if (plan.kind === "entries" && Object.hasOwn(wire, plan.wireKey)) seen += 1;
    if (countKeys(wire) !== seen || plan.kind === "in_place") copyOthers(wire, object, { known, plan, rest, run });
    if (plan.kind === "entries") rest?.(wire, object, run);
    return object;
  };
}

function readField(
  { key, undefinable, raise, unpack }: FieldReader,
  written: unknown,
  { object, run }: { readonly object: Record<string, unknown>; readonly run: RaiseRun },
): void {
  const found = unpack === undefined || written === undefined ? written : unpack(written, { object, key, run });
  if (found === ABSENT || found === undefined) {
    if (undefinable) writeMember(object, key, undefined);
    return;
  }
  const value = raise === undefined ? found : raise(found, run);
  if (key === "__proto__") writeMember(object, key, value);
  else object[key] = value;
}

function countKeys(object: object): number {
  let count = 0;
  // Answers come from JSON.parse, so that nothing is inherited; counting so makes no list of keys.
  for (const _key in object) count += 1;
  return count;
}

/** Keys that nothing is known of stay where they are, unless a field is there already. */
function copyOthers(
  wire: Readonly<Record<string, unknown>>,
  object: Record<string, unknown>,
  { known, plan, rest, run }: {
    readonly known: ReadonlySet<string>;
    readonly plan: RestPlan;
    readonly rest: RaiseRest | undefined;
    readonly run: RaiseRun;
  },
): void {
  for (const key of Object.keys(wire)) {
    if (known.has(key) || Object.hasOwn(object, key)) continue;
    writeMember(object, key, wire[key]);
  }
  if (plan.kind === "in_place") rest?.(wire, object, run);
}

function raiseRest(plan: RestPlan, raiser: Raiser): RaiseRest | undefined {
  switch (plan.kind) {
    case "left":
    case "dropped":
    case "beside":
      return undefined;
    case "in_place": {
      const raise = raiser(plan.plan);
      if (raise === undefined) return undefined;
      return raiseInPlace(raise);
    }
    case "entries":
      return raiseEntries(plan.wireKey, raiser(plan.value));
  }
}

function raiseInPlace(raise: Raise): RaiseRest {
  return (wire, object, run) => {
    for (const key of Object.keys(wire)) {
      const written = wire[key];
      if (Object.hasOwn(object, key) && object[key] === written) writeMember(object, key, raise(written, run));
    }
  };
}

function raiseEntries(wireKey: string, raise: Raise | undefined): RaiseRest {
  const readList = readerOf(wireKey);
  return (wire, object, run) => {
    const list = readList(wire);
    if (list === undefined || list === null) return;
    const entries = Array.isArray(list) ? list.map(readEntry) : [undefined];
    if (entries.some((entry) => typeof entry?.key !== "string")) {
      writeMember(object, wireKey, list);
      return;
    }
    for (const entry of entries) {
      if (entry === undefined || typeof entry.key !== "string") continue;
      noteDouble(object, entry.key, run);
      writeMember(object, entry.key, raise === undefined ? entry.value : raise(entry.value, run));
    }
  };
}
