import type { JobCounts, JobError, JobState } from "./job.ts";
import type { OutcomeKind } from "./outcome.ts";

/** One job of a batch, or a part of it that has not become a job yet. */
export interface BatchJob {
  /** Undefined until the provider has it. */
  readonly jobId: string | undefined;
  readonly provider: string;
  readonly model: string;
  readonly shard: number;
  readonly attempt: number;
  readonly requests: number;
  /** `planned` until it is sent, `uncertain` where the answer to its create was lost. */
  readonly state: "planned" | "uncertain" | "collecting" | JobState;
  /** The provider's own word for its state, as it came. */
  readonly providerState: string | undefined;
  readonly counts: JobCounts;
  /** The provider's reasons, where it gave any. */
  readonly errors: readonly JobError[];
  /** What stands in the way, with what to do; undefined while all is well. */
  readonly problem: string | undefined;
}

/** Where a batch stands. */
export interface BatchStatus {
  readonly batchId: string;
  /** `finished` when every record has its final outcome. */
  readonly state: "planning" | "in_progress" | "cancelling" | "finished";
  readonly provider: string;
  readonly model: string;
  /** Name of the response model; undefined where answers are taken as text. */
  readonly responseModel: string | undefined;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly finishedAt: number | undefined;
  /** Records in all. */
  readonly total: number;
  /** Records with a final outcome. */
  readonly done: number;
  /** Records that the providers say they have worked off, with those that are done. */
  readonly answered: number;
  /** Final outcomes by kind; kinds that did not occur are left out. */
  readonly outcomes: Readonly<Partial<Record<OutcomeKind, number>>>;
  /** Of all attempts. */
  readonly usage: {
    readonly inputTokens: number;
    readonly outputTokens: number;
    readonly cachedInputTokens: number;
  };
  /** Result lines that were left: of requests that had one already, of none of ours, and no JSON. */
  readonly strayLines: {
    readonly doubled: number;
    readonly foreign: number;
    readonly unreadable: number;
  };
  readonly jobs: readonly BatchJob[];
  readonly emulated: boolean;
}
