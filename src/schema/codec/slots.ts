import { fromPointer } from "../intermediate/path.ts";
import type { Slots } from "../lowering/root.ts";
import { carryBeside } from "./beside.ts";
import type { LowerRun } from "./lowering-run.ts";
import { isPlainObject, writeMember } from "./members.ts";
import { readText, writeText } from "./text.ts";

/** A member of the model that has the name of a list at the root is carried in that of the other fields. */
export function clearSlots(
  object: Record<string, unknown>,
  value: unknown,
  { slots, run }: { readonly slots: Slots; readonly run: LowerRun },
): void {
  for (const name of [slots.other, slots.absent]) {
    if (name === undefined || !Object.hasOwn(object, name)) continue;
    if (slots.other !== undefined && isPlainObject(value)) carryBeside(name, value[name], run);
    delete object[name];
  }
}

/** Puts what was carried beside the model into the lists at the root. */
export function fillSlots(object: Record<string, unknown>, slots: Slots, run: LowerRun): void {
  if (slots.other !== undefined) {
    object[slots.other] = run.other.map(({ path, value }) => ({
      path,
      value: writeText(value) ?? "null",
    }));
  }
  if (slots.absent !== undefined) object[slots.absent] = run.absent;
}

/** Puts what the lists at the root hold in its place; what has no place is left out. */
export function applySlots(
  raised: unknown,
  { other, absent }: { readonly other: readonly unknown[]; readonly absent: readonly unknown[] },
): unknown {
  let whole = raised;
  for (const entry of other) {
    if (!isPlainObject(entry) || typeof entry["path"] !== "string") continue;
    whole = add(whole, fromPointer(entry["path"]), readText(entry["value"]));
  }
  for (const pointer of absent) {
    if (typeof pointer === "string") whole = removeNull(whole, fromPointer(pointer));
  }
  return whole;
}

const NOTHING: readonly unknown[] = [];

/** One of the lists at the root; empty where the answer has none. */
export function listAt(wire: unknown, name: string | undefined): readonly unknown[] {
  if (name === undefined || !isPlainObject(wire) || !Object.hasOwn(wire, name)) return NOTHING;
  const list = wire[name];
  return Array.isArray(list) ? list : NOTHING;
}

/** The same with a member added where there is none; containers on the way are copied. */
function add(container: unknown, steps: readonly string[], value: unknown): unknown {
  return change(container, steps, (object, key) => {
    if (!Object.hasOwn(object, key)) writeMember(object, key, value);
  });
}

function removeNull(container: unknown, steps: readonly string[]): unknown {
  return change(container, steps, (object, key) => {
    if (Object.hasOwn(object, key) && object[key] === null) delete object[key];
  });
}

function change(
  container: unknown,
  [step, ...rest]: readonly string[],
  work: (object: Record<string, unknown>, key: string) => void,
): unknown {
  if (step === undefined) return container;
  if (Array.isArray(container)) {
    const index = Number(step);
    if (rest.length === 0 || !(index in container)) return container;
    return container.with(index, change(container[index], rest, work));
  }
  if (!isPlainObject(container)) return container;
  const copy = { ...container };
  if (rest.length === 0) work(copy, step);
  else if (Object.hasOwn(copy, step)) writeMember(copy, step, change(copy[step], rest, work));
  return copy;
}
