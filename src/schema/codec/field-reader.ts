import { isObject } from "../../util/json.ts";
import { noteSeveral } from "./entries.ts";
import { isListed } from "./generate-reader.ts";
import type { StraightAbsence } from "./generate-reader.ts";
import { readerOf } from "./members.ts";
import { WRAPPED } from "./plan.ts";
import type { Field } from "./plan.ts";
import type { Raise, Raiser, RaiseRun } from "./raising.ts";

/** What a field is read as when nothing was written for it. */
export const ABSENT: unique symbol = Symbol("absent");

/** Where a value will stand. */
export interface FieldPlace {
  readonly container: object;
  readonly key: string | number;
  readonly run: RaiseRun;
}

/** Reads one field off the wire: its value, or ABSENT. */
export interface FieldReader {
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

export function fieldReader(
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

function unpackList(written: unknown, { container, key, run }: FieldPlace): unknown {
  if (written === null) return ABSENT;
  if (!Array.isArray(written)) return written;
  if (written.length > 1) {
    noteSeveral(container, key, run);
    return written;
  }
  return written.length === 0 ? ABSENT : written[0];
}

function unpackBox(written: unknown): unknown {
  if (written === null) return ABSENT;
  return isObject(written) && Object.hasOwn(written, WRAPPED) ? written[WRAPPED] : written;
}

/** The raised value of a field; ABSENT where nothing is written for it. */
export function readValue(
  { read, undefinable, raise, unpack }: FieldReader,
  wire: Readonly<Record<string, unknown>>,
  place: FieldPlace,
): unknown {
  const written = read(wire);
  const found = unpack === undefined || written === undefined ? written : unpack(written, place);
  if (found === ABSENT || found === undefined) return undefinable ? undefined : ABSENT;
  return raise === undefined ? found : raise(found, place.run);
}
