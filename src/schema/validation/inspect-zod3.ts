import { isZod3, resultAt } from "../front-ends/zod3/internals.ts";
import type { Zod3Definition, Zod3Schema } from "../front-ends/zod3/internals.ts";
import { isObject } from "../../util/json.ts";
import { isAsync, isJson } from "./inspection.ts";
import type { Inspection } from "./inspection.ts";

/** What can be told of a zod 3 schema without running it. */
export function inspectZod3(root: Zod3Schema): Inspection {
  let jsonOutput = true;
  let asynchronous = false;
  const found = new Set([root]);
  for (const { _def: definition } of found) {
    jsonOutput &&= keepsJson(definition);
    asynchronous ||= awaits(definition);
    for (const part of partsOf(definition)) found.add(part);
  }
  return { jsonOutput, asynchronous };
}

/** Kinds whose output is JSON if that of their parts is. */
const JSON_KINDS = new Set([
  "ZodString",
  "ZodNumber",
  "ZodBoolean",
  "ZodNull",
  "ZodAny",
  "ZodUnknown",
  "ZodNever",
  "ZodEnum",
  "ZodNativeEnum",
  "ZodObject",
  "ZodArray",
  "ZodTuple",
  "ZodRecord",
  "ZodUnion",
  "ZodDiscriminatedUnion",
  "ZodIntersection",
  "ZodOptional",
  "ZodNullable",
  "ZodReadonly",
  "ZodBranded",
  "ZodLazy",
]);

function keepsJson(definition: Zod3Definition): boolean {
  switch (definition.typeName) {
    case "ZodLiteral":
      return isJson(definition["value"]);
    case "ZodDefault":
      return isJson(resultAt(definition, "defaultValue"));
    case "ZodEffects":
      return effectOf(definition)["type"] === "refinement";
    default:
      return JSON_KINDS.has(definition.typeName);
  }
}

function awaits(definition: Zod3Definition): boolean {
  const { refinement, transform } = effectOf(definition);
  return definition.typeName === "ZodPromise" || isAsync(refinement) || isAsync(transform);
}

function effectOf({ effect }: Zod3Definition): Readonly<Record<string, unknown>> {
  return isObject(effect) ? effect : {};
}

function partsOf(definition: Zod3Definition): readonly Zod3Schema[] {
  const shape = definition.typeName === "ZodObject" ? resultAt(definition, "shape") : undefined;
  const lazy = definition.typeName === "ZodLazy" ? resultAt(definition, "getter") : undefined;
  const values = [
    ...Object.values(definition),
    ...(isObject(shape) ? Object.values(shape) : []),
    lazy,
  ];
  return values.flatMap((value) => (Array.isArray(value) ? value : [value])).filter(isZod3);
}
