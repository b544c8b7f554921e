import type { JsonObject } from "../../util/json.ts";
import type { Job, InspectionError } from "../storage/job.ts";
import type { StoredFile } from "../storage/files.ts";
import { milestonesOf, stageOf, type Ending, type Stage } from "../jobs/timeline.ts";

export function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}

export function fileObject(file: StoredFile): JsonObject {
  return {
    id: file.id,
    object: "file",
    bytes: file.bytes,
    created_at: seconds(file.createdAt),
    ...(file.expiresAt !== undefined && { expires_at: seconds(file.expiresAt) }),
    filename: file.name,
    purpose: file.purpose ?? "batch",
    status: "processed",
    status_details: null,
  };
}

/** The batch object as it is at a moment. */
export function batchObject(job: Job, now: number): JsonObject {
  const stage = stageOf(job, now);
  const marks = milestonesOf(job);
  const { accepted } = job;
  const passed = (at: number): number | null =>
    now >= at && hasStarted(stage) ? seconds(at) : null;
  const ending = stage.kind === "ended" ? stage.ending : undefined;
  return {
    id: job.id,
    object: "batch",
    endpoint: accepted.endpoint ?? "",
    model: job.inspection?.model ?? accepted.model ?? null,
    errors: ending?.kind === "failed" ? errorList(ending.errors) : null,
    input_file_id: accepted.inputFileId ?? "",
    completion_window: "24h",
    status: statusOf(job, stage),
    ...fileIds(job, ending),
    created_at: seconds(job.createdAt),
    in_progress_at: passed(marks.validatedAt),
    expires_at: seconds(marks.expiresAt),
    finalizing_at:
      ending?.kind === "completed" || stage.kind === "finalizing"
        ? passed(marks.finalizingAt)
        : null,
    completed_at: endedAt(ending, "completed"),
    failed_at: endedAt(ending, "failed"),
    expired_at: endedAt(ending, "expired"),
    cancelling_at: cancellingAt(stage),
    cancelled_at: endedAt(ending, "cancelled"),
    request_counts: countsOf(job, stage),
    metadata: accepted.metadata ?? null,
    usage: usageOf(job, ending),
  };
}

function hasStarted(stage: Stage): boolean {
  if (stage.kind === "ended") return stage.ending.kind !== "failed";
  return stage.kind !== "validating";
}

function statusOf(job: Job, stage: Stage): string {
  const unknown = job.accepted.faults.find(({ fault }) => fault === "unknown_state");
  switch (stage.kind) {
    case "validating":
      return "validating";
    case "working":
    case "finalizing":
      if (unknown?.fault === "unknown_state") return unknown.state ?? "some_future_status";
      return stage.kind === "working" ? "in_progress" : "finalizing";
    case "cancelling":
      return "cancelling";
    case "ended":
      return stage.ending.kind;
  }
}

function errorList(errors: readonly InspectionError[]): JsonObject {
  return {
    object: "list",
    data: errors.map(({ code, line, message, param }) => ({
      code,
      line: line ?? null,
      message,
      param: param ?? null,
    })),
  };
}

function fileIds({ results, accepted }: Job, ending: Ending | undefined): JsonObject {
  if (ending === undefined || ending.kind === "failed") {
    return { output_file_id: null, error_file_id: null };
  }
  const empty = accepted.faults.some(({ fault }) => fault === "empty_error_file_id");
  return {
    output_file_id: results?.outputFileId ?? null,
    error_file_id: results?.errorFileId ?? (empty ? "" : null),
  };
}

function endedAt(ending: Ending | undefined, kind: Ending["kind"]): number | null {
  return ending?.kind === kind ? seconds(ending.at) : null;
}

function cancellingAt(stage: Stage): number | null {
  if (stage.kind === "cancelling") return seconds(stage.requestedAt);
  const cancelled = stage.kind === "ended" && stage.ending.kind === "cancelled";
  return cancelled ? seconds(stage.ending.requestedAt) : null;
}

function countsOf(job: Job, stage: Stage): JsonObject {
  const total = job.inspection?.requests ?? 0;
  switch (stage.kind) {
    case "validating":
      return { total: 0, completed: 0, failed: 0 };
    case "working": {
      // How the part that is done divides is known once the work is.
      const failed = Math.floor(stage.share * (job.results?.counts.errored ?? 0));
      return { total, completed: Math.max(0, Math.floor(stage.share * total) - failed), failed };
    }
    case "finalizing":
    case "cancelling":
    case "ended": {
      if (stage.kind === "ended" && stage.ending.kind === "failed") {
        return { total: 0, completed: 0, failed: 0 };
      }
      const completed = job.results?.counts.succeeded ?? 0;
      const done =
        stage.kind === "cancelling" ? completed + (job.results?.counts.errored ?? 0) : total;
      return { total, completed, failed: done - completed };
    }
  }
}

function usageOf({ results }: Job, ending: Ending | undefined): JsonObject {
  const usage = ending === undefined || ending.kind === "failed" ? undefined : results?.usage;
  const { input = 0, cached = 0, output = 0, reasoning = 0 } = usage ?? {};
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: cached },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: reasoning },
    total_tokens: input + output,
  };
}
