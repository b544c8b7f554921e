import { toPointer } from "../intermediate/path.ts";
import type { LowerRun } from "./lowering-run.ts";

/** Carries a member that has no place in the schema in the list at the root. */
export function carryBeside(key: string, value: unknown, { path, other }: LowerRun): void {
  other.push({ path: toPointer([...path, key]), value });
}

/** Notes that a member is absent where null would stand for null. */
export function noteAbsent(key: string, { path, absent }: LowerRun): void {
  absent.push(toPointer([...path, key]));
}
