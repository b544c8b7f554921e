import type { BooleanTextFacet } from "../../intermediate/sketch.ts";
import { bagOf, checksOf, definitionOf } from "./internals.ts";
import type { ZodSchema } from "./internals.ts";

/** The words of a `z.stringbool()`, which is a codec from a plain string to a plain boolean; undefined for any other. */
export function booleanTextOf(schema: ZodSchema): BooleanTextFacet | undefined {
  const definition = definitionOf(schema);
  if (definition.type !== "pipe" || !isBare(definition.in, "string")) return undefined;
  if (!isBare(definition.out, "boolean")) return undefined;
  const { truthy, falsy } = words(schema);
  if (truthy === undefined || falsy === undefined) return undefined;
  const sensitive = bagOf(schema)["case"] === "sensitive";
  const fold = (text: string): string => (sensitive ? text : text.toLowerCase());
  return {
    truthy: truthy[0] ?? "true",
    falsy: falsy[0] ?? "false",
    read: (text) => {
      if (truthy.includes(fold(text))) return true;
      return falsy.includes(fold(text)) ? false : undefined;
    },
  };
}

function words(schema: ZodSchema): {
  readonly truthy: readonly string[] | undefined;
  readonly falsy: readonly string[] | undefined;
} {
  const { truthy, falsy } = bagOf(schema);
  return { truthy: texts(truthy), falsy: texts(falsy) };
}

function texts(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : undefined;
}

function isBare(schema: ZodSchema, type: string): boolean {
  const definition = definitionOf(schema);
  return (
    definition.type === type &&
    checksOf(schema).length === 0 &&
    !("coerce" in definition && definition.coerce)
  );
}
