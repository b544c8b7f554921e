import type { Sketch } from "../../intermediate/sketch.ts";
import type { $ZodCheck, $ZodType, $ZodTypes } from "zod/v4/core";

/** A zod 4 schema of any copy of zod: known by its `_zod` member, never by its class. */
export type ZodSchema = $ZodType;

/** What zod documents for authors of libraries: the definition of a schema, told apart by `type`. */
export type ZodDefinition = $ZodTypes["_zod"]["def"];

/** Sketches one schema of a model. */
export type SketchSchema = (schema: ZodSchema) => Sketch;

export function definitionOf(schema: ZodSchema): ZodDefinition {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- zod's own advice: `type` tells the kinds apart
  const { _zod: internals } = schema as $ZodTypes;
  return internals.def;
}

/** What checks and third parties left beside the definition. */
export function bagOf({ _zod: internals }: ZodSchema): Readonly<Record<string, unknown>> {
  // oxlint-disable-next-line typescript/no-unnecessary-condition -- earlier versions have none on every kind
  return internals.bag ?? {};
}

export function isZod4(value: unknown): value is ZodSchema {
  return (
    (typeof value === "object" || typeof value === "function") && value !== null && "_zod" in value
  );
}

/** The definition of one check, by the name in `check`. */
export type CheckDefinition = Readonly<Record<string, unknown>> & { readonly check: string };

/** The checks of a schema in their order; a format such as `z.email()` is its own first check. */
export function checksOf(schema: ZodSchema): readonly CheckDefinition[] {
  const { _zod: internals } = schema;
  const checks: readonly $ZodCheck<never>[] = internals.def.checks ?? [];
  const definitions: readonly unknown[] = [
    internals.def,
    ...checks.map(({ _zod: check }) => check.def),
  ];
  return definitions.filter(isCheck);
}

function isCheck(definition: unknown): definition is CheckDefinition {
  return typeof definition === "object" && definition !== null && "check" in definition;
}
