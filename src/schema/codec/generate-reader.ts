import type { Raise, RaiseRun } from "./raising.ts";

/** A field that is read straight off the wire. */
export interface StraightField {
  readonly key: string;
  readonly wireKey: string;
  /** Null stands for absence. */
  readonly nullable: boolean;
  readonly raise: Raise | undefined;
}

/** A key that says which branch of a union an object is, and what it says. */
interface Tag {
  readonly key: string;
  readonly label: string;
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
  tag: Tag | undefined,
): Reader | undefined {
  const names = fields.flatMap(({ key, wireKey }) => [key, wireKey]);
  if (names.some((name) => INHERITED.has(name))) return undefined;
  const raises = fields.map(({ raise }) => raise);
  try {
    // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- names are quoted as JSON, nothing else is foreign
    const make: unknown = new Function("raises", sourceOf(fields, tag));
    const reader: unknown =
      typeof make === "function" ? Reflect.apply(make, undefined, [raises]) : undefined;
    return isReader(reader) ? reader : undefined;
  } catch {
    return undefined;
  }
}

function isReader(value: unknown): value is Reader {
  return typeof value === "function";
}

function sourceOf(fields: readonly StraightField[], tag: Tag | undefined): string {
  const names = fields.map(({ wireKey }) => wireKey);
  const counts = names.map((name) => `if (wire[${JSON.stringify(name)}] !== undefined) left -= 1;`);
  if (tag !== undefined)
    counts.push(
      `if (wire[${JSON.stringify(tag.key)}] === ${JSON.stringify(tag.label)}) left -= 1;`,
    );
  const reads = fields.map(({ key, wireKey, nullable, raise }, index) => {
    const value = raise === undefined ? "value" : `raise${index}(value, run)`;
    const isThere = nullable ? "value !== undefined && value !== null" : "value !== undefined";
    const write = `object[${JSON.stringify(key)}] = ${value};`;
    return `value = wire[${JSON.stringify(wireKey)}]; if (${isThere}) ${write}`;
  });
  const raises = fields.map((_field, index) => `raise${index}`).join(", ");
  // Keys are counted before anything is read, so that nothing is reported twice where the loop has to do it again.
  return `const [${raises}] = raises;
return (wire, run) => {
  let left = 0;
  for (const key in wire) left += 1;
  ${counts.join("\n  ")}
  if (left !== 0) return undefined;
  const object = {};
  let value;
  ${reads.join("\n  ")}
  return object;
};`;
}
