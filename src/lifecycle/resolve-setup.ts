import type { Provider, RequestSettings, StructuredOutput } from "../providers/provider.ts";
import { compileForRungs } from "../schema/ladder.ts";
import type { CompiledModel, ResponseModel } from "../schema/response-model.ts";
import type { Setup } from "../store/batch.ts";

export interface SetupRequest {
  /** As in `provider/model`. */
  readonly provider: Provider;
  readonly model: string;
  /** Undefined where answers are taken as text. */
  readonly responseModel: ResponseModel | undefined;
  /** Undefined: the first means that fits the response model. */
  readonly structuredOutput: StructuredOutput | undefined;
  readonly settings: Omit<RequestSettings, "model" | "output">;
  readonly flags: Readonly<Record<string, string>>;
}

export interface ResolvedSetup {
  readonly setup: Setup;
  /** Undefined without a response model. */
  readonly compiled: CompiledModel | undefined;
  /** What the user should know, such as a setting that was left out; a sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Settles how requests are made: by which means the answers are made to fit, and what of the settings the model takes.
 *
 * @throws SchemaError for a response model that no means of the provider can carry.
 */
export function resolveSetup(request: SetupRequest): ResolvedSetup {
  const { provider, model, responseModel, settings, flags } = request;
  const profile = provider.profile(model);
  const warnings: string[] = [];
  if (!profile.known) {
    warnings.push(
      `${provider.name}/${model} is not a model that batch-extract knows; it is passed on as it is.`,
    );
  }
  let { temperature, reasoningEffort } = settings;
  if (temperature !== undefined && !profile.acceptsTemperature) {
    warnings.push(`${provider.name}/${model} takes no temperature; it is left out.`);
    temperature = undefined;
  }
  if (reasoningEffort !== undefined && !profile.acceptsEffort) {
    warnings.push(`${provider.name}/${model} takes no reasoning effort; it is left out.`);
    reasoningEffort = undefined;
  }
  const base = { ...settings, temperature, reasoningEffort, model };
  if (responseModel === undefined) {
    const setup = {
      provider: provider.name,
      request: { ...base, output: { kind: "text" } },
      flags,
    } as const;
    return { setup, compiled: undefined, warnings };
  }
  const { via, compiled, passedOver } = compileForRungs(responseModel, profile.structuredOutput, {
    override: request.structuredOutput,
  });
  warnings.push(...passedOver.map(({ message }) => message));
  const output = {
    kind: "schema",
    via,
    name: responseModel.name,
    dialect: compiled.dialect,
    schema: compiled.schema,
  } as const;
  return {
    setup: { provider: provider.name, request: { ...base, output }, flags },
    compiled,
    warnings,
  };
}
