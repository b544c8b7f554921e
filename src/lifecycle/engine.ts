import type { Provider, Quota } from "../providers/provider.ts";
import type { ResponseModel } from "../schema/response-model.ts";
import type { Batch, Setup } from "../store/batch.ts";
import type { Store } from "../store/store.ts";
import type { CollectBuffers } from "./collect-buffers.ts";
import type { Clock } from "../util/clock.ts";
import type { AnswerReader } from "./answer-reader.ts";
import type { ModelFile } from "./model-file.ts";
import type { Ownership } from "./ownership.ts";
import type { Threads } from "./threads.ts";

/** Times and numbers that can be set, for tests and for unusual places. */
export interface Tuning {
  /** How long after the last moment at which a lost create could have arrived it counts as never made. @default 2 minutes */
  readonly reconcileGraceMs: number;
  /** How long a process that says nothing keeps its claims. @default 30 s */
  readonly leaseMs: number;
  /** Between two looks at a job that is young or small; later looks are further apart. @default 10 s */
  readonly pollMs: number;
  /** The same for emulated jobs, where nobody has to be spared. @default 200 ms */
  readonly emulatedPollMs: number;
  /** Between two look-ups of a lost create whose job is not there. @default 10 s */
  readonly lookUpMs: number;
  /** Between two look-ups where a job that could be ours has to end first. @default 60 s */
  readonly doubtMs: number;
  /** Between two looks at whether a provider has room for more. @default 30 s */
  readonly roomMs: number;
  /** How long results that the provider announced are waited for. @default 15 minutes */
  readonly resultsPatienceMs: number;
  /** Shards that are sent at the same time. @default 4 */
  readonly submitsAtOnce: number;
  /** Shards that are collected at the same time: while the disk ends one of them, the next one begins. @default 4 */
  readonly collectsAtOnce: number;
  /** Threads that work on large batches, of as many processors. @default 2 */
  readonly threads: number;
  /** Batches of so many records and more are worked on by threads; starting them costs more than smaller ones do. @default 200,000 */
  readonly threadsFromRecords: number;
}

const MINUTE_MS = 60_000;

export const DEFAULT_TUNING: Tuning = {
  reconcileGraceMs: 2 * MINUTE_MS,
  leaseMs: 30_000,
  pollMs: 10_000,
  emulatedPollMs: 200,
  lookUpMs: 10_000,
  doubtMs: MINUTE_MS,
  roomMs: 30_000,
  resultsPatienceMs: 15 * MINUTE_MS,
  submitsAtOnce: 4,
  collectsAtOnce: 4,
  threads: 2,
  threadsFromRecords: 200_000,
};

/** An engine, and who runs it. */
export interface Worker {
  readonly engine: Engine;
  readonly ownership: Ownership;
}

/** The part of a setup that decides which adapter it gets. */
export interface AdapterChoice extends Pick<Setup, "provider" | "flags"> {
  readonly request: Pick<Setup["request"], "model">;
}

/** Threads, and what they need to find what the engine has. */
export interface ThreadWork {
  readonly threads: Threads;
  readonly artifactsFolder: string;
  readonly protocol: string;
}

/** What the steps of the life cycle need from outside; nothing of it is global. */
export interface Engine extends AsyncDisposable {
  readonly store: Store;
  readonly clock: Clock;
  /** A number in [0, 1), for jitter. */
  readonly random: () => number;
  readonly tuning: Tuning;
  /** The adapter for a setup; the same one for the same setup. */
  provider(setup: AdapterChoice): Promise<Provider>;
  /** A provider's own flags as a request that was prepared elsewhere implies them. */
  flagsOf(provider: string, request: unknown): Readonly<Record<string, string>>;
  /** A batch's response model; undefined where it has none. @throws UsageError where it is not at hand. */
  responseModel(batch: Batch): Promise<ResponseModel | undefined>;
  /** What reads answers to requests of a setup. @throws UsageError where the response model is not at hand, or another. */
  reader(batch: Batch, setup: Setup): Promise<AnswerReader>;
  /** What the provider takes at a time, as far as it is known. */
  quota(setup: Setup): Promise<Quota>;
  /** In which shards are collected. */
  readonly buffers: CollectBuffers;
  /** What threads need for work on a batch of so many records; undefined where this thread is to do it. */
  threads(setup: Setup, records: number): Promise<ThreadWork | undefined>;
  /** Where threads can load the response model of a batch; undefined where only this process has it. */
  modelFile(batch: Batch): ModelFile | undefined;
}
