import { noteDouble, noteSeveral, readEntry } from "./entries.ts";
import { isMoved } from "./changing.ts";
import { isPlainObject, readerOf, writeMember } from "./members.ts";
import { WRAPPED } from "./plan.ts";
import type { Field, PlanBody } from "./plan.ts";
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
  const spreads = plan.rest.kind === "entries" || plan.rest.kind === "in_place";
  if (spreads || plan.tag !== undefined || plan.fields.some(isMoved)) {
    return rebuild(readers, plan, raiser);
  }
  return patch(readers.filter(({ raise }) => raise !== undefined));
}

function readerOfField(
  { key, wireKey, plan, form, undefinable }: Field,
  raiser: Raiser,
): FieldReader {
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
      return {
        ...reader,
        unpack: { absence: undefined, null: unpackNull, list: unpackList }[form.absent],
      };
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

type ReadEntries = (
  wire: Readonly<Record<string, unknown>>,
  object: Record<string, unknown>,
  run: RaiseRun,
) => void;

/** Where keys move or go: a new object, field by field, then whatever else the wire has. */
function rebuild(readers: readonly FieldReader[], plan: ObjectPlan, raiser: Raiser): Raise {
  const { fields, rest, tag } = plan;
  const raise = rest.kind === "in_place" ? raiser(rest.plan) : undefined;
  const readEntries =
    rest.kind === "entries" ? raiseEntries(rest.wireKey, raiser(rest.value)) : undefined;
  const known = new Set(fields.map(({ wireKey }) => wireKey));
  if (tag !== undefined) known.add(tag.key);
  if (rest.kind === "entries") known.add(rest.wireKey);
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
    if (rest.kind === "entries" && Object.hasOwn(wire, rest.wireKey)) seen += 1;
    if (countKeys(wire) !== seen) copyOthers(wire, object, { known, raise, run });
    readEntries?.(wire, object, run);
    return object;
  };
}

function readField(
  { key, undefinable, raise, unpack }: FieldReader,
  written: unknown,
  { object, run }: { readonly object: Record<string, unknown>; readonly run: RaiseRun },
): void {
  const found =
    unpack === undefined || written === undefined ? written : unpack(written, { object, key, run });
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
  for (const key in object) count += key === undefined ? 0 : 1;
  return count;
}

/** Keys that are no fields stay where they are, unless a field is there already. */
function copyOthers(
  wire: Readonly<Record<string, unknown>>,
  object: Record<string, unknown>,
  {
    known,
    raise,
    run,
  }: {
    readonly known: ReadonlySet<string>;
    readonly raise: Raise | undefined;
    readonly run: RaiseRun;
  },
): void {
  for (const key of Object.keys(wire)) {
    if (known.has(key) || Object.hasOwn(object, key)) continue;
    writeMember(object, key, raise === undefined ? wire[key] : raise(wire[key], run));
  }
}

function raiseEntries(wireKey: string, raise: Raise | undefined): ReadEntries {
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
