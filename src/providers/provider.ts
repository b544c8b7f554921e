import type { Conversation, Message } from "../model/conversation.ts";
import type { JobStatus } from "../model/job.ts";
import type { Reply } from "../model/outcome.ts";
import type { Dialect } from "../schema/dialect.ts";
import type { Clock } from "../util/clock.ts";
import type { JsonObject } from "../util/json.ts";

/** How hard a reasoning model thinks; an adapter maps it to what its models know. */
export type ReasoningEffort = "none" | "minimal" | "low" | "medium" | "high" | "xhigh" | "max";

export const REASONING_EFFORTS: readonly ReasoningEffort[] = [
  "none",
  "minimal",
  "low",
  "medium",
  "high",
  "xhigh",
  "max",
];

/** By which of a provider's means an answer is made to fit the response model. */
export type StructuredOutput = "native" | "tool" | "json";

/** What a request asks the model to write. */
export type OutputFormat =
  | { readonly kind: "text" }
  | {
      readonly kind: "schema";
      readonly via: StructuredOutput;
      /** The response model's name, within `[A-Za-z0-9_-]{1,64}`. */
      readonly name: string;
      readonly dialect: Dialect;
      readonly schema: JsonObject;
    };

/** Everything of a request that is the same for a whole batch. */
export interface RequestSettings {
  /** The provider's name of the model. */
  readonly model: string;
  readonly output: OutputFormat;
  /** Cap of what the model writes, thinking included. Undefined: the model's default. */
  readonly maxOutputTokens: number | undefined;
  /** Undefined: the provider's default. Left out where the model refuses it. */
  readonly temperature: number | undefined;
  readonly reasoningEffort: ReasoningEffort | undefined;
  /** Members that are merged into the request body as they are. */
  readonly providerOptions: JsonObject | undefined;
}

/** A result line, decoded. */
export interface DecodedResult {
  /** Undefined where the line names no request. */
  readonly customId: string | undefined;
  readonly reply: Reply;
}

/** A request line, decoded: the inverse of what the codec encodes. */
export interface DecodedRequest {
  readonly customId: string;
  readonly body: JsonObject;
  /** The model that the request names; undefined where its job names it. */
  readonly model: string | undefined;
}

/** The pure half of an adapter. */
export interface Codec {
  /** The members of a request body that all requests of a batch share. */
  encodeSettings(settings: RequestSettings): JsonObject;
  /** The members of a request body that carry the conversation; disjoint from those of the settings. */
  encodeConversation(conversation: Conversation): JsonObject;
  /** The texts of the conversation in a request body, however it was made. */
  decodeConversation(body: JsonObject): Conversation;
  /** The body with more turns at the end of its conversation, and all else as it was. */
  appendTurns(body: JsonObject, turns: readonly Message[]): JsonObject;
  /** A line of a request file, with the customId before the body. */
  encodeRequest(customId: string, body: JsonObject): JsonObject;
  /** @throws ProtocolError for what is no request line of this provider. */
  decodeRequest(line: unknown): DecodedRequest;
  /** The cap of output tokens in a request body; undefined where there is none. */
  outputCap(body: JsonObject): number | undefined;
  withOutputCap(body: JsonObject, tokens: number): JsonObject;
  /** Total: a line that it does not understand is an errored reply with what was there. */
  decodeResult(line: unknown): DecodedResult;
  /** @throws ProtocolError for what is no job. */
  decodeStatus(body: unknown): JobStatus;
}

/** A file of request lines, on disk or in memory. */
export interface RequestFile {
  /** Ends with `.jsonl`, which OpenAI insists on. */
  readonly name: string;
  readonly bytes: number;
  readonly requests: number;
  /**
   * The bytes in large chunks: several times as fast as the stream of a Blob. A chunk is the caller's, to be changed too,
   * until the next but one is asked for. Sockets ask for the next one when they have sent the one before.
   *
   * @param start The first byte. @default 0
   */
  chunks(start?: number): AsyncIterable<Uint8Array>;
}

/** Our mark on a job, by which it can be found again. */
export interface JobMark {
  /** Unique per submission; every customId of the job starts with it. */
  readonly nonce: string;
  /** `batchId/shard/attempt`, for whoever looks at the provider's own list. */
  readonly label: string;
}

export interface Submission {
  readonly mark: JobMark;
  readonly model: string;
  readonly file: RequestFile;
  /** What `upload` gave; undefined where the provider takes requests in the create itself. */
  readonly uploadId: string | undefined;
  /** Called at the last moment at which the create can still be held back; throws where it must be. */
  readonly guard: () => void;
}

/** A submission whose answer was lost. */
export interface LostSubmission {
  readonly mark: JobMark;
  readonly uploadId: string | undefined;
  readonly requests: number;
  /** When the create was about to be sent, in milliseconds since 1970. */
  readonly intentAt: number;
  /** When the create could at the latest still have arrived. */
  readonly deadlineAt: number;
  /** Jobs that are known to be others. */
  readonly knownJobIds: ReadonlySet<string>;
}

export type FindResult =
  | { readonly kind: "found"; readonly job: JobStatus }
  | { readonly kind: "absent" }
  /** Jobs that could be it and can't be told apart yet. */
  | { readonly kind: "doubtful"; readonly jobIds: readonly string[] };

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

/** One file of results, as JSON lines. */
export interface ResultFile {
  /** Unique in the job, such as `output` and `errors`. */
  readonly name: string;
  /** Opens it from the start, each time anew. */
  open(options: CallOptions): Promise<AsyncIterable<Uint8Array>>;
}

export type JobResults =
  | { readonly kind: "ready"; readonly files: readonly ResultFile[] }
  /** The job ended, but its results are not there yet. */
  | { readonly kind: "not_ready" };

export interface RemoteJob {
  readonly jobId: string;
  readonly uploadId: string | undefined;
}

/** The I/O half of an adapter. Every call throws ProviderError, or ProtocolError for a body that is not as documented. */
export interface Transport {
  /**
   * Uploads the requests, where the provider wants a file, and gives its id; undefined where it wants none. Costs
   * nothing, and repeating it is harmless.
   */
  upload(file: RequestFile, mark: JobMark, options: CallOptions): Promise<string | undefined>;
  /** Creates the job. Never repeated here: an error that is not `definite` leaves open whether it happened. */
  submit(submission: Submission, options: CallOptions): Promise<JobStatus>;
  find(lost: LostSubmission, options: CallOptions): Promise<FindResult>;
  /** The status of each job; a job that the provider does not know is left out. */
  status(jobIds: readonly string[], options: CallOptions): Promise<ReadonlyMap<string, JobStatus>>;
  /** Here, or when a file is opened, a ProviderError with the code `results_gone` says that they are not kept any longer. */
  results(jobId: string, options: CallOptions): Promise<JobResults>;
  cancel(jobId: string, options: CallOptions): Promise<void>;
  /** Removes the files that the job left at the provider, as far as the provider lets us; its results are gone then. */
  removeFiles(job: RemoteJob, options: CallOptions): Promise<void>;
  /** Removes the job itself, where the provider can, and its files. */
  delete(job: RemoteJob, options: CallOptions): Promise<void>;
  /** Makes one ordinary request, outside of any batch and at the full price, and gives the answer as it came. */
  ask(model: string, body: JsonObject, options: CallOptions): Promise<unknown>;
  /** All jobs, newest first. */
  list(options: CallOptions): AsyncIterable<JobStatus>;
}

/** What a provider takes at a time; undefined where nothing is known. */
export interface Quota {
  /** Estimated tokens of jobs of one model that have not ended. */
  readonly enqueuedTokens: number | undefined;
  /** Requests of jobs that have not ended. */
  readonly enqueuedRequests: number | undefined;
  /** Jobs that have not ended. */
  readonly jobs: number | undefined;
  readonly createsPerHour: number | undefined;
}

/** What a user says of the account: its tier, and limits that go before those of the tier. */
export interface AccountLimits extends Partial<Quota> {
  readonly tier?: string | undefined;
}

/** What a provider takes in one job. */
export interface Limits {
  readonly requestsPerJob: number;
  /** Of the request lines, newlines included. */
  readonly bytesPerJob: number;
  /** Whether the requests of a job may be for different models. */
  readonly mixesModels: boolean;
  /** How long a create may take before its answer counts as lost. */
  readonly submitTimeoutMs: number;
}

/** Facts about a model that decide how a request is written. */
export interface ModelProfile {
  /** Whether the model is in the adapter's table; an unknown one is passed on with a warning. */
  readonly known: boolean;
  readonly acceptsTemperature: boolean;
  readonly acceptsEffort: boolean;
  /** The most that the model can write in one answer; undefined where that is not known. */
  readonly maxOutputTokens: number | undefined;
  /** The means of structured output in the order to try them, with the dialect of each. */
  readonly structuredOutput: readonly {
    readonly via: StructuredOutput;
    readonly dialect: Dialect;
  }[];
}

/** An adapter to one provider, ready for calls. */
export interface Provider {
  /** As in `provider/model`. */
  readonly name: string;
  readonly limits: Limits;
  readonly codec: Codec;
  readonly transport: Transport;
  profile(model: string): ModelProfile;
  /** What the provider documents for an account of the lowest paid tier. */
  /** @param tier One of the definition's; the lowest that is paid for unless given. */
  quota(model: string, tier?: string): Quota;
  /** @throws UsageError without a key: calls need one, and writing requests does not. */
  requireKey(): void;
}

/** A flag of one provider's own, such as `--google-mode`. */
interface ProviderFlag {
  readonly name: string;
  readonly values: readonly string[];
  readonly description: string;
}

/** What an adapter needs from outside. */
export interface ProviderOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** A number in [0, 1), for jitter. */
  readonly random: () => number;
  /** The model that is called; undefined where only jobs are listed. */
  readonly model: string | undefined;
  /** The provider's own flags, by name. */
  readonly flags: Readonly<Record<string, string>>;
  /** Overrides the SDK's own variable. */
  readonly baseUrl?: string | undefined;
  /** Overrides the SDK's own variable. */
  readonly apiKey?: string | undefined;
}

/** What is known of a model before any call. */
export interface KnownModel {
  readonly id: string;
  readonly title: string;
}

/** An entry of the registry: what is known without loading an SDK. */
export interface ProviderDefinition {
  readonly name: string;
  /** The provider of the registry whose requests and results it has: itself, or the one that it is compatible with. */
  readonly protocol: string;
  readonly title: string;
  /** Environment variables that may hold the key, in the order they are tried. */
  readonly keyVariables: readonly string[];
  readonly flags: readonly ProviderFlag[];
  readonly models: readonly KnownModel[];
  /** Environment variable of the SDK's that holds another base URL. */
  readonly baseUrlVariable: string | undefined;
  /** Of accounts, as the provider calls them, from the lowest that is paid for; only those whose limits are published. */
  readonly tiers: readonly string[];
  /** The provider's own flags as a line of a request file that was prepared elsewhere implies them. */
  flagsOf(request: unknown): Readonly<Record<string, string>>;
  create(options: ProviderOptions): Promise<Provider>;
}
