import { UsageError } from "../errors.ts";
import type {
  AccountLimits,
  Provider,
  ProviderDefinition,
  ProviderOptions,
} from "../providers/provider.ts";
import { findProvider, PROVIDERS } from "../providers/registry.ts";
import type { ResponseModel } from "../schema/response-model.ts";
import type { Batch, Setup } from "../store/batch.ts";
import { type AnswerReader, answersAsText } from "./answer-reader.ts";
import type { AdapterChoice, Engine, Tuning } from "./engine.ts";
import { CollectBuffers } from "./collect-buffers.ts";
import type { Threads } from "./threads.ts";

export interface EngineOptions extends Pick<Engine, "store" | "clock" | "random" | "tuning"> {
  readonly env: ProviderOptions["env"];
  readonly providers: readonly ProviderDefinition[];
  /** Where and with which key a provider is called, in place of what the environment says. */
  readonly connection: (provider: string) => Promise<Pick<ProviderOptions, "apiKey" | "baseUrl">>;
  /** The response model that a batch's answers are read with; undefined where there is none at hand. */
  readonly responseModel: (batch: Batch) => Promise<ResponseModel | undefined>;
  /** @default only this process has the response models */
  readonly modelFile?: Engine["modelFile"];
  /** Limits of the user's account, by `provider/model` or by provider. */
  readonly limits: Readonly<Record<string, AccountLimits>>;
}

/** An engine that makes adapters and readers when they are first needed, and one of each. */
export function createEngine(options: EngineOptions): Engine {
  const { store, clock, random, tuning, limits, modelFile = () => undefined } = options;
  const adapters = new Map<string, Promise<Provider>>();
  const readers = new Map<string, Promise<AnswerReader>>();
  let threads: Promise<Threads | undefined> | undefined;
  const engine: Engine = {
    store,
    clock,
    random,
    tuning,
    provider: (setup) =>
      remembered(adapters, JSON.stringify([setup.provider, setup.request.model, setup.flags]), () =>
        createAdapter(setup, options),
      ),
    flagsOf: (name, request) => findProvider(name, options.providers).flagsOf(request),
    responseModel: (batch) => responseModelOf(batch, options),
    reader: (batch, setup) =>
      remembered(readers, JSON.stringify([batch.id, setup.request.output]), () =>
        createReader(batch, setup, options),
      ),
    async quota(setup) {
      const { model } = setup.request;
      const { tier, ...own } = {
        ...limits[setup.provider],
        ...limits[`${setup.provider}/${model}`],
      };
      if (tier !== undefined) requireTier(tier, findProvider(setup.provider, options.providers));
      return { ...(await engine.provider(setup)).quota(model, tier), ...own };
    },
    modelFile,
    buffers: new CollectBuffers(),
    async threads({ provider }, records) {
      const { folder } = store.artifacts;
      const { protocol } = findProvider(provider, options.providers);
      const known = PROVIDERS.some(({ name }) => name === protocol);
      if (records < tuning.threadsFromRecords || folder === undefined || !known) return undefined;
      threads ??= startThreads(tuning);
      const started = await threads;
      return started && { threads: started, artifactsFolder: folder, protocol };
    },
    async [Symbol.asyncDispose]() {
      await (await threads)?.[Symbol.asyncDispose]();
    },
  };
  return engine;
}

function requireTier(tier: string, { name, title, tiers }: ProviderDefinition): void {
  if (tiers.includes(tier)) return;
  const there =
    tiers.length === 0
      ? `${title} publishes no limits by tier: give the limits themselves.`
      : `There are: ${tiers.join(", ")}.`;
  throw new UsageError(
    "invalid_option",
    `The limits of ${name} name the tier "${tier}", which is not known. ${there}`,
  );
}

/** Undefined where there can be none. */
async function startThreads({ threads: limit }: Tuning): Promise<Threads | undefined> {
  const { Threads: Started } = await import("./threads.ts");
  const threads = new Started(limit);
  return (await threads.usable()) ? threads : undefined;
}

/** The value of a key, made on first use; one that could not be made is tried again. */
function remembered<Value>(
  values: Map<string, Promise<Value>>,
  key: string,
  make: () => Promise<Value>,
): Promise<Value> {
  const known = values.get(key);
  if (known !== undefined) return known;
  const made = make();
  values.set(key, made);
  made.catch(() => values.delete(key));
  return made;
}

async function createAdapter(
  { provider, request, flags }: AdapterChoice,
  { env, clock, random, providers, connection }: EngineOptions,
): Promise<Provider> {
  const { model } = request;
  const definition = findProvider(provider, providers);
  return await definition.create({
    env,
    clock,
    random,
    model,
    flags,
    ...(await connection(provider)),
  });
}

async function responseModelOf(
  batch: Batch,
  { responseModel }: EngineOptions,
): Promise<ResponseModel | undefined> {
  const reference = batch.options.responseModel;
  if (reference === undefined) return undefined;
  const model = await responseModel(batch);
  if (model !== undefined) return model;
  throw new UsageError(
    "unknown_response_model",
    `The answers of ${batch.id} are read with the response model ${reference.name}, which is not at hand. Name it with --response-model, or open the batch with a processor that has it.`,
  );
}

async function createReader(
  batch: Batch,
  { request: { output } }: Setup,
  options: EngineOptions,
): Promise<AnswerReader> {
  const model = await responseModelOf(batch, options);
  if (output.kind === "text" || model === undefined) return answersAsText;
  // The compiler is large, and many commands only look.
  const { createAnswerReader, createOpenReader, hasChanged } = await import("./model-reader.ts");
  if (hasChanged(model, output)) {
    throw new UsageError(
      "conflict",
      `The response model ${output.name} is not the one that ${batch.id} was made with: its schema has changed since. Bring the old one back, or name it with --response-model.`,
    );
  }
  return batch.options.input.kind === "requests"
    ? createOpenReader(model, output)
    : createAnswerReader(model, output);
}
