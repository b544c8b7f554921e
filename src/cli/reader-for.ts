import { loadResponseModel } from "../input/load-response-model.ts";
import { type AnswerReader, answersAsText } from "../lifecycle/answer-reader.ts";
import { createOpenReader } from "../lifecycle/model-reader.ts";
import { resolveSetup } from "../lifecycle/resolve-setup.ts";
import { parseModelId } from "../model/model-id.ts";
import type { Provider } from "../providers/provider.ts";
import type { Context } from "./context.ts";
import type { FlagValues } from "./flag-values.ts";

/** What reads the answers of a job that was made elsewhere: the named response model, or nothing. */
export async function readerFor(
  provider: Provider,
  modelId: string,
  values: FlagValues,
  { folder }: Context,
): Promise<AnswerReader> {
  const reference = values.text("response-model");
  if (reference === undefined) return answersAsText;
  const { model } = await loadResponseModel(reference, folder);
  const { setup } = resolveSetup({
    provider,
    model: parseModelId(modelId).model,
    responseModel: model,
    structuredOutput: undefined,
    settings: NO_SETTINGS,
    flags: {},
  });
  const { output } = setup.request;
  return output.kind === "text" ? answersAsText : createOpenReader(model, output);
}

const NO_SETTINGS = {
  maxOutputTokens: undefined,
  temperature: undefined,
  reasoningEffort: undefined,
  providerOptions: undefined,
};
