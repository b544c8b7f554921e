import { isObject } from "../../util/json.ts";
import { ENTRY_KEY, ENTRY_VALUE } from "./plan.ts";
import type { RaiseRun } from "./raising.ts";

/** A key and a value, as records and maps are written. */
export interface Entry {
  readonly [ENTRY_KEY]: unknown;
  readonly [ENTRY_VALUE]: unknown;
}

export function isEntry(value: unknown): value is Entry {
  return isObject(value) && value[ENTRY_KEY] !== undefined && value[ENTRY_VALUE] !== undefined;
}

/** A key given twice: the model can't see it any more. */
export function noteDouble(record: object, key: string, { problems }: RaiseRun): void {
  if (!Object.hasOwn(record, key)) return;
  problems.push({ container: record, key, message: `The key "${key}" is given more than once.` });
}

/** Keys given twice, once it is known that there are some. */
export function noteDoubles(record: object, entries: readonly unknown[], run: RaiseRun): void {
  const seen: Record<string, true> = Object.create(null);
  for (const entry of entries) {
    const key = isEntry(entry) ? String(entry.key) : "";
    if (key in seen) noteDouble(record, key, run);
    seen[key] = true;
  }
}

/** More than one value in a list of at most one. */
export function noteSeveral(
  container: object,
  key: string | number | undefined,
  { problems }: RaiseRun,
): void {
  const message = "The list holds more than one value, and at most one is expected.";
  problems.push({ container, key, message });
}
