import { isObject } from "../../../util/json.ts";
import { describedAs } from "../../intermediate/docs.ts";
import type { Docs } from "../../intermediate/docs.ts";
import type { Coercion, Facets, Sketch } from "../../intermediate/sketch.ts";
import { documented, facets } from "../../intermediate/sketches.ts";
import { inWords } from "../../intermediate/words.ts";
import { sketchJsonSchema } from "../json-schema/front-end.ts";
import { load } from "../load.ts";
import type { Zod3Definition, Zod3Schema } from "./internals.ts";

/**
 * A string or a number: its keywords are zod-to-json-schema's. It is asked leaf by leaf: one conversion of the whole
 * model, with a hook, takes twenty times as long, calls the model's defaults and never shows the keys of records.
 */
export function leafSketch(schema: Zod3Schema, coerces: Coercion): Sketch {
  const { _def: definition } = schema;
  const name = definition.typeName === "ZodString" ? "string" : "number";
  const made = checksOf(definition).length === 0 ? { type: name } : convert(schema);
  const sketch = sketchJsonSchema(made);
  if (definition["coerce"] !== true) return sketch;
  const coerced: Sketch = {
    kind: "facets",
    facets: anythingOf(name),
    implied: false,
    coercion: coerces,
    docs: describedAs(undefined),
  };
  return { kind: "all", parts: [sketch, coerced], docs: describedAs(undefined) };
}

function anythingOf(name: "string" | "number"): Facets {
  const plain = sketchJsonSchema({ type: name });
  const resolved = plain.kind === "reference" ? plain.resolve() : plain;
  return resolved.kind === "facets" ? resolved.facets : {};
}

function convert(schema: Zod3Schema): Readonly<Record<string, unknown>> {
  const library = load("zod-to-json-schema");
  const convertSchema = isObject(library) ? library["zodToJsonSchema"] : undefined;
  if (typeof convertSchema !== "function")
    throw new TypeError("zod-to-json-schema is not as known.");
  const options = { $refStrategy: "none", applyRegexFlags: true };
  const made: unknown = Reflect.apply(convertSchema, undefined, [schema, options]);
  const { $schema: _dialect, ...keywords } = isObject(made) ? made : {};
  const { _def: definition } = schema;
  return withoutLaxFormats(keywords, definition);
}

/** A time has no offset in zod, and a local date-time may lack one: JSON Schema insists on it. */
function withoutLaxFormats(
  { format, ...keywords }: Readonly<Record<string, unknown>>,
  definition: Zod3Definition,
): Readonly<Record<string, unknown>> {
  if (format === undefined) return keywords;
  const lax = checksOf(definition).some(
    ({ kind, local }) => kind === "time" || (kind === "datetime" && local === true),
  );
  return lax ? keywords : { ...keywords, format };
}

interface Check {
  readonly kind: string;
  readonly value?: unknown;
  readonly inclusive?: unknown;
  readonly local?: unknown;
}

function checksOf(definition: Zod3Definition): readonly Check[] {
  const { checks } = definition;
  return Array.isArray(checks) ? checks.filter(isCheck) : [];
}

function isCheck(value: unknown): value is Check {
  return isObject(value) && typeof value["kind"] === "string";
}

/** A date or a bigint, whose bounds no JSON keyword holds. */
export function boundedSketch(
  allowed: Facets,
  definition: Zod3Definition,
  { coercion, read }: { readonly coercion: Coercion; readonly read: (bound: unknown) => unknown },
): Sketch {
  const notes = checksOf(definition).map(({ kind, value, inclusive }) => {
    if (kind === "multipleOf") return `A multiple of ${inWords(value)}.`;
    const least = inclusive === false ? "More than" : "At least";
    const most = inclusive === false ? "Less than" : "At most";
    return `${kind === "min" ? least : most} ${inWords(read(value))}.`;
  });
  const docs: Docs = describedAs(undefined, notes);
  if (definition["coerce"] !== true) return documented(facets(allowed), docs);
  return { kind: "facets", facets: allowed, implied: false, coercion, docs };
}
