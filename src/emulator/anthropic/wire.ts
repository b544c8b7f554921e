import type { JsonObject } from "../../util/json.ts";
import { milestonesOf, stageOf } from "../jobs/timeline.ts";
import { ANTHROPIC_RESULT_RETENTION } from "../limits.ts";
import type { Job } from "../storage/job.ts";

/** RFC 3339 with microseconds, as the service writes it. */
export function timestamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace("Z", "000Z");
}

/** When the results of a job are gone. */
export function archivedAt({ createdAt }: Job, now: number): number | undefined {
  const at = createdAt + ANTHROPIC_RESULT_RETENTION;
  return now >= at ? at : undefined;
}

/** The batch object as it is at a moment. */
export function batchObject(job: Job, now: number, base: string): JsonObject {
  const stage = stageOf(job, now);
  const ended = stage.kind === "ended" ? stage.ending : undefined;
  const archived = ended && archivedAt(job, now);
  const cancelled =
    stage.kind === "cancelling"
      ? stage.requestedAt
      : ended?.kind === "cancelled"
        ? ended.requestedAt
        : undefined;
  return {
    id: job.id,
    type: "message_batch",
    processing_status: ended ? "ended" : runningStatus(job, cancelled !== undefined),
    request_counts: countsOf(job, ended !== undefined),
    ended_at: ended ? timestamp(ended.at) : null,
    created_at: timestamp(job.createdAt),
    expires_at: timestamp(milestonesOf(job).expiresAt),
    archived_at: archived === undefined ? null : timestamp(archived),
    cancel_initiated_at: cancelled === undefined ? null : timestamp(cancelled),
    results_url: ended && archived === undefined ? resultsUrl(job, base) : null,
  };
}

function runningStatus({ accepted }: Job, cancelling: boolean): string {
  if (cancelling) return "canceling";
  const unknown = accepted.faults.find(({ fault }) => fault === "unknown_state");
  return unknown?.fault === "unknown_state"
    ? (unknown.state ?? "some_future_status")
    : "in_progress";
}

/** All requests are being processed until the batch as a whole has ended. */
function countsOf({ accepted, inspection, results }: Job, ended: boolean): JsonObject {
  const total = accepted.requests ?? inspection?.requests ?? 0;
  const {
    succeeded = 0,
    errored = 0,
    canceled = 0,
    expired = 0,
  } = (ended && results?.counts) || {};
  return { processing: ended ? 0 : total, succeeded, errored, canceled, expired };
}

function resultsUrl({ id, accepted }: Job, base: string): string {
  const foreign = accepted.faults.find(({ fault }) => fault === "foreign_results_host");
  const host =
    foreign?.fault === "foreign_results_host"
      ? (foreign.host ?? base.replace("127.0.0.1", "localhost"))
      : base;
  return `${host}/v1/messages/batches/${id}/results`;
}
