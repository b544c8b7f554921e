import type { InspectionError, Job } from "../storage/job.ts";

/** Shares of a job's time after which it is validated, and after which it is only put together. */
const VALIDATED = 0.05;
const FINALIZING = 0.95;

/** "up to 10 minutes", says OpenAI of cancelling. */
const LONGEST_CANCEL = 10 * 60 * 1000;
const CANCEL_SHARE = 0.1;

/** How a job ends, as far as it is known by now. */
export type Ending =
  | { readonly kind: "completed"; readonly at: number }
  | { readonly kind: "failed"; readonly at: number; readonly errors: readonly InspectionError[] }
  /** `share` is the part of its requests that is done. */
  | { readonly kind: "expired"; readonly at: number; readonly share: number }
  | {
      readonly kind: "cancelled";
      readonly at: number;
      readonly requestedAt: number;
      readonly share: number;
    };

/** What a client can see of a job at a moment. */
export type Stage =
  | { readonly kind: "validating" }
  | { readonly kind: "working"; readonly share: number }
  | { readonly kind: "finalizing" }
  | { readonly kind: "cancelling"; readonly requestedAt: number }
  | { readonly kind: "ended"; readonly ending: Ending };

export interface Milestones {
  readonly validatedAt: number;
  readonly finalizingAt: number;
  readonly workedAt: number;
  readonly expiresAt: number;
}

export function milestonesOf({ createdAt, accepted }: Job): Milestones {
  return {
    validatedAt: createdAt + Math.round(accepted.workMs * VALIDATED),
    finalizingAt: createdAt + Math.round(accepted.workMs * FINALIZING),
    workedAt: createdAt + accepted.workMs,
    expiresAt: createdAt + accepted.windowMs,
  };
}

export function endingOf(job: Job): Ending {
  const marks = milestonesOf(job);
  const failure = failureOf(job, marks);
  const cancelled = cancellationOf(job, marks);
  if (failure !== undefined && !(cancelled !== undefined && cancelled.requestedAt < failure.at)) {
    return failure;
  }
  const expired = expiryOf(job, marks);
  const natural: Ending = expired ?? { kind: "completed", at: marks.workedAt };
  // A cancel was only taken while the job was still seen to be worked on, however late by the clock.
  return cancelled ?? natural;
}

function failureOf(job: Job, { validatedAt, workedAt }: Milestones): Ending | undefined {
  if (job.phase === "invalid") {
    return { kind: "failed", at: validatedAt, errors: job.inspection?.errors ?? [] };
  }
  if (job.provider === "anthropic") return undefined;
  for (const fault of job.accepted.faults) {
    const at = job.provider === "openai" ? validatedAt : workedAt;
    if (fault.fault === "token_limit_exceeded")
      return { kind: "failed", at, errors: [TOKEN_LIMIT] };
    if (fault.fault === "job_failed") {
      const { code = "server_error", message = "The job could not be worked on." } = fault;
      return { kind: "failed", at, errors: [{ code, message }] };
    }
  }
  return undefined;
}

/** The wording is that of reports about Azure's service, with the model left out. */
const TOKEN_LIMIT: InspectionError = {
  code: "token_limit_exceeded",
  message:
    "Enqueued token limit reached. Please try again once some in_progress batches have been completed.",
};

function cancellationOf(
  job: Job,
  marks: Milestones,
): (Ending & { readonly kind: "cancelled" }) | undefined {
  const fault = job.accepted.faults.find((one) => one.fault === "job_cancelled");
  const byFault = fault && job.createdAt + Math.round(job.accepted.workMs * (fault.at ?? 0.5));
  const requestedAt = job.cancelAt ?? byFault;
  if (requestedAt === undefined) return undefined;
  const lasts = Math.min(LONGEST_CANCEL, Math.round(job.accepted.workMs * CANCEL_SHARE));
  return {
    kind: "cancelled",
    requestedAt,
    at: job.provider === "google" ? requestedAt : requestedAt + lasts,
    share: progress(marks, requestedAt),
  };
}

function expiryOf(job: Job, marks: Milestones): Ending | undefined {
  const fault = job.accepted.faults.find((one) => one.fault === "job_expired");
  if (fault !== undefined) return { kind: "expired", at: marks.workedAt, share: fault.done ?? 0.5 };
  if (marks.workedAt <= marks.expiresAt) return undefined;
  const share = job.accepted.expiredShare ?? progress(marks, marks.expiresAt);
  return { kind: "expired", at: marks.expiresAt, share };
}

/** The part of the requests that is done by a moment. */
function progress({ validatedAt, finalizingAt }: Milestones, now: number): number {
  if (now >= finalizingAt) return 1;
  return Math.max(0, (now - validatedAt) / (finalizingAt - validatedAt));
}

/** What there is to do for an ending, in a form that can be compared: results of another plan are out of date. */
export function planOf(ending: Ending): string {
  switch (ending.kind) {
    case "completed":
      return "whole";
    case "failed":
      return "nothing";
    case "expired":
    case "cancelled":
      return `${ending.kind}:${ending.share}`;
  }
}

/** Whether somebody has to work on the job before it can be seen to end. */
export function needsWork(job: Job): boolean {
  if (job.phase === "accepted") return true;
  const ending = endingOf(job);
  return ending.kind !== "failed" && job.results?.plan !== planOf(ending);
}

export function stageOf(job: Job, now: number): Stage {
  const ending = endingOf(job);
  const settled = !needsWork(job);
  if (settled && now >= ending.at)
    return { kind: "ended", ending: atLeast(ending, job.results?.finishedAt) };
  if (ending.kind === "cancelled" && now >= ending.requestedAt) {
    return { kind: "cancelling", requestedAt: ending.requestedAt };
  }
  const marks = milestonesOf(job);
  if (job.phase === "accepted" || now < marks.validatedAt) return { kind: "validating" };
  if (now < marks.finalizingAt) return { kind: "working", share: progress(marks, now) };
  return settled ? { kind: "finalizing" } : { kind: "working", share: workedShare(job) };
}

/** Where the clock is ahead of the work, what counts is the work. */
function workedShare(job: Job): number {
  const total = job.inspection?.requests ?? 0;
  return total === 0 ? 0 : Math.min(1, job.done / total);
}

/** A job has not ended before its results were there. */
function atLeast(ending: Ending, finishedAt: number | undefined): Ending {
  return finishedAt === undefined || finishedAt <= ending.at
    ? ending
    : { ...ending, at: finishedAt };
}
