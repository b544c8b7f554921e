import { UsageError } from "./errors.ts";
import { cancelBatch } from "./lifecycle/cancel-batch.ts";
import { type DeleteOptions, deleteBatch, type Leftover } from "./lifecycle/delete-batch.ts";
import { drive, type Goal } from "./lifecycle/drive.ts";
import type { Tuning } from "./lifecycle/engine.ts";
import {
  followOutcomeLines,
  outcomeLines,
  requireFinished,
  readOutcomes,
} from "./lifecycle/results.ts";
import { resumeBatch } from "./lifecycle/resume-batch.ts";
import { type RetryRequest, retryBatch } from "./lifecycle/retry-batch.ts";
import { openSession, type Session } from "./lifecycle/session.ts";
import type { BatchSettings } from "./lifecycle/settings.ts";
import { startBatch } from "./lifecycle/start-batch.ts";
import { tuningFromEnv } from "./lifecycle/tuning-from-env.ts";
import type { BatchStatus } from "./model/batch-status.ts";
import type { Outcome } from "./model/outcome.ts";
import type { AccountLimits } from "./providers/provider.ts";
import { toResponseModel } from "./schema/to-response-model.ts";
import type { OutputOf, ResponseModelSource } from "./schema/response-model.ts";
import type { Batch as StoredBatch } from "./store/batch.ts";
import type { Clock } from "./util/clock.ts";
import { lazy } from "./util/lazy.ts";

export interface BatchProcessorOptions<
  Model extends ResponseModelSource | undefined = undefined,
> extends BatchSettings {
  /** The model as `provider/model`, such as `openai/gpt-4o-mini`. */
  readonly model: string;
  /** What every answer is made to fit and is checked with. Undefined: answers are taken as text. */
  readonly responseModel?: Model;
  /** What the provider is told the response model is called. @default "Answer" */
  readonly responseModelName?: string | undefined;
  /** The folder of the durable state, or `memory` to write nothing to disk. @default BATCH_STORE, else ".batch" */
  readonly store?: string | undefined;
  /** @default the provider's own environment variable */
  readonly apiKey?: string | undefined;
  /** @default the environment variable of the provider's SDK */
  readonly baseUrl?: string | undefined;
  /** Limits of your account, by `provider/model` or by provider. @default what the provider documents */
  readonly limits?: Readonly<Record<string, AccountLimits>> | undefined;
  /** How long a lost create is looked for before it counts as never made, in milliseconds. @default 2 minutes */
  readonly reconcileGraceMs?: number | undefined;
  /** Times and numbers for unusual places. */
  readonly tuning?: Partial<Tuning> | undefined;
  /** Called with what you should know, such as a setting that was left out. @default a warning of the process */
  readonly onWarning?: ((message: string) => void) | undefined;
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: (() => number) | undefined;
}

/** The data of a succeeded outcome: the response model's output, or text where there is none. */
export type DataOf<Model extends ResponseModelSource | undefined> =
  Model extends ResponseModelSource ? OutputOf<Model> : string;

/**
 * A record as a program hands it over: a text, a list of messages, `{ id?, text }`, `{ id?, messages }`, or with a prompt
 * any object.
 */
export type RecordInput = string | readonly object[] | object;

export interface CallOptions {
  /** Stops waiting. A job that is paid for is never cancelled by it. */
  readonly signal?: AbortSignal | undefined;
}

export interface CreateOptions extends CallOptions {
  /** Called while the input is read, with the number of records so far. */
  readonly onPlanning?: ((records: number) => void) | undefined;
  /** Called while jobs are sent. */
  readonly onProgress?: ((status: BatchStatus) => void) | undefined;
}

export interface WaitOptions extends CallOptions {
  /** Called with every change. */
  readonly onProgress?: ((status: BatchStatus) => void) | undefined;
  /** How long to wait, in milliseconds; the batch goes on after it. @default for ever */
  readonly timeoutMs?: number | undefined;
}

export interface ResultsOptions extends CallOptions {
  /**
   * What to do while the batch is under way: `error` throws, `partial` gives what is final, `follow` waits and gives
   * outcomes shard by shard as they become final. @default "error"
   */
  readonly unfinished?: "error" | "partial" | "follow" | undefined;
}

/**
 * Turns records into typed data through a provider's batch API.
 *
 * @example
 * ```ts
 * const processor = new BatchProcessor({ model: "openai/gpt-4o-mini", responseModel: User });
 * const batch = await processor.create([{ id: "a", text: "Hi, I'm Alice and I'm 28." }]);
 * await batch.wait();
 * for await (const outcome of batch.results()) {
 *   if (outcome.kind === "succeeded") outcome.data.age; // number
 * }
 * ```
 */
export class BatchProcessor<
  Model extends ResponseModelSource | undefined = undefined,
> implements AsyncDisposable {
  readonly #options: BatchProcessorOptions<Model>;
  readonly #session: () => Promise<Session>;
  #opened = false;

  constructor(options: BatchProcessorOptions<Model>) {
    this.#options = options;
    this.#session = lazy(() => this.#open());
  }

  /**
   * Plans and sends a batch over any number of records, or over a file (JSONL, CSV or text by its ending). Resolves when
   * all jobs are sent, as far as the provider has room.
   *
   * @throws InputError for a bad record, before anything is sent.
   * @throws ProviderError where the provider refuses; the batch stays, and `open` and `wait` go on with it.
   */
  async create(
    records: Iterable<RecordInput> | AsyncIterable<RecordInput> | string,
    { signal, onPlanning, onProgress }: CreateOptions = {},
  ): Promise<Batch<DataOf<Model>>> {
    const session = await this.#session();
    const { model, onWarning = warn } = this.#options;
    const { batch, warnings } = await startBatch(
      session,
      {
        model,
        responseModel: this.#responseModel(),
        responseModelPath: undefined,
        settings: this.#options,
        emulated: false,
      },
      typeof records === "string"
        ? { kind: "file", path: records }
        : { kind: "rows", rows: records },
      { signal, onPlanning },
    );
    warnings.forEach(onWarning);
    await drive(session.engine, session.ownership, batch.id, {
      goal: "submitted",
      signal,
      onProgress,
    });
    return new Batch(batch.id, session);
  }

  /** Creates a batch, waits for it, and gives the outcomes of all records in their order. */
  async *run(
    records: Iterable<RecordInput> | AsyncIterable<RecordInput> | string,
    options: CreateOptions & WaitOptions = {},
  ): AsyncGenerator<Outcome<DataOf<Model>>> {
    const batch = await this.create(records, options);
    await batch.wait(options);
    yield* batch.results(options);
  }

  /** A batch that was made before, here or in another process. @throws UsageError where there is none. */
  async open(batchId: string): Promise<Batch<DataOf<Model>>> {
    const session = await this.#session();
    await requireBatch(session, batchId);
    return new Batch(batchId, session);
  }

  /** Closes the store. Batches go on at the provider. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#opened) return;
    const session = await this.#session();
    await session[Symbol.asyncDispose]();
  }

  #responseModel(): ReturnType<typeof toResponseModel> | undefined {
    const { responseModel, responseModelName } = this.#options;
    return responseModel === undefined
      ? undefined
      : toResponseModel(responseModel, { name: responseModelName });
  }

  async #open(): Promise<Session> {
    const { apiKey, baseUrl, env = process.env, clock, random, limits } = this.#options;
    const { tuning, reconcileGraceMs } = this.#options;
    const session = await openSession({
      store: this.#options.store ?? (env["BATCH_STORE"] || ".batch"),
      env,
      connection: () => Promise.resolve({ apiKey, baseUrl }),
      responseModel: () => Promise.resolve(this.#responseModel()),
      tuning: {
        ...tuningFromEnv(env),
        ...tuning,
        ...(reconcileGraceMs === undefined ? {} : { reconcileGraceMs }),
      },
      ...(clock === undefined ? {} : { clock }),
      ...(random === undefined ? {} : { random }),
      ...(limits === undefined ? {} : { limits }),
    });
    this.#opened = true;
    return session;
  }
}

/** A batch at work: to wait for, to look at, and to read the outcomes of. */
export class Batch<Data = unknown> {
  /** By which any process finds the batch again. */
  readonly id: string;
  readonly #session: Session;

  constructor(id: string, session: Session) {
    this.id = id;
    this.#session = session;
  }

  /**
   * Brings the batch to its end: sends, polls, collects and retries, here or behind another process that does. Resolves
   * when every record has its final outcome, or the time is over.
   *
   * @throws ProviderError where going on is of no use, such as with a wrong key.
   */
  async wait({ signal, onProgress, timeoutMs }: WaitOptions = {}): Promise<BatchStatus> {
    const { engine } = this.#session;
    await resumeBatch(this.#session, this.id, signal);
    return await this.#drive("finished", {
      signal,
      onProgress,
      deadline: timeoutMs === undefined ? undefined : engine.clock.now() + timeoutMs,
    });
  }

  /** Asks the provider, and says where the batch stands. */
  async status({ signal }: CallOptions = {}): Promise<BatchStatus> {
    return await this.#drive("looked", { signal });
  }

  /**
   * The outcomes, one per record, in the order of the records.
   *
   * @throws UnfinishedError while the batch is under way, unless told otherwise.
   */
  async *results({ signal, unfinished = "error" }: ResultsOptions = {}): AsyncGenerator<
    Outcome<Data>
  > {
    const { engine, ownership } = this.#session;
    const before = await requireBatch(this.#session, this.id);
    if (before.state !== "finished") await this.#drive("looked", { signal });
    const batch = await requireBatch(this.#session, this.id);
    const [setup] = batch.options.setups;
    const reader = await engine.reader(batch, setup);
    if (unfinished === "error") await requireFinished(engine, batch);
    const lines =
      unfinished === "follow" && batch.state !== "finished"
        ? followOutcomeLines(engine, ownership, batch, { signal })
        : outcomeLines(engine, batch);
    for await (const outcome of readOutcomes(lines, reader)) {
      signal?.throwIfAborted();
      // The reader has checked the data with the response model whose output this is.
      yield outcome as Outcome<Data>; // eslint-disable-line typescript/no-unsafe-type-assertion -- see above
    }
  }

  /** Sends nothing more and tells the jobs to stop; what they have finished by then is kept. */
  async cancel({ signal }: CallOptions = {}): Promise<BatchStatus> {
    return await cancelBatch(this.#session, this.id, signal);
  }

  /** Submits records of the finished batch again, if need be with another model. @throws UsageError while it is under way. */
  async retry(request: RetryRequest & CallOptions = {}): Promise<BatchStatus> {
    return await retryBatch(this.#session, this.id, request);
  }

  /** Removes the batch here and at the provider, and gives what could not be removed there. */
  async delete(options: Partial<DeleteOptions> = {}): Promise<readonly Leftover[]> {
    return await deleteBatch(this.#session, this.id, {
      force: false,
      localOnly: false,
      ...options,
    });
  }

  async #drive(
    goal: Goal,
    options: Omit<Parameters<typeof drive>[3], "goal">,
  ): Promise<BatchStatus> {
    const { engine, ownership } = this.#session;
    return await drive(engine, ownership, this.id, { ...options, goal });
  }
}

async function requireBatch({ engine }: Session, batchId: string): Promise<StoredBatch> {
  const batch = await engine.store.batch(batchId);
  if (batch === undefined) {
    throw new UsageError("not_found", `There is no batch ${batchId} in this store.`);
  }
  return batch;
}

function warn(message: string): void {
  process.emitWarning(message, "BatchExtractWarning");
}
