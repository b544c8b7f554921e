import type { JsonObject, JsonValue } from "../../util/json.ts";
import { milestonesOf, stageOf, type Ending, type Stage } from "../jobs/timeline.ts";
import type { StoredFile } from "../storage/files.ts";
import type { InspectionError, Job } from "../storage/job.ts";
import { Refused, rpcError } from "./errors.ts";

/** RFC 3339 with microseconds, as the service writes it. */
function timestamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace("Z", "000Z");
}

export function fileResource(file: StoredFile, base: string): JsonObject {
  const name = `files/${file.id}`;
  const uri = `${base}/v1beta/${name}`;
  return {
    name,
    ...(file.displayName !== undefined && { displayName: file.displayName }),
    mimeType: file.mimeType ?? "application/jsonl",
    sizeBytes: String(file.bytes),
    createTime: timestamp(file.createdAt),
    updateTime: timestamp(file.createdAt),
    ...(file.expiresAt !== undefined && { expirationTime: timestamp(file.expiresAt) }),
    ...(file.sha256 !== undefined && { sha256Hash: file.sha256 }),
    uri,
    ...(file.generated === true && { downloadUri: `${uri}:download?alt=media` }),
    state: "ACTIVE",
    source: file.generated === true ? "GENERATED" : "UPLOADED",
  };
}

const BATCH = "type.googleapis.com/google.ai.generativelanguage.v1main.GenerateContentBatch";

/** Where the responses of a job are; undefined while there are none to be seen. */
export type Output = JsonObject | undefined;

/** The operation as it is at a moment. */
export function operation(job: Job, now: number, output: Output): JsonObject {
  const stage = stageOf(job, now);
  const ending = stage.kind === "ended" ? stage.ending : undefined;
  const name = `batches/${job.id}`;
  const waiting = ending?.kind === "completed" && output === undefined && job.results !== undefined;
  const error = ending && errorOf(ending);
  return {
    name,
    metadata: {
      "@type": BATCH,
      model: `models/${job.accepted.model ?? ""}`,
      ...(job.accepted.label !== undefined && { displayName: job.accepted.label }),
      ...(job.accepted.inputFileId !== undefined && {
        inputConfig: { fileName: `files/${job.accepted.inputFileId}` },
      }),
      ...(output !== undefined && { output }),
      createTime: timestamp(job.createdAt),
      ...(ending && { endTime: timestamp(ending.at) }),
      updateTime: timestamp(ending?.at ?? updatedAt(job, stage, now)),
      batchStats: statsOf(job, stage),
      state: stateOf(job, stage),
      name,
    },
    // A job may be seen to have succeeded before its responses are there: https://github.com/tidyverse/ellmer/pull/926
    ...(ending !== undefined && !waiting && { done: true }),
    ...(error !== undefined && { error }),
    ...(output !== undefined && { response: { "@type": `${BATCH}Output`, ...output } }),
  };
}

function updatedAt(job: Job, stage: Stage, now: number): number {
  return stage.kind === "validating"
    ? job.createdAt
    : Math.max(job.createdAt, Math.min(now, milestonesOf(job).workedAt));
}

function stateOf(job: Job, stage: Stage): string {
  const unknown = job.accepted.faults.find(({ fault }) => fault === "unknown_state");
  switch (stage.kind) {
    case "validating":
      return "BATCH_STATE_PENDING";
    case "working":
    case "finalizing":
      if (unknown?.fault === "unknown_state") return unknown.state ?? "BATCH_STATE_FUTURE";
      return "BATCH_STATE_RUNNING";
    case "cancelling":
      return "BATCH_STATE_CANCELLED";
    case "ended":
      return ENDED[stage.ending.kind];
  }
}

const ENDED: Readonly<Record<Ending["kind"], string>> = {
  completed: "BATCH_STATE_SUCCEEDED",
  failed: "BATCH_STATE_FAILED",
  expired: "BATCH_STATE_EXPIRED",
  cancelled: "BATCH_STATE_CANCELLED",
};

/** Counts as strings, those of zero left out, as JSON of int64 fields is. */
function statsOf(job: Job, stage: Stage): JsonObject {
  const total = job.inspection?.requests ?? job.accepted.requests ?? 0;
  const { successful, failed } = worked(job, stage, total);
  const counts: readonly (readonly [string, number])[] = [
    ["requestCount", total],
    ["pendingRequestCount", total - successful - failed],
    ["successfulRequestCount", successful],
    ["failedRequestCount", failed],
  ];
  const shown = counts.filter(([, count]) => count > 0);
  return Object.fromEntries(
    shown.map(([name, count]): [string, JsonValue] => [name, String(count)]),
  );
}

function worked(
  { results }: Job,
  stage: Stage,
  total: number,
): { readonly successful: number; readonly failed: number } {
  const succeeded = results?.counts.succeeded ?? 0;
  const failures = results?.counts.errored ?? 0;
  if (stage.kind === "ended" && stage.ending.kind === "completed") {
    return { successful: succeeded, failed: total - succeeded };
  }
  if (stage.kind === "working") {
    const failed = Math.floor(stage.share * failures);
    return { successful: Math.max(0, Math.floor(stage.share * total) - failed), failed };
  }
  return stage.kind === "finalizing"
    ? { successful: succeeded, failed: failures }
    : { successful: 0, failed: 0 };
}

function errorOf(ending: Ending): JsonObject | undefined {
  switch (ending.kind) {
    case "completed":
      return undefined;
    case "cancelled":
      return rpcError(new Refused("CANCELLED", "The batch was cancelled."));
    case "expired":
      return rpcError(
        new Refused("DEADLINE_EXCEEDED", "The batch expired before it could be completed."),
      );
    case "failed":
      return failure(ending.errors[0]);
  }
}

function failure(error: InspectionError | undefined): JsonObject {
  const message = error?.message ?? "The batch failed.";
  if (error?.code === "token_limit_exceeded")
    return rpcError(new Refused("RESOURCE_EXHAUSTED", message));
  const code = Number(error?.code);
  if (Number.isInteger(code)) return { code, message };
  return rpcError(
    new Refused(error?.line === undefined ? "INTERNAL" : "INVALID_ARGUMENT", message),
  );
}
