import { SchemaError } from "../errors.ts";
import type { ModelProfile, StructuredOutput } from "../providers/provider.ts";
import { type Climb, compileForRungs } from "../schema/ladder.ts";
import type { ResponseModel } from "../schema/response-model.ts";
import { estimatedTokens } from "./token-estimate.ts";

type ProviderRung = ModelProfile["structuredOutput"][number];

/** What becomes of a response model at one provider. */
export type ModelReport =
  | {
      readonly kind: "fits";
      readonly climb: Climb<ProviderRung>;
      /** Length of the schema as it is sent. */
      readonly characters: number;
      /** The same in tokens, estimated; they are paid for with every request. */
      readonly tokens: number;
    }
  | { readonly kind: "unfit"; readonly error: SchemaError };

/** What a provider will get of a response model, on the first of its means that takes it. Never throws for a model. */
export function reportModel(
  model: ResponseModel,
  rungs: readonly ProviderRung[],
  structuredOutput: StructuredOutput | undefined,
): ModelReport {
  try {
    const climb = compileForRungs(model, rungs, { override: structuredOutput });
    const characters = JSON.stringify(climb.compiled.schema).length;
    return { kind: "fits", climb, characters, tokens: Math.ceil(estimatedTokens(characters)) };
  } catch (error) {
    if (error instanceof SchemaError) return { kind: "unfit", error };
    throw error;
  }
}
