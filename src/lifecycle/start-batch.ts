import { ulid } from "ulid";
import { parseModelId } from "../model/model-id.ts";
import { firstRequest } from "../input/request-lines.ts";
import type { ResponseModel } from "../schema/response-model.ts";
import type { Batch, ResponseModelReference } from "../store/batch.ts";
import { type BatchInput, type CreateOptions, createBatch } from "./create-batch.ts";
import type { Engine, Worker } from "./engine.ts";
import { type ResolvedSetup, resolveSetup } from "./resolve-setup.ts";
import { type BatchSettings, batchDefaults } from "./settings.ts";

export interface BatchRequest {
  /** As in `openai/gpt-4o-mini`. */
  readonly model: string;
  /** Undefined where answers are taken as text. */
  readonly responseModel: ResponseModel | undefined;
  /** Where another process can load the response model from. */
  readonly responseModelPath: string | undefined;
  readonly settings: BatchSettings;
  readonly emulated: boolean;
}

/**
 * Settles how a batch's requests are made.
 *
 * @throws UsageError for a model or a setting that can't be used.
 */
export async function prepareSetup(
  engine: Engine,
  {
    model: modelId,
    responseModel,
    settings,
  }: Pick<BatchRequest, "model" | "responseModel" | "settings">,
): Promise<ResolvedSetup> {
  const { provider: name, model } = parseModelId(modelId);
  const { maxOutputTokens, temperature, reasoningEffort, providerOptions } = settings;
  const flags = settings.flags ?? {};
  return resolveSetup({
    provider: await engine.provider({ provider: name, request: { model }, flags }),
    model,
    responseModel,
    structuredOutput: settings.structuredOutput,
    settings: { maxOutputTokens, temperature, reasoningEffort, providerOptions },
    flags,
  });
}

export interface StartedBatch extends ResolvedSetup {
  readonly batch: Batch;
}

/** Characters of an id: ten for the time, so that ids sort by it, and 40 random bits. */
const ID_CHARACTERS = 18;

function newBatchId(now: number): string {
  return `bx_${ulid(now).slice(0, ID_CHARACTERS).toLowerCase()}`;
}

/** Plans a batch over an input; nothing is sent yet. @throws InputError for a bad record. */
export async function startBatch(
  worker: Worker,
  request: BatchRequest,
  input: BatchInput,
  hooks: Pick<CreateOptions, "signal" | "onPlanning">,
): Promise<StartedBatch> {
  const { engine } = worker;
  const flags = {
    ...(await flagsImplied(engine, request.model, input)),
    ...request.settings.flags,
  };
  const resolved = await prepareSetup(engine, {
    ...request,
    settings: { ...request.settings, flags },
  });
  // Found out now, a missing key costs nothing.
  (await engine.provider(resolved.setup)).requireKey();
  const batch = await createBatch(worker, {
    ...hooks,
    batchId: newBatchId(engine.clock.now()),
    input,
    options: {
      ...batchDefaults(request.settings),
      setups: [resolved.setup],
      responseModel: referenceTo(request, resolved),
      emulated: request.emulated,
    },
  });
  return { ...resolved, batch };
}

/** A file of requests says itself how it is to be sent, as by the endpoint that its lines name. */
async function flagsImplied(
  engine: Engine,
  modelId: string,
  input: BatchInput,
): Promise<Readonly<Record<string, string>>> {
  if (input.kind !== "requests") return {};
  const { provider } = parseModelId(modelId);
  // A file that can't be read is reported when it is read whole.
  const first = await firstRequest(input.path).catch(() => undefined);
  return engine.flagsOf(provider, first);
}

function referenceTo(
  { responseModel, responseModelPath }: BatchRequest,
  { compiled }: ResolvedSetup,
): ResponseModelReference | undefined {
  if (responseModel === undefined || compiled === undefined) return undefined;
  const { name, jsonOutput } = responseModel;
  return { name, path: responseModelPath, hash: compiled.hash, jsonOutput };
}
