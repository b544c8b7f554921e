import type { $ZodCheck, $ZodType, $ZodTypes } from "zod/v4/core";

/** A zod 4 schema of any copy of zod: known by its `_zod` member, never by its class. */
export type ZodSchema = $ZodType;

/** What zod documents for authors of libraries: the definition of a schema, told apart by `type`. */
export type ZodDefinition = $ZodTypes["_zod"]["def"];

export function definitionOf(schema: ZodSchema): ZodDefinition {
  // The base type erases which definition it is; `type` tells.
  return (schema as $ZodTypes)._zod.def;
}

export function isZod4(value: unknown): value is ZodSchema {
  return (typeof value === "object" || typeof value === "function") && value !== null && "_zod" in value;
}

/** The definition of one check, by the name in `check`. */
export type CheckDefinition = Readonly<Record<string, unknown>> & { readonly check: string };

/** The checks of a schema in their order; a format such as `z.email()` is its own first check. */
export function checksOf(schema: ZodSchema): readonly CheckDefinition[] {
  const checks: readonly $ZodCheck<never>[] = schema._zod.def.checks ?? [];
  const own: unknown = schema._zod.def;
  const definitions: readonly unknown[] = [own, ...checks.map((check) => check._zod.def)];
  return definitions.filter(isCheck);
}

function isCheck(definition: unknown): definition is CheckDefinition {
  return typeof definition === "object" && definition !== null && "check" in definition;
}
