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

/** Reads an object that has no other keys than those that are known; undefined for any other. */
export type Reader = (wire: WireObject, run: RaiseRun) => Record<string, unknown> | undefined;

/** Names that read something where nothing was written, or that write what is no member. */
const INHERITED: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

/**
 * A reader with every name written out, about five times as fast as a loop over names: answers are read by the million.
 * Undefined where names forbid it, or where the process forbids code from text, and the loop has to do.
 */
export function generateReader(
  fields: readonly StraightField[],
  known: KnownKeys,
): Reader | undefined {
  const names = [...fields.flatMap(({ key, wireKey }) => [key, wireKey]), ...known.ignored];
  if (names.some((name) => INHERITED.has(name))) return undefined;
  const raises = fields.map(({ raise }) => raise);
  const absences = fields.map(({ absent }) =>
    absent.kind === "list" ? absent.several : absent.kind === "listed" && isListed(absent.pointers),
  );
  try {
    // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- names are quoted as JSON, nothing else is foreign
    const make: unknown = new Function("raises", "absences", sourceOf(fields, known));
    const reader: unknown =
      typeof make === "function" ? Reflect.apply(make, undefined, [raises, absences]) : undefined;
    return isReader(reader) ? reader : undefined;
  } catch {
    return undefined;
  }
}

function isReader(value: unknown): value is Reader {
  return typeof value === "function";
}

/** Whether a run lists one of the texts as absent. */
export function isListed(pointers: readonly string[]): (run: RaiseRun) => boolean {
  return ({ absent }) => absent.length > 0 && pointers.some((pointer) => absent.includes(pointer));
}

/** An answer that says something in every field is the value already, where nothing in it is written otherwise. */
function unchanged(
  fields: readonly StraightField[],
  { tag, ignored, othersStay }: KnownKeys,
): string {
  if (tag !== undefined || ignored.length > 0 || !othersStay) return "";
  const isSame = ({ key, wireKey, raise, absent }: StraightField): boolean =>
    key === wireKey && raise === undefined && absent.kind !== "list" && absent.kind !== "listed";
  if (!fields.every(isSame)) return "";
  const nullable = fields.filter(({ absent }) => absent.kind === "null");
  const said = nullable.map(({ wireKey }) => `wire[${JSON.stringify(wireKey)}] !== null`);
  return `  if (${["true", ...said].join(" && ")}) return wire;\n`;
}

/** Reads one field: `value` is what is written, `object` what is made. */
function readOf({ key, wireKey, absent, raise }: StraightField, index: number): string {
  const value = raise === undefined ? "value" : `raise${index}(value, run)`;
  const name = JSON.stringify(key);
  const read = `value = wire[${JSON.stringify(wireKey)}];`;
  const write = `object[${name}] = ${value};`;
  switch (absent.kind) {
    case "absence":
      return `${read} if (value !== undefined) ${write}`;
    case "null":
      return `${read} if (value !== undefined && value !== null) ${write}`;
    case "listed":
      return `${read} if (value !== undefined && (value !== null || !absence${index}(run))) ${write}`;
    case "list":
      return `${read}
  if (value === null) value = undefined;
  else if (Array.isArray(value)) {
    if (value.length > 1) absence${index}(object, ${name}, run);
    else value = value[0];
  }
  if (value !== undefined) ${write}`;
  }
}

function sourceOf(fields: readonly StraightField[], known: KnownKeys): string {
  const { tag, ignored } = known;
  const names = [...fields.map(({ wireKey }) => wireKey), ...ignored];
  const counts = names.map((name) => `if (wire[${JSON.stringify(name)}] !== undefined) left -= 1;`);
  if (tag !== undefined)
    counts.push(
      `if (wire[${JSON.stringify(tag.key)}] === ${JSON.stringify(tag.label)}) left -= 1;`,
    );
  const raises = fields.map((_field, index) => `raise${index}`).join(", ");
  const absences = fields.map((_field, index) => `absence${index}`).join(", ");
  // Keys are counted before anything is read, so that nothing is reported twice where the loop has to do it again.
  return `const [${raises}] = raises, [${absences}] = absences;
return (wire, run) => {
${unchanged(fields, known)}  let left = 0;
  for (const key in wire) left += 1;
  ${counts.join("\n  ")}
  if (left !== 0) return undefined;
  const object = {};
  let value;
  ${fields.map(readOf).join("\n  ")}
  return object;
};`;
}
