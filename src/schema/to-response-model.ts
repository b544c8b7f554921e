import { kindOfSource } from "./front-ends/sketch-source.ts";
import { jsonValidator } from "./front-ends/json-schema/validator.ts";
import { isZod3 } from "./front-ends/zod3/internals.ts";
import { isZod4 } from "./front-ends/zod4/internals.ts";
import { readModel } from "./read-model.ts";
import type { OutputOf, ResponseModel, ResponseModelSource, Validation } from "./response-model.ts";
import { inspectZod3 } from "./validation/inspect-zod3.ts";
import { inspectZod4 } from "./validation/inspect-zod4.ts";
import { zodValidator } from "./validation/zod-validator.ts";
import { isObject } from "../util/json.ts";

/** What every provider takes as a name. */
const NAME_AT_MOST = 64;
const DEFAULT_NAME = "response";

type Validator = Pick<ResponseModel, "kind" | "jsonOutput"> & {
  readonly validate: (value: unknown) => Validation | Promise<Validation>;
};

/**
 * A response model of whatever it is written in.
 *
 * @param options.name how the model is called; letters, digits, `_` and `-` of it are kept
 * @throws SchemaError for what is no zod schema and no JSON Schema, and for a JSON Schema that can't be used
 */
export function toResponseModel<Source extends ResponseModelSource>(
  source: Source,
  { name }: { readonly name?: string | undefined } = {},
): ResponseModel<OutputOf<Source>> {
  const { kind, jsonOutput, validate } = validatorOf(source);
  return {
    name: sanitised(name ?? nameIn(source)),
    kind,
    source,
    jsonOutput,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only the source itself knows the type of its output
    validate: validate as ResponseModel<OutputOf<Source>>["validate"],
  };
}

function validatorOf(source: unknown): Validator {
  const kind = kindOfSource(source);
  if (isZod4(source)) {
    const { jsonOutput, asynchronous } = inspectZod4(source);
    return { kind, jsonOutput, validate: zodValidator(source, asynchronous) };
  }
  if (isZod3(source)) {
    const { jsonOutput, asynchronous } = inspectZod3(source);
    return { kind, jsonOutput, validate: zodValidator(source, asynchronous) };
  }
  // A schema that nothing fits, or whose references lead nowhere, is refused before its validator is made.
  readModel(source);
  return { kind, jsonOutput: true, validate: jsonValidator(isObject(source) ? source : {}) };
}

/** The title of a JSON Schema, or the id of a zod schema. */
function nameIn(source: unknown): string {
  if (!isObject(source)) return DEFAULT_NAME;
  const meta: unknown =
    typeof source["meta"] === "function" ? Reflect.apply(source["meta"], source, []) : source;
  const { title, id } = isObject(meta) ? meta : {};
  const named = [id, title].find((one) => typeof one === "string" && !one.includes("/"));
  return typeof named === "string" ? named : DEFAULT_NAME;
}

function sanitised(name: string): string {
  const plain = name.replaceAll(/[^A-Za-z0-9_-]+/g, "_").replaceAll(/^_+|_+$/g, "");
  return plain.slice(0, NAME_AT_MOST) || DEFAULT_NAME;
}
