import { definitionOf } from "./internals.ts";
import type { ZodSchema } from "./internals.ts";

/** Whether the key of a schema may be missing from its object, and what its absence means. */
export type Absence = "required" | "optional" | "defaulted";

/** As the declared input type has it: at run time a transform or a catch sees absence too, but nobody means that. */
export function absenceOf(schema: ZodSchema): Absence {
  const definition = definitionOf(schema);
  switch (definition.type) {
    case "default":
    case "prefault":
      return "defaulted";
    case "optional":
      return absenceOf(definition.innerType) === "defaulted" ? "defaulted" : "optional";
    case "nullable":
    case "readonly":
    case "catch":
    case "promise":
      return absenceOf(definition.innerType);
    case "lazy":
      return absenceOf(definition.getter());
    case "pipe":
      return absenceOf(isTransform(definition.in) ? definition.out : definition.in);
    case "union": {
      const absences = new Set(definition.options.map(absenceOf));
      if (absences.has("defaulted")) return "defaulted";
      return absences.has("optional") ? "optional" : "required";
    }
    default:
      return "required";
  }
}

export function isTransform(schema: ZodSchema): boolean {
  return definitionOf(schema).type === "transform";
}

export function withoutOptional(schema: ZodSchema): ZodSchema {
  const definition = definitionOf(schema);
  return definition.type === "optional" ? withoutOptional(definition.innerType) : schema;
}
