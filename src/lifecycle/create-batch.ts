import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { UsageError } from "../errors.ts";
import { INPUT_FORMATS } from "../input/format.ts";
import { type Input, readRecords } from "../input/records.ts";
import { readRequestLines } from "../input/request-lines.ts";
import { ROWS_SOURCE } from "../input/rows.ts";
import type { InputRecord } from "../model/record.ts";
import type { Provider } from "../providers/provider.ts";
import type { Artifacts } from "../store/artifacts.ts";
import type { Batch, BatchOptions, InputFile, InputReference, Setup } from "../store/batch.ts";
import { batchFolder } from "./artifact-keys.ts";
import type { Engine, Worker } from "./engine.ts";
import { type Plan, plan } from "./plan.ts";
import { planInThreads } from "./plan-in-threads.ts";
import { templateFor } from "./template-for.ts";

/** Records as they are read, or a file of requests that were prepared before. */
export type BatchInput =
  | Input
  | {
      readonly kind: "requests";
      readonly path: string;
      /** As the user named it. @default the path */
      readonly source?: string | undefined;
    };

export interface CreateOptions {
  readonly batchId: string;
  readonly input: BatchInput;
  readonly options: Omit<BatchOptions, "input">;
  readonly signal?: AbortSignal | undefined;
  /** Called with the number of records that have been read. */
  readonly onPlanning?: ((records: number) => void) | undefined;
}

/**
 * Reads the whole input, and plans the batch. Nothing is sent, and after an error nothing of the batch is left.
 *
 * @throws InputError for a bad record.
 */
export async function createBatch(
  worker: Worker,
  { batchId, input, options, signal, onPlanning }: CreateOptions,
): Promise<Batch> {
  const { store, clock } = worker.engine;
  const batch: Batch = {
    id: batchId,
    createdAt: clock.now(),
    finishedAt: undefined,
    state: "planning",
    cancelled: false,
    records: 0,
    options: { ...options, input: await referenceTo(input) },
  };
  await store.insertBatch(batch, await worker.ownership.id());
  try {
    return await planBatch(worker, batch, input, { signal, onPlanning });
  } catch (error) {
    // Whoever was stopped for so long that another process plans the batch must not take it away from under it.
    if (await store.abandonPlan(batchId, await worker.ownership.id())) {
      await store.artifacts.remove(batchFolder(batchId));
      throw error;
    }
    const taken = await store.batch(batchId);
    if (taken === undefined) throw error;
    return taken;
  }
}

/**
 * Plans a batch whose process died while it read the input.
 *
 * @throws UsageError where the input can't be read again as it was.
 */
export async function replanBatch(
  worker: Worker,
  batch: Batch,
  signal: AbortSignal | undefined,
): Promise<Batch> {
  const reference = batch.options.input;
  const input = inputFrom(reference);
  if (input === undefined || !(await unchanged(reference.file))) {
    throw new UsageError(
      "not_found",
      `The process that made ${batch.id} died while it read ${reference.source}, which can't be read again as it was. Nothing was sent. Remove it with: batch delete --batch-id ${batch.id}`,
    );
  }
  await worker.engine.store.artifacts.remove(batchFolder(batch.id));
  return await planBatch(worker, batch, input, { signal });
}

async function unchanged(file: InputFile | undefined): Promise<boolean> {
  if (file === undefined) return false;
  const now = await inputFile(file.path).catch(() => undefined);
  return now?.bytes === file.bytes && now.modifiedAt === file.modifiedAt;
}

async function planBatch(
  { engine, ownership }: Worker,
  batch: Batch,
  input: BatchInput,
  { signal, onPlanning }: Pick<CreateOptions, "signal" | "onPlanning">,
): Promise<Batch> {
  const [setup] = batch.options.setups;
  const provider = await engine.provider(setup);
  const { artifacts } = engine.store;
  const parts = { batchId: batch.id, artifacts, options: batch.options, setup, provider };
  const planned = await planInput(engine, input, parts, { signal, onPlanning });
  await engine.store.commitPlan(batch.id, await ownership.id(), planned);
  return { ...batch, state: "running", records: planned.records };
}

interface PlanParts {
  readonly batchId: string;
  readonly artifacts: Artifacts;
  readonly options: Pick<BatchOptions, "system" | "prompt" | "maxRequestsPerJob" | "dedupe">;
  readonly setup: Setup;
  readonly provider: Provider;
}

/** Cuts an input into shards whose files go to the given artifacts. */
export async function planInput(
  engine: Pick<Engine, "quota" | "threads">,
  input: BatchInput,
  { batchId, artifacts, options, setup, provider }: PlanParts,
  { signal, onPlanning }: Pick<CreateOptions, "signal" | "onPlanning"> = {},
): Promise<Plan> {
  const { requestsPerJob, bytesPerJob } = provider.limits;
  const { model } = setup.request;
  const templated = options.prompt !== undefined;
  const planning = {
    batchId,
    artifacts,
    template: templateFor(provider, setup, options),
    limits: {
      requests: options.maxRequestsPerJob ?? requestsPerJob,
      bytes: bytesPerJob,
      tokens: (await engine.quota(setup)).enqueuedTokens ?? Infinity,
    },
    dedupe: options.dedupe,
    setup: { provider: setup.provider, model },
    signal,
    onProgress: onPlanning,
  };
  return (
    (await planInThreads(engine, input, { ...planning, wholeSetup: setup, options })) ??
    (await plan(recordsOf(input, provider, { model, templated }), planning))
  );
}

/** The records of an input, in groups. */
export function recordsOf(
  input: BatchInput,
  provider: Pick<Provider, "codec" | "limits">,
  { model, templated }: { readonly model: string; readonly templated: boolean },
): AsyncIterable<readonly InputRecord[]> {
  if (input.kind !== "requests") return readRecords(input, { templated });
  const { path, source = path } = input;
  return readRequestLines({ path, source, model }, provider);
}

async function referenceTo(input: BatchInput): Promise<InputReference> {
  switch (input.kind) {
    case "file": {
      const { path, source = path, format } = input;
      return { source, kind: "records", format, file: await inputFile(path) };
    }
    case "requests": {
      const { path, source = path } = input;
      return { source, kind: "requests", format: undefined, file: await inputFile(path) };
    }
    case "bytes":
      return { source: input.source, kind: "records", format: input.format, file: undefined };
    case "rows":
      return { source: ROWS_SOURCE, kind: "records", format: undefined, file: undefined };
  }
}

function inputFrom({ kind, format, file }: InputReference): BatchInput | undefined {
  if (file === undefined) return undefined;
  if (kind === "requests") return { kind, path: file.path };
  return { kind: "file", path: file.path, format: INPUT_FORMATS.find((known) => known === format) };
}

/** @throws UsageError where there is no such file. */
async function inputFile(path: string): Promise<InputFile | undefined> {
  const absolute = resolve(path);
  try {
    const { size, mtimeMs } = await stat(absolute);
    return { path: absolute, bytes: size, modifiedAt: mtimeMs };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError("not_found", `The input can't be read: ${reason}.`, { cause: error });
  }
}
