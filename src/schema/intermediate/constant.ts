import type { Constant } from "./sketch.ts";

/** The kinds of constant that JSON Schema's \`enum\` commonly holds. */
export type ConstantKind = "string" | "number" | "boolean" | "null";

export function kindOfConstant(value: Constant): ConstantKind | "other" {
  if (value === null) return "null";
  const type = typeof value;
  return type === "string" || type === "number" || type === "boolean" ? type : "other";
}
