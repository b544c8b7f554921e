/** What a job has come to, in one shape for all providers. */
export type JobState = "in_progress" | "succeeded" | "failed" | "timed_out" | "cancelled";

/** A reason that the provider gave for what happened to a job as a whole. */
export interface JobError {
  /** The provider's own code, such as `token_limit_exceeded`. */
  readonly code: string | undefined;
  readonly message: string;
  /** Whether the same job can succeed later. */
  readonly retryable: boolean;
  /** 1-based line of the request file, where the provider named one. */
  readonly line?: number | undefined;
}

/** Requests of a job. What a provider does not count is undefined, never 0. */
export interface JobCounts {
  readonly total: number | undefined;
  readonly succeeded: number | undefined;
  /** Errored, cancelled or expired. */
  readonly failed: number | undefined;
}

export interface JobStatus {
  /** The provider's id of the job. */
  readonly jobId: string;
  readonly state: JobState;
  /** The provider's own state, as it came. */
  readonly providerState: string;
  readonly counts: JobCounts;
  /** Milliseconds since 1970. */
  readonly createdAt: number | undefined;
  readonly endedAt: number | undefined;
  /** When the provider gives up. */
  readonly expiresAt: number | undefined;
  /** Empty unless the provider gave reasons. */
  readonly errors: readonly JobError[];
  /** The model, where the provider says it. */
  readonly model: string | undefined;
}
