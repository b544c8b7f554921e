import { checksOf, definitionOf, isZod4 } from "../front-ends/zod4/internals.ts";
import type { ZodDefinition, ZodSchema } from "../front-ends/zod4/internals.ts";
import type { Inspection } from "./inspection.ts";
import { isAsync, isJson } from "./inspection.ts";

/** What can be told of a zod 4 schema without running it. */
export function inspectZod4(root: ZodSchema): Inspection {
  let jsonOutput = true;
  let asynchronous = false;
  const found = new Set([root]);
  for (const schema of found) {
    const definition = definitionOf(schema);
    jsonOutput &&= keepsJson(definition);
    asynchronous ||= awaits(schema, definition);
    for (const part of partsOf(definition)) found.add(part);
  }
  return { jsonOutput, asynchronous };
}

/** Kinds whose output is JSON if that of their parts is. */
const JSON_KINDS = new Set<ZodDefinition["type"]>([
  "string",
  "number",
  "boolean",
  "null",
  "any",
  "unknown",
  "never",
  "enum",
  "template_literal",
  "object",
  "array",
  "tuple",
  "record",
  "union",
  "intersection",
  "optional",
  "nullable",
  "nonoptional",
  "readonly",
  "lazy",
]);

function keepsJson(definition: ZodDefinition): boolean {
  if (definition.type === "literal") return definition.values.every(isJson);
  if ("defaultValue" in definition) return isJson(definition.defaultValue);
  return JSON_KINDS.has(definition.type);
}

function awaits(schema: ZodSchema, definition: ZodDefinition): boolean {
  if (definition.type === "promise") return true;
  const functions: unknown[] = checksOf(schema).map((check) => check["fn"]);
  if ("transform" in definition) functions.push(definition.transform);
  return functions.some(isAsync);
}

/** The schemas that a definition holds, whatever its kind. */
function partsOf(definition: ZodDefinition): readonly ZodSchema[] {
  const shape: unknown = definition.type === "object" ? definition.shape : undefined;
  const values: readonly unknown[] = [
    ...Object.values(definition),
    ...(typeof shape === "object" && shape !== null ? Object.values(shape) : []),
    ...(definition.type === "lazy" ? [definition.getter()] : []),
  ];
  return values.flatMap((value) => (Array.isArray(value) ? value : [value])).filter(isZod4);
}
