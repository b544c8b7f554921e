import { isEntry, noteDouble } from "./entries.ts";
import { isObject } from "../../util/json.ts";
import { ABSENT, fieldReader, readValue } from "./field-reader.ts";
import type { FieldReader, RootKeys } from "./field-reader.ts";
import { generateReader } from "./generate-reader.ts";
import type { KnownKeys, ReadOthers, UnusualReaders } from "./generate-reader.ts";
import { readerOf, writeMember } from "./members.ts";
import type { PlanBody } from "./plan.ts";
import type { Raise, Raiser, RaiseRun } from "./raising.ts";

type ObjectPlan = Extract<PlanBody, { kind: "object" }>;

/** Reads an object field by field into a new one, then whatever else the wire has. */
export function raiseObject(plan: ObjectPlan, raiser: Raiser, root?: RootKeys): Raise {
  const { fields, rest, tag } = plan;
  const ignored = root?.ignored ?? [];
  const readers = fields.map((field) => fieldReader(field, raiser, root));
  const raise = rest.kind === "in_place" ? raiser(rest.plan) : undefined;
  const readEntries =
    rest.kind === "entries" ? raiseEntries(rest.wireKey, raiser(rest.value)) : undefined;
  const known = new Set([...fields.map(({ wireKey }) => wireKey), ...ignored]);
  const isTag = (wire: Readonly<Record<string, unknown>>, key: string): boolean =>
    key === tag?.key && wire[key] === tag.label;
  if (rest.kind === "entries") known.add(rest.wireKey);
  const readLoop: Raise = (wire, run) => {
    if (!isObject(wire)) return wire;
    const object: Record<string, unknown> = {};
    for (const reader of readers) readField(reader, wire, { object, run });
    copyOthers(wire, object, { isKnown: (key) => known.has(key) || isTag(wire, key), raise, run });
    readEntries?.(wire, object, run);
    return object;
  };
  const names: KnownKeys = {
    tag,
    ignored: rest.kind === "entries" ? [...ignored, rest.wireKey] : ignored,
    othersStay: raise === undefined,
  };
  const unusual = { readUnusual: readLoop, readOthers: readEntries };
  return straightReader(readers, names, unusual) ?? readLoop;
}

/** The fast way for answers as they should be; undefined where a field has to be unpacked. */
function straightReader(
  readers: readonly FieldReader[],
  known: KnownKeys,
  unusual: UnusualReaders,
): Raise | undefined {
  const fields = readers.flatMap(({ key, wireKey, raise, undefinable, straight }) =>
    undefinable || straight === undefined ? [] : [{ key, wireKey, raise, absent: straight }],
  );
  return fields.length === readers.length ? generateReader(fields, known, unusual) : undefined;
}

function readField(
  reader: FieldReader,
  wire: Readonly<Record<string, unknown>>,
  { object, run }: { readonly object: Record<string, unknown>; readonly run: RaiseRun },
): void {
  const { key } = reader;
  const value = readValue(reader, wire, { container: object, key, run });
  if (value !== ABSENT) writeMember(object, key, value);
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

function raiseEntries(wireKey: string, raise: Raise | undefined): ReadOthers {
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
