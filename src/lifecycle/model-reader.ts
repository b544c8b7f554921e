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
    textIsJson: true,
    read: (answer) => readAnswer(model, compiled, answer, { lenient }),
  };
}

/** The same for requests that may have been written elsewhere: nothing says that JSON was promised for their answers. */
export function createOpenReader(model: ResponseModel, output: SchemaOutput): AnswerReader {
  return createAnswerReader(model, { ...output, via: "json" });
}

/** Whether a response model gives another schema than the one that answers were made to fit. */
export function hasChanged(model: ResponseModel, output: SchemaOutput): boolean {
  const { schema } = compileResponseModel(model.source, { dialect: output.dialect });
  return JSON.stringify(schema) !== JSON.stringify(output.schema);
}
