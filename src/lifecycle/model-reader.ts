import type { OutputFormat } from "../providers/provider.ts";
import { readAnswer } from "../schema/answer.ts";
import { compileResponseModel } from "../schema/compile.ts";
import type { ResponseModel } from "../schema/response-model.ts";
import type { AnswerReader } from "./answer-reader.ts";

type SchemaOutput = Extract<OutputFormat, { readonly kind: "schema" }>;

/** What reads answers that were made to fit a response model in this way. */
export function createAnswerReader(model: ResponseModel, output: SchemaOutput): AnswerReader {
  const compiled = compileResponseModel(model.source, { dialect: output.dialect });
  const lenient = output.via === "json";
  return {
    jsonOutput: model.jsonOutput,
    read: (answer) => readAnswer(model, compiled, answer, { lenient }),
  };
}

/**
 * What reads answers to requests that may have been written elsewhere: they can have the shape that the dialect gives the
 * model, or the model's own, and a fence around them.
 */
export function createOpenReader(model: ResponseModel, output: SchemaOutput): AnswerReader {
  const compiled = compileResponseModel(model.source, { dialect: output.dialect });
  const asIs = {
    ...compiled,
    raise: (value: unknown) => value,
    wirePath: (path: readonly (string | number)[]) => path,
    onWire: () => undefined,
  };
  const lenient = true;
  return {
    jsonOutput: model.jsonOutput,
    async read(answer) {
      const lowered = await readAnswer(model, compiled, answer, { lenient });
      if (lowered.ok) return lowered;
      const own = await readAnswer(model, asIs, answer, { lenient });
      return own.ok || own.issues.length < lowered.issues.length ? own : lowered;
    },
  };
}

/** Whether a response model gives another schema than the one that answers were made to fit. */
export function hasChanged(model: ResponseModel, output: SchemaOutput): boolean {
  const { schema } = compileResponseModel(model.source, { dialect: output.dialect });
  return JSON.stringify(schema) !== JSON.stringify(output.schema);
}
