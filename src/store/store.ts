import type { Quota, StructuredOutput } from "../providers/provider.ts";
import type { Artifacts } from "./artifacts.ts";
import type { Batch, BatchOptions, Shard, ShardChange, ShardPlan } from "./batch.ts";

/** A process that works on batches. */
export interface Owner {
  /** Unique per process and store. */
  readonly id: string;
  /** Host and process, for people. */
  readonly name: string;
  /** The machine that the process runs on, as far as process ids are concerned. */
  readonly machine: string;
  readonly pid: number;
  /** Until when its claims hold unless it renews them, in milliseconds since 1970. */
  readonly leaseUntil: number;
}

/** The right to write to a shard until somebody else claims it. */
export interface Claim {
  readonly shardId: number;
  /** Who has claimed it. */
  readonly ownerId: string;
  readonly fence: number;
}

/** What a provider is asked of a schema. */
export interface ProbeKey {
  /** Of dialect and schema. */
  readonly schemaHash: string;
  /** By which means of the provider the answer is made to fit. */
  readonly via: StructuredOutput;
  /** As in `provider/model`; an emulated one is another. */
  readonly model: string;
}

/** What a provider said of a schema. */
export interface Probe {
  /** Undefined: it takes the schema. */
  readonly refusal: string | undefined;
  /** Milliseconds since 1970. */
  readonly askedAt: number;
}

/** A shard as it was read. */
export type SeenShard = Pick<Shard, "id" | "fence" | "state">;

/** Whether a shard may be sent, and if not, which limit is reached. */
export type Admission =
  | { readonly kind: "admitted" }
  | { readonly kind: "full"; readonly limit: keyof Quota };

/**
 * The durable state: batches, shards and who works on them. A change is a transaction; rows are per batch and shard,
 * never per record.
 */
export interface Store extends AsyncDisposable {
  readonly artifacts: Artifacts;

  /** @param driver The owner that plans it. */
  insertBatch(batch: Batch, driver: string): Promise<void>;
  batch(id: string): Promise<Batch | undefined>;
  /** Newest first. */
  batches(): Promise<readonly Batch[]>;
  /**
   * Makes a planned batch running, with all its shards at once.
   *
   * @throws LostClaim where another owner drives the batch by now.
   */
  commitPlan(
    batchId: string,
    driver: string,
    plan: { readonly records: number; readonly shards: readonly ShardPlan[] },
  ): Promise<void>;
  cancelBatch(id: string): Promise<void>;
  /** @throws LostClaim where another owner drives the batch by now. */
  finishBatch(id: string, driver: string, at: number): Promise<void>;
  /**
   * Makes a finished batch running again, with other options and more shards.
   *
   * @throws LostClaim where another process has done so already.
   */
  reopenBatch(id: string, options: BatchOptions, shards: readonly ShardPlan[]): Promise<void>;
  removeBatch(id: string): Promise<void>;
  /** Removes a batch whose planning failed; false, and nothing is done, where another owner drives it by now. */
  abandonPlan(batchId: string, driver: string): Promise<boolean>;

  /** By number. */
  shards(batchId: string): Promise<readonly Shard[]>;
  /**
   * Shards of a next attempt, in place of what their parents left; the parents are marked as retried.
   *
   * @throws LostClaim where another process has done so already.
   */
  commitRetry(
    batchId: string,
    parents: readonly number[],
    shards: readonly ShardPlan[],
  ): Promise<void>;
  /** Ids of all jobs that are known, at one provider. */
  jobIds(provider: string): Promise<ReadonlySet<string>>;

  /** Says that a process works here; again to renew. False where its lease had run out, so that its claims are lost. */
  renew(owner: Owner, now: number): Promise<boolean>;
  enter(owner: Owner): Promise<void>;
  leave(ownerId: string): Promise<void>;
  /** All processes that said so and did not leave. */
  owners(): Promise<readonly Owner[]>;
  /** Makes the process the one that drives a batch; the other process where one that lives does. */
  drive(batchId: string, ownerId: string, now: number): Promise<Owner | undefined>;
  /**
   * Undefined where a living process has the shard, or somebody has worked on it since it was read: whoever claims it must
   * not act on what it was.
   */
  claim(seen: SeenShard, ownerId: string, now: number): Promise<Claim | undefined>;
  /** @throws LostClaim where another process has claimed the shard since. */
  change(claim: Claim, change: ShardChange): Promise<void>;
  /** Whether the quota has room for the shard now. */
  room(shardId: number, quota: Quota, now: number): Promise<Admission>;
  /** Commits the intent to submit a planned shard, if the quota has room. @throws LostClaim also where it is not planned. */
  admit(claim: Claim, quota: Quota, now: number): Promise<Admission>;
  /** Puts smaller shards in the place of one. @throws LostClaim */
  replace(claim: Claim, batchId: string, shards: readonly ShardPlan[]): Promise<void>;

  /** What a provider said of a schema; undefined where it was not asked. */
  probe(key: ProbeKey): Promise<Probe | undefined>;
  rememberProbe(key: ProbeKey, probe: Probe): Promise<void>;

  /** The enqueued tokens that the shard's model was last seen to take, where that was learned since `after`. */
  learnedTokens(shard: Shard, after: number): Promise<number | undefined>;
  learnTokens(shard: Shard, enqueuedTokens: number, at: number): Promise<void>;
}

/** Thrown where another process has taken a shard or a batch over: whoever meets it leaves that alone. */
export class LostClaim extends Error {
  override readonly name = "LostClaim";

  /** @param what Such as `shard 7`. */
  constructor(what: string) {
    super(`Another process works on ${what} now.`);
  }
}
