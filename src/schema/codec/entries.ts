import { isPlainObject } from "./members.ts";
import { ENTRY_KEY, ENTRY_VALUE } from "./plan.ts";
import type { RaiseRun } from "./raising.ts";

export interface Entry {
  readonly key: unknown;
  readonly value: unknown;
}

/** The key and value of an entry; undefined for what is none. */
export function readEntry(entry: unknown): Entry | undefined {
  if (!isPlainObject(entry)) return undefined;
  if (!Object.hasOwn(entry, ENTRY_KEY) || !Object.hasOwn(entry, ENTRY_VALUE)) return undefined;
  return { key: entry[ENTRY_KEY], value: entry[ENTRY_VALUE] };
}

/** A key given twice: the model can't see it any more. */
export function noteDouble(record: object, key: string, { problems }: RaiseRun): void {
  if (!Object.hasOwn(record, key)) return;
  problems.push({ container: record, key, message: `The key "${key}" is given more than once.` });
}

/** More than one value in a list of at most one. */
export function noteSeveral(
  container: object,
  key: string | undefined,
  { problems }: RaiseRun,
): void {
  const message = "The list holds more than one value, and at most one is expected.";
  problems.push({ container, key, message });
}
