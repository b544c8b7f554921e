import type { JobStatus } from "../model/job.ts";
import type { OutcomeKind } from "../model/outcome.ts";
import type { RequestSettings } from "../providers/provider.ts";
import type { ArtifactInfo } from "./artifacts.ts";

/** `planning` while the input is read, `running` until every record has its final outcome, then `finished`. */
export type BatchState = "planning" | "running" | "finished";

/** How requests are made: by which model and with what. A batch has one, and one more per retry with another model. */
export interface Setup {
  readonly provider: string;
  readonly request: RequestSettings;
  /** The provider's own flags, such as the mode of Google's. */
  readonly flags: Readonly<Record<string, string>>;
}

/** Which outcomes are worth another attempt without being asked. */
export type RetryMode = "none" | "errors" | "all";

/** Where identical requests are sent once. */
export type Dedupe = "none" | "shard" | "batch";

/** What a user decided for a batch; as JSON in the store, so that any process can go on with it. */
export interface BatchOptions {
  readonly setups: readonly [Setup, ...Setup[]];
  /** What the records are checked with; undefined where answers are taken as text. */
  readonly responseModel: ResponseModelReference | undefined;
  /** The input as the user named it. */
  readonly input: InputReference;
  readonly system: string | undefined;
  readonly prompt: string | undefined;
  /** Undefined: the provider's own limit. */
  readonly maxRequestsPerJob: number | undefined;
  readonly dedupe: Dedupe;
  readonly retry: RetryMode;
  readonly maxAttempts: number;
  readonly keepRemoteFiles: boolean;
  /** Whether its jobs are the emulator's and not a provider's. */
  readonly emulated: boolean;
}

export interface ResponseModelReference {
  readonly name: string;
  /** Where it can be loaded from, such as `schemas/user.ts#User`; undefined for a model that only a program has. */
  readonly path: string | undefined;
  /** Of the schema that was sent, to notice a model that has changed since. */
  readonly hash: string;
  /** Whether JSON carries the model's output unchanged; otherwise answers are kept beside the data. */
  readonly jsonOutput: boolean;
}

/** Enough of the input to read it again, if the process dies while planning. */
export interface InputReference {
  /** As the user named it. */
  readonly source: string;
  /** Whether it holds requests that were prepared before, and not records. */
  readonly kind: "records" | "requests";
  /** Undefined where the ending tells it. */
  readonly format: string | undefined;
  /** Undefined for what can't be read a second time. */
  readonly file: InputFile | undefined;
}

/** A file as it was when it was read. */
export interface InputFile {
  /** Absolute. */
  readonly path: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
}

export interface Batch {
  readonly id: string;
  readonly createdAt: number;
  readonly finishedAt: number | undefined;
  readonly state: BatchState;
  /** Nothing more is submitted, and jobs are told to stop. */
  readonly cancelled: boolean;
  /** 0 until the input has been read. */
  readonly records: number;
  readonly options: BatchOptions;
}

/**
 * `planned` until it is sent; `submitting` from just before the create until its answer; `uncertain` where that answer
 * was lost and the job can't be found yet; `submitted` while the provider works; `collecting` until all outcomes are on
 * disk; then `done`. `cancelled` was never sent, and `replaced` was cut into smaller shards.
 */
export type ShardState =
  | "planned"
  | "submitting"
  | "uncertain"
  | "submitted"
  | "collecting"
  | "done"
  | "cancelled"
  | "replaced";

/** Totals over the outcomes of a shard. */
export interface ShardTotals {
  readonly kinds: Readonly<Partial<Record<OutcomeKind, number>>>;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cachedInputTokens: number;
  /** Result lines that named a request a second time, or none of the job's. */
  readonly doubled: number;
  readonly foreign: number;
  /** Lines that were no JSON. */
  readonly unreadable: number;
}

interface ShardAliases {
  readonly file: ArtifactInfo;
  readonly records: number;
  readonly firstOrdinal: number;
  readonly lastOrdinal: number;
}

/** What a shard is from its planning on. */
export interface ShardPlan {
  /** From 1, unique in the batch. */
  readonly number: number;
  readonly attempt: number;
  /** Index into the batch's setups. */
  readonly setup: number;
  readonly provider: string;
  readonly model: string;
  /** Of the first and the last of its own records, 1-based positions in the batch. */
  readonly firstOrdinal: number;
  readonly lastOrdinal: number;
  readonly records: number;
  /** Fewer than records where identical ones are sent once. */
  readonly requests: number;
  /** Estimated tokens of all requests. */
  readonly tokens: number;
  /** Unique; every customId of the shard starts with it. */
  readonly nonce: string;
  readonly requestsFile: ArtifactInfo;
  /** The records where they are not simply one per request, in order and known by position. */
  readonly recordsFile: ArtifactInfo | undefined;
  /** Records of later shards that one of this shard's requests answers too. */
  readonly aliases: ShardAliases | undefined;
  /** Outcomes of earlier attempts, by kind, that this shard's take the place of. */
  readonly supersedes: Readonly<Partial<Record<OutcomeKind, number>>>;
}

export interface Shard extends ShardPlan {
  readonly id: number;
  readonly batchId: string;
  readonly state: ShardState;
  /** Raised with every claim, so that a process that lost its claim can't write. */
  readonly fence: number;
  /** When there is something to do next, in milliseconds since 1970. */
  readonly nextAt: number;
  readonly uploadId: string | undefined;
  readonly intentAt: number | undefined;
  /** When the answer to the create was found to be lost. */
  readonly lostAt: number | undefined;
  readonly jobId: string | undefined;
  /** Jobs of this shard that the provider accepted and then did not begin. */
  readonly pastJobIds: readonly string[];
  readonly submittedAt: number | undefined;
  readonly polls: number;
  /** As last heard. */
  readonly job: JobStatus | undefined;
  /** Whether the provider was told to cancel the job. */
  readonly cancelSent: boolean;
  /** What stands in the way, in words, with what to do. */
  readonly problem: string | undefined;
  /** Whether all that stands in the way is that the provider has no room for more. */
  readonly waitsForRoom: boolean;
  readonly resultFiles: readonly ArtifactInfo[];
  readonly outcomesFile: ArtifactInfo | undefined;
  /** The outcomes of the records in the aliases file. */
  readonly aliasOutcomesFile: ArtifactInfo | undefined;
  readonly totals: ShardTotals | undefined;
  /** Requests that are worth another attempt. */
  readonly retryable: number;
  /** Whether that attempt has been planned, or given up. */
  readonly retried: boolean;
}

/** What may change of a shard after planning. */
export type ShardChange = Partial<
  Pick<
    Shard,
    | "state"
    | "nextAt"
    | "uploadId"
    | "intentAt"
    | "lostAt"
    | "cancelSent"
    | "jobId"
    | "pastJobIds"
    | "submittedAt"
    | "polls"
    | "job"
    | "problem"
    | "waitsForRoom"
    | "resultFiles"
    | "outcomesFile"
    | "aliasOutcomesFile"
    | "totals"
    | "retryable"
    | "retried"
  >
>;
