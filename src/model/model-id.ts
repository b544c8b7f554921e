import { UsageError } from "../errors.ts";

/** A model as the user names it: `openai/gpt-4o-mini` is the model `gpt-4o-mini` at `openai`. */
export interface ModelId {
  readonly provider: string;
  readonly model: string;
}

/**
 * Splits `provider/model`. The model may hold more slashes, as self-hosted ones do.
 *
 * @throws UsageError without a provider or without a model.
 */
export function parseModelId(text: string): ModelId {
  const slash = text.indexOf("/");
  const provider = text.slice(0, slash);
  const model = text.slice(slash + 1);
  if (slash <= 0 || model === "") {
    throw new UsageError(
      "invalid_option",
      `Model "${text}" has no provider. Write it as provider/model; "batch models" lists them.`,
    );
  }
  return { provider, model };
}
