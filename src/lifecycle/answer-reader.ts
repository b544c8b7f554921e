import type { Issue } from "../model/outcome.ts";
import type { JsonValue } from "../util/json.ts";

/** What the response model made of an answer. */
export type Reading =
  | { readonly ok: true; readonly data: unknown }
  | {
      readonly ok: false;
      /** In the terms of the response model. */
      readonly issues: readonly Issue[];
      /** The same in the terms of what was sent to the model, for asking it again. */
      readonly reask: readonly Issue[];
    };

/** Reads answers with the response model. */
export interface AnswerReader {
  /** Whether JSON carries the data unchanged; otherwise the answer is kept beside it, to be read again. */
  readonly jsonOutput: boolean;
  /** Whether a text as answer is JSON, and may be given as the value that it stands for. */
  readonly textIsJson: boolean;
  /** Never throws; answers at once unless the response model has asynchronous parts. */
  read(answer: JsonValue): Reading | Promise<Reading>;
}

/** For batches without a response model: the answer is the data. */
export const answersAsText: AnswerReader = {
  jsonOutput: true,
  textIsJson: false,
  read: (answer) => ({ ok: true, data: answer }),
};
