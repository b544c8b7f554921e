import { asSchema, resultAt, schemaAt, schemasAt } from "./internals.ts";
import type { Zod3Schema } from "./internals.ts";

export type Absence = "required" | "optional" | "defaulted";

/** Whether the key of a schema may be missing from its object, and what its absence means. */
export function absenceOf({ _def: definition }: Zod3Schema): Absence {
  switch (definition.typeName) {
    case "ZodDefault":
      return "defaulted";
    case "ZodOptional":
      return absenceOf(schemaAt(definition, "innerType")) === "defaulted"
        ? "defaulted"
        : "optional";
    // As zod 3 has it: anything may also be missing.
    case "ZodAny":
    case "ZodUnknown":
      return "optional";
    case "ZodNullable":
    case "ZodReadonly":
    case "ZodCatch":
      return absenceOf(schemaAt(definition, "innerType"));
    case "ZodEffects":
      return absenceOf(schemaAt(definition, "schema"));
    case "ZodBranded":
      return absenceOf(schemaAt(definition, "type"));
    case "ZodPipeline":
      return absenceOf(schemaAt(definition, "in"));
    case "ZodLazy":
      return absenceOf(asSchema(resultAt(definition, "getter")));
    case "ZodUnion": {
      const absences = new Set(schemasAt(definition, "options").map(absenceOf));
      if (absences.has("defaulted")) return "defaulted";
      return absences.has("optional") ? "optional" : "required";
    }
    default:
      return "required";
  }
}
