import { isEntry, noteDouble, noteSeveral } from "./entries.ts";
import { isObject } from "../../util/json.ts";
import { generateReader, isListed } from "./generate-reader.ts";
import type { KnownKeys, Reader, StraightAbsence } from "./generate-reader.ts";
import { readerOf, writeMember } from "./members.ts";
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
  /** How the absence is written, where code can be generated for it. */
  readonly straight: StraightAbsence | undefined;
  /** Turns what is written into a value or ABSENT; undefined where it is the value. */
  readonly unpack: ((written: unknown, place: FieldPlace) => unknown) | undefined;
}

/** What only the root has: lists of its own, and fields that one of them lists as absent. */
export interface RootKeys {
  /** Keys of the root that are no part of the model. */
  readonly ignored: readonly string[];
  /** The texts by which a field is listed as absent. */
  readonly pointersOf: (key: string) => readonly string[];
}

/** Reads an object field by field into a new one, then whatever else the wire has. */
export function raiseObject(plan: ObjectPlan, raiser: Raiser, root?: RootKeys): Raise {
  const { fields, rest, tag } = plan;
  const ignored = root?.ignored ?? [];
  const readers = fields.map((field) => readerOfField(field, raiser, root));
  const raise = rest.kind === "in_place" ? raiser(rest.plan) : undefined;
  const readEntries =
    rest.kind === "entries" ? raiseEntries(rest.wireKey, raiser(rest.value)) : undefined;
  const known = new Set([...fields.map(({ wireKey }) => wireKey), ...ignored]);
  const isTag = (wire: Readonly<Record<string, unknown>>, key: string): boolean =>
    key === tag?.key && wire[key] === tag.label;
  if (rest.kind === "entries") known.add(rest.wireKey);
  const readStraight =
    readEntries === undefined
      ? straightReader(readers, { tag, ignored, othersStay: raise === undefined })
      : undefined;
  return (wire, run) => {
    if (!isObject(wire)) return wire;
    const straight = readStraight?.(wire, run);
    if (straight !== undefined) return straight;
    const object: Record<string, unknown> = {};
    for (const reader of readers) readField(reader, wire, { object, run });
    copyOthers(wire, object, { isKnown: (key) => known.has(key) || isTag(wire, key), raise, run });
    readEntries?.(wire, object, run);
    return object;
  };
}

function readerOfField(
  { key, wireKey, plan, form, undefinable }: Field,
  raiser: Raiser,
  root: RootKeys | undefined,
): FieldReader {
  const reader = { key, wireKey, undefinable, read: readerOf(wireKey), raise: raiser(plan) };
  const absence = { ...reader, straight: { kind: "absence" }, unpack: undefined } as const;
  const asNull = { ...reader, straight: { kind: "null" }, unpack: unpackNull } as const;
  const asList = {
    ...reader,
    straight: { kind: "list", several: noteSeveral },
    unpack: unpackList,
  } as const;
  switch (form.kind) {
    case "plain":
      return absence;
    case "listed": {
      // Below the root, where something is depends on the answer, and absence is settled in the end.
      if (root === undefined) return absence;
      const pointers = root.pointersOf(key);
      const listed = isListed(pointers);
      const unpack: FieldReader["unpack"] = (written, { run }) =>
        written === null && listed(run) ? ABSENT : written;
      return { ...reader, straight: { kind: "listed", pointers }, unpack };
    }
    case "null":
      return asNull;
    case "list":
      return asList;
    case "box":
      return { ...reader, straight: undefined, unpack: unpackBox };
    case "guess":
      return { absence, null: asNull, list: asList }[form.absent];
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
  return isObject(written) && Object.hasOwn(written, WRAPPED) ? written[WRAPPED] : written;
}

type ReadEntries = (
  wire: Readonly<Record<string, unknown>>,
  object: Record<string, unknown>,
  run: RaiseRun,
) => void;

/** The fast way for answers as they should be; undefined where a field has to be unpacked. */
function straightReader(readers: readonly FieldReader[], known: KnownKeys): Reader | undefined {
  const fields = readers.flatMap(({ key, wireKey, raise, undefinable, straight }) =>
    undefinable || straight === undefined ? [] : [{ key, wireKey, raise, absent: straight }],
  );
  return fields.length === readers.length ? generateReader(fields, known) : undefined;
}

function readField(
  { key, read, undefinable, raise, unpack }: FieldReader,
  wire: Readonly<Record<string, unknown>>,
  { object, run }: Omit<FieldPlace, "key">,
): void {
  const written = read(wire);
  const found =
    unpack === undefined || written === undefined ? written : unpack(written, { object, key, run });
  if (found === ABSENT || found === undefined) {
    if (undefinable) writeMember(object, key, undefined);
    return;
  }
  writeMember(object, key, raise === undefined ? found : raise(found, run));
}

/** Keys that are no fields stay where they are, unless a field is there already. */
function copyOthers(
  wire: Readonly<Record<string, unknown>>,
  object: Record<string, unknown>,
  {
    isKnown,
    raise,
    run,
  }: {
    readonly isKnown: (key: string) => boolean;
    readonly raise: Raise | undefined;
    readonly run: RaiseRun;
  },
): void {
  for (const key of Object.keys(wire)) {
    if (isKnown(key) || Object.hasOwn(object, key)) continue;
    writeMember(object, key, raise === undefined ? wire[key] : raise(wire[key], run));
  }
}

function raiseEntries(wireKey: string, raise: Raise | undefined): ReadEntries {
  const readList = readerOf(wireKey);
  return (wire, object, run) => {
    const list = readList(wire);
    if (list === undefined || list === null) return;
    const entries: readonly unknown[] = Array.isArray(list) ? list : [list];
    if (!entries.every((entry) => isEntry(entry) && typeof entry.key === "string")) {
      writeMember(object, wireKey, list);
      return;
    }
    for (const entry of entries) {
      if (!isEntry(entry) || typeof entry.key !== "string") continue;
      noteDouble(object, entry.key, run);
      writeMember(object, entry.key, raise === undefined ? entry.value : raise(entry.value, run));
    }
  };
}
