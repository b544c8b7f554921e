import type { Constant } from "./sketch.ts";

/** The kinds of constant that JSON Schema's `enum` commonly holds. */
export type ConstantKind = "string" | "number" | "boolean" | "null";

export function kindOfConstant(value: Constant): ConstantKind | "other" {
  if (value === null) return "null";
  const type = typeof value;
  return type === "string" || type === "number" || type === "boolean" ? type : "other";
}

/** A text that equal values share and others don't, however their keys are ordered. */
export function identityOf(value: unknown): string {
  if (typeof value === "bigint") return `${value}n`;
  const text = JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part === "bigint") return `${part}n`;
    if (typeof part !== "object" || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
  // What JSON has no text for, such as undefined, is of its own kind.
  return text ?? typeof value;
}
