import { isInherited, writeMember } from "./members.ts";
import type { Raise, RaiseRun } from "./raising.ts";

/** How a field is written that has no value. */
export type StraightAbsence =
  | { readonly kind: "absence" | "null" }
  /** An empty list; a value is the one item of a list, and `several` is told of more. */
  | {
      readonly kind: "list";
      readonly several: (object: object, key: string, run: RaiseRun) => void;
    }
  /** Null, and one of these texts in the list of what is absent. */
  | { readonly kind: "listed"; readonly pointers: readonly string[] };

/** A field that is read straight off the wire. */
export interface StraightField {
  readonly key: string;
  readonly wireKey: string;
  readonly absent: StraightAbsence;
  readonly raise: Raise | undefined;
}

/** A key that says which branch of a union an object is, and what it says. */
interface Tag {
  readonly key: string;
  readonly label: string;
}

/** Keys of an object that are no fields and no surprise. */
export interface KnownKeys {
  readonly tag: Tag | undefined;
  /** Keys that are no part of the object, and are read elsewhere. */
  readonly ignored: readonly string[];
  /** Whether any other key stays what it is. */
  readonly othersStay: boolean;
}

type WireObject = Readonly<Record<string, unknown>>;

/** Reads keys that are no fields into the object that is made. */
export type ReadOthers = (wire: WireObject, object: Record<string, unknown>, run: RaiseRun) => void;

export interface UnusualReaders {
  /** Reads an object with other keys than those that are known. */
  readonly readUnusual: Raise;
  /** Reads what stands under the keys that are ignored, where there is anything to read. */
  readonly readOthers: ReadOthers | undefined;
}

/**
 * A reader with every name written out, about five times as fast as a loop over names: answers are read by the million.
 * Undefined where the process forbids code from text, and the loop has to do.
 */
export function generateReader(
  fields: readonly StraightField[],
  known: KnownKeys,
  { readUnusual, readOthers }: UnusualReaders,
): Raise | undefined {
  const raises = fields.map(({ raise }) => raise);
  const absences = fields.map(({ absent }) =>
    absent.kind === "list" ? absent.several : absent.kind === "listed" && isListed(absent.pointers),
  );
  const given = { raises, absences, readUnusual, readOthers, writeMember };
  try {
    const source = sourceOf(fields, known, readOthers !== undefined);
    // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- names are quoted as JSON, nothing else is foreign
    const make: unknown = new Function(...Object.keys(given), source);
    const reader: unknown =
      typeof make === "function" ? Reflect.apply(make, undefined, Object.values(given)) : undefined;
    return isReader(reader) ? reader : undefined;
  } catch {
    return undefined;
  }
}

function isReader(value: unknown): value is Raise {
  return typeof value === "function";
}

/** The member of that name that was written, whatever else objects have under it. */
function member(name: string): string {
  const key = JSON.stringify(name);
  return isInherited(name)
    ? `(Object.hasOwn(wire, ${key}) ? wire[${key}] : undefined)`
    : `wire[${key}]`;
}

function assignment(name: string, value: string): string {
  const key = JSON.stringify(name);
  return name === "__proto__"
    ? `writeMember(object, ${key}, ${value});`
    : `object[${key}] = ${value};`;
}

/** Whether a run lists one of the texts as absent. */
export function isListed(pointers: readonly string[]): (run: RaiseRun) => boolean {
  return ({ absent }) => absent.length > 0 && pointers.some((pointer) => absent.includes(pointer));
}

/** Whether the answer can be the value as it is. */
function mayStay(
  fields: readonly StraightField[],
  { tag, ignored, othersStay }: KnownKeys,
): boolean {
  if (tag !== undefined || ignored.length > 0 || !othersStay) return false;
  return fields.every(
    ({ key, wireKey, absent }) =>
      key === wireKey && (absent.kind === "absence" || absent.kind === "null"),
  );
}

/** Before anything is read: nothing in the fields is written otherwise, and no null stands for absence. */
function staysUnread(fields: readonly StraightField[]): string {
  if (fields.some(({ raise }) => raise !== undefined)) return "";
  const nullable = fields.filter(({ absent }) => absent.kind === "null");
  const said = nullable.map(({ wireKey }) => `${member(wireKey)} !== null`);
  return `  if (${allOf(said)}) return wire;\n`;
}

/** After everything was read: all of it turned out to be as it was written. */
function staysRead(fields: readonly StraightField[]): string {
  const raises = fields.map(({ absent, raise }, index) => {
    const none = absent.kind === "null" ? "== null" : "=== undefined";
    const raised = raise === undefined ? `written${index}` : `raise${index}(written${index}, run)`;
    return `const raised${index} = written${index} ${none} ? undefined : ${raised};`;
  });
  const same = fields.map((_field, index) => `raised${index} === written${index}`);
  const writes = fields.map(({ key, absent }, index) => {
    const given = absent.kind === "null" ? "!= null" : "!== undefined";
    return `if (written${index} ${given}) ${assignment(key, `raised${index}`)}`;
  });
  return `  ${raises.join("\n  ")}
  if (${allOf(same)}) return wire;
  const object = {};
  ${writes.join("\n  ")}
  return object;`;
}

function allOf(conditions: readonly string[]): string {
  return conditions.length === 0 ? "true" : conditions.join(" && ");
}

function raisedBy({ raise }: StraightField, index: number, value: string): string {
  return raise === undefined ? value : `raise${index}(${value}, run)`;
}

/** Writes one field into `object`, where it has a value. */
function writeOf(field: StraightField, index: number): string {
  const { key, absent } = field;
  const written = `written${index}`;
  const write = assignment(key, raisedBy(field, index, written));
  switch (absent.kind) {
    case "absence":
      return `if (${written} !== undefined) ${write}`;
    case "null":
      return `if (${written} != null) ${write}`;
    case "listed":
      return `if (${written} !== undefined && (${written} !== null || !absence${index}(run))) ${write}`;
    case "list":
      return `value = ${written};
  if (value === null) value = undefined;
  else if (Array.isArray(value)) {
    if (value.length > 1) absence${index}(object, ${JSON.stringify(key)}, run);
    else value = value[0];
  }
  if (value !== undefined) ${assignment(key, raisedBy(field, index, "value"))}`;
  }
}

function alwaysNew(fields: readonly StraightField[], readsOthers: boolean): string {
  return `  const object = {};
  let value;
  ${fields.map(writeOf).join("\n  ")}
  ${readsOthers ? "readOthers(wire, object, run);" : ""}
  return object;`;
}

function sourceOf(
  fields: readonly StraightField[],
  known: KnownKeys,
  readsOthers: boolean,
): string {
  const { tag, ignored } = known;
  const reads = fields.map(({ wireKey }, index) => `const written${index} = ${member(wireKey)};`);
  const counted = [
    ...fields.map((_field, index) => `written${index} !== undefined`),
    ...ignored.map((name) => `${member(name)} !== undefined`),
    ...(tag === undefined ? [] : [`${member(tag.key)} === ${JSON.stringify(tag.label)}`]),
  ];
  const raises = fields.map((_field, index) => `raise${index}`).join(", ");
  const absences = fields.map((_field, index) => `absence${index}`).join(", ");
  const stays = !readsOthers && mayStay(fields, known);
  // Keys are counted before anything is raised, so that nothing is reported twice where the loop has to do it again.
  return `const [${raises}] = raises, [${absences}] = absences;
return (wire, run) => {
  if (typeof wire !== "object" || wire === null || Array.isArray(wire)) return wire;
${stays ? staysUnread(fields) : ""}  ${reads.join("\n  ")}
  let left = 0;
  for (const key in wire) left += 1;
  ${counted.map((is) => `if (${is}) left -= 1;`).join("\n  ")}
  if (left !== 0) return readUnusual(wire, run);
${stays ? staysRead(fields) : alwaysNew(fields, readsOthers)}
};`;
}
