import { SchemaError } from "../../errors.ts";
import { isObject } from "../../util/json.ts";
import type { Sketch } from "../intermediate/sketch.ts";
import { inWords } from "../intermediate/words.ts";
import type { ResponseModel } from "../response-model.ts";
import { sketchJsonSchema } from "./json-schema/front-end.ts";
import { sketchZod4 } from "./zod4/front-end.ts";
import { isZod4 } from "./zod4/internals.ts";
import { sketchZod3 } from "./zod3/front-end.ts";
import { isZod3 } from "./zod3/internals.ts";

type ModelKind = ResponseModel["kind"];

/** What a response model is written in. zod 4 is asked first: it also has what zod 3 is known by. */
export function kindOfSource(source: unknown): ModelKind {
  if (isZod4(source)) return "zod4";
  if (isZod3(source)) return "zod3";
  if (isObject(source) && !("~standard" in source)) return "json-schema";
  throw unknownSource(source);
}

/**
 * A response model as a sketch.
 *
 * @throws SchemaError for what is no response model, or can't be read.
 */
export function sketchSource(source: unknown): Sketch {
  if (isZod4(source)) return sketchZod4(source);
  if (isZod3(source)) return sketchZod3(source);
  if (kindOfSource(source) === "json-schema" && isObject(source)) return sketchJsonSchema(source);
  throw unknownSource(source);
}

function unknownSource(source: unknown): SchemaError {
  return new SchemaError({
    rule: "E_MODEL",
    path: [],
    reason: `${given(source)} is no response model.`,
    fix: "Give a zod schema (zod 3 or 4), or a JSON Schema as an object.",
  });
}

function given(source: unknown): string {
  if (typeof source === "function") return `The function ${source.name || "without a name"}`;
  if (Array.isArray(source)) return "An array";
  if (!isObject(source))
    return `The ${source === null ? "value null" : `${typeof source} ${inWords(source)}`}`;
  const standard: unknown = source["~standard"];
  const vendor = isObject(standard) ? standard["vendor"] : undefined;
  return vendor === undefined ? "An object" : `A schema of the library ${inWords(vendor)}`;
}
