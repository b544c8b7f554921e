import { type ModelReport, reportModel } from "../lifecycle/model-report.ts";
import type { ModelProfile, ProviderDefinition, StructuredOutput } from "../providers/provider.ts";
import { findProvider } from "../providers/registry.ts";
import type { ResponseModel } from "../schema/response-model.ts";
import { systemClock } from "../util/clock.ts";
import type { Context } from "./context.ts";

export interface ProviderReport {
  readonly provider: string;
  /** Undefined: as the provider's models go that have all of its means. */
  readonly languageModel: string | undefined;
  readonly report: ModelReport;
}

export interface ReportRequest {
  readonly providers: readonly ProviderDefinition[];
  readonly env: Context["env"];
  /** Undefined: all providers. */
  readonly only: string | undefined;
  readonly languageModel: string | undefined;
  readonly structuredOutput: StructuredOutput | undefined;
}

/** What becomes of a response model at each provider. */
export async function reportProviders(
  model: ResponseModel,
  { providers, env, only, languageModel, structuredOutput }: ReportRequest,
): Promise<readonly ProviderReport[]> {
  const chosen = only === undefined ? providers : [findProvider(only, providers)];
  return await Promise.all(
    chosen.map(async (definition) => {
      const rungs = await rungsOf(definition, env, languageModel);
      const report = reportModel(model, rungs, structuredOutput);
      return { provider: definition.name, languageModel, report };
    }),
  );
}

/** The means of a model; without one, those of the model that has most of them. */
async function rungsOf(
  definition: ProviderDefinition,
  env: Context["env"],
  languageModel: string | undefined,
): Promise<ModelProfile["structuredOutput"]> {
  const provider = await definition.create({
    env,
    clock: systemClock,
    random: Math.random,
    model: languageModel,
    flags: {},
  });
  const names =
    languageModel === undefined ? definition.models.map(({ id }) => id) : [languageModel];
  const profiles = names.map((name) => provider.profile(name).structuredOutput);
  return profiles.reduce((most, rungs) => (rungs.length > most.length ? rungs : most), []);
}
