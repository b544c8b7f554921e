import type { JsonObject } from "../../util/json.ts";
import type { JobFault, ProviderName } from "../faults/profile.ts";

/** What is fixed when a job is accepted. */
export interface AcceptedJob {
  readonly model?: string | undefined;
  readonly endpoint?: string | undefined;
  /** Google's displayName. */
  readonly label?: string | undefined;
  /** OpenAI's metadata. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly inputFileId?: string | undefined;
  /** How many requests there are; undefined where the lines were not counted yet. */
  readonly requests?: number | undefined;
  /** Size and hash of the create's body. */
  readonly bodyBytes: number;
  readonly bodySha256: string;
  /** How long it is worked on, in milliseconds. */
  readonly workMs: number;
  /** After how long it expires, in milliseconds. */
  readonly windowMs: number;
  /** Share of the requests that is done when it expires; undefined for as much as the time gave. */
  readonly expiredShare?: number | undefined;
  /** The fault profile that was in force, by its id. */
  readonly profile?: number | undefined;
  readonly faults: readonly JobFault[];
  /** What only its provider asks for. */
  readonly options: JsonObject;
}

/** Why the requests of a job can't be worked on. */
export interface InspectionError {
  readonly code: string;
  /** 1-based; undefined for what is about the whole. */
  readonly line?: number | undefined;
  readonly message: string;
  readonly param?: string | undefined;
}

export interface Inspection {
  readonly requests: number;
  /** Tokens of all prompts, as they count towards the enqueued ones. */
  readonly tokens: number;
  readonly model?: string | undefined;
  readonly errors: readonly InspectionError[];
}

export interface OutcomeCounts {
  readonly succeeded: number;
  readonly errored: number;
  readonly canceled: number;
  readonly expired: number;
}

export interface TokenUsage {
  readonly input: number;
  readonly cached: number;
  readonly output: number;
  readonly reasoning: number;
}

export interface ResultFile {
  /** Name of the stored lines. */
  readonly stored: string;
  readonly bytes: number;
}

export interface JobResults {
  /** What was to be done; results of another plan are out of date. */
  readonly plan: string;
  readonly finishedAt: number;
  /** Undefined where there are no lines of the kind. */
  readonly outputFile: ResultFile | undefined;
  readonly errorFile: ResultFile | undefined;
  /** Ids under which the provider gives them out. */
  readonly outputFileId?: string | undefined;
  readonly errorFileId?: string | undefined;
  readonly counts: OutcomeCounts;
  readonly usage: TokenUsage;
}

/** `accepted` until its lines were read; `checked` when they can be worked on, `invalid` when not; `done` with results. */
export type Phase = "accepted" | "checked" | "invalid" | "done";

export interface Job {
  readonly number: number;
  readonly id: string;
  readonly provider: ProviderName;
  readonly createdAt: number;
  /** Name of the stored request lines. */
  readonly input: string;
  readonly accepted: AcceptedJob;
  readonly phase: Phase;
  readonly inspection: Inspection | undefined;
  readonly results: JobResults | undefined;
  /** The process that works on it, and when it last said so in real time. */
  readonly worker: string | undefined;
  readonly beatAt: number | undefined;
  /** Requests that were worked on so far. */
  readonly done: number;
  readonly cancelAt: number | undefined;
  /** How often it was looked at since it ended. */
  readonly looks: number;
  readonly deletedAt: number | undefined;
}
