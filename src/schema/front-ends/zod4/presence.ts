import { definitionOf } from "./internals.ts";
import type { ZodSchema } from "./internals.ts";

/** Whether the key of a schema may be missing from its object, and what its absence means. */
export type Absence = "required" | "optional" | "defaulted";

/** As the declared input type has it: at run time a transform or a catch sees absence too, but nobody means that. */
export function absenceOf(schema: ZodSchema): Absence {
  const definition = definitionOf(schema);
  if ("defaultValue" in definition) return "defaulted";
  if (definition.type === "lazy") return absenceOf(definition.getter());
  if (definition.type === "pipe") {
    return absenceOf(isTransform(definition.in) ? definition.out : definition.in);
  }
  if (definition.type === "union") return absenceOfUnion(definition.options);
  if (!("innerType" in definition) || !TRANSPARENT.has(definition.type)) return "required";
  const inner = absenceOf(definition.innerType);
  return definition.type === "optional" && inner === "required" ? "optional" : inner;
}

/** Wrappers through which absence is seen. */
const TRANSPARENT = new Set(["optional", "nullable", "readonly", "catch", "promise"]);

function absenceOfUnion(options: readonly ZodSchema[]): Absence {
  const absences = new Set(options.map(absenceOf));
  if (absences.has("defaulted")) return "defaulted";
  return absences.has("optional") ? "optional" : "required";
}

export function isTransform(schema: ZodSchema): boolean {
  return definitionOf(schema).type === "transform";
}

export function withoutOptional(schema: ZodSchema): ZodSchema {
  const definition = definitionOf(schema);
  return definition.type === "optional" ? withoutOptional(definition.innerType) : schema;
}
