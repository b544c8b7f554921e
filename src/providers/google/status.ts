import { z } from "zod/v4";
import type { JobCounts, JobState, JobStatus } from "../../model/job.ts";
import type { JsonValue } from "../../util/json.ts";
import { count, fields, items } from "../decode.ts";
import { undocumented } from "../undocumented.ts";
import { retryableCode, statusName } from "./rpc-status.ts";

const operation = z.object({
  name: z.string(),
  done: z.boolean().nullish(),
  error: z.object({ code: z.number().nullish(), message: z.string().nullish() }).nullish(),
  metadata: z
    .object({
      state: z.string().nullish(),
      model: z.string().nullish(),
      displayName: z.string().nullish(),
      inputConfig: z.object({ fileName: z.string().nullish() }).nullish(),
      createTime: z.string().nullish(),
      endTime: z.string().nullish(),
      updateTime: z.string().nullish(),
      batchStats: z.unknown().optional(),
      output: z.unknown().optional(),
    })
    .nullish(),
  response: z.unknown().optional(),
});

type Operation = z.infer<typeof operation>;

/** Where a job's results are. */
export type JobOutput =
  | { readonly kind: "file"; readonly name: string }
  | { readonly kind: "inline"; readonly responses: readonly JsonValue[] };

/** A job with what only this adapter needs of it. */
export interface GoogleJob {
  readonly status: JobStatus;
  readonly displayName: string | undefined;
  readonly inputFile: string | undefined;
  readonly output: JobOutput | undefined;
}

/** Google gives up a job that ran for longer than this, and calls that cancelled too. */
const TARGET_MS = 24 * 60 * 60_000;
/** "a job pending or running for more than 48 hours" expires. */
const LIFETIME_MS = 48 * 60 * 60_000;

/**
 * Reads the raw operation: the SDK's BatchJob leaves out the error, `done`, the counts and the input.
 *
 * @throws ProtocolError for what is no operation.
 */
export function decodeJob(body: unknown): GoogleJob {
  const { success, data, error } = operation.safeParse(body);
  if (!success) throw undocumented("Gemini batch", error);
  const { metadata } = data;
  const createdAt = milliseconds(metadata?.createTime);
  const endedAt = milliseconds(metadata?.endTime);
  const lastSeenAt = endedAt ?? milliseconds(metadata?.updateTime);
  return {
    displayName: metadata?.displayName ?? undefined,
    inputFile: metadata?.inputConfig?.fileName ?? undefined,
    output: outputOf(metadata?.output) ?? outputOf(data.response),
    status: {
      jobId: data.name,
      state: jobState(data, (lastSeenAt ?? Number.NaN) - (createdAt ?? Number.NaN)),
      providerState: metadata?.state ?? "",
      counts: countsOf(fields(metadata?.batchStats)),
      createdAt,
      endedAt,
      expiresAt: createdAt === undefined ? undefined : createdAt + LIFETIME_MS,
      errors: data.error
        ? [
            {
              code: statusName(data.error.code ?? 2),
              message: data.error.message ?? "no reason given",
              retryable: retryableCode(data.error.code ?? 2),
            },
          ]
        : [],
      model: metadata?.model?.replace(/^models\//, "") ?? undefined,
    },
  };
}

/** A count of 0 is left out of the JSON, so that it is only unknown where there are no counts at all. */
function countsOf(stats: Readonly<Record<string, unknown>>): JobCounts {
  const total = count(stats["requestCount"]);
  const none = total === undefined ? undefined : 0;
  return {
    total,
    succeeded: count(stats["successfulRequestCount"]) ?? none,
    failed: count(stats["failedRequestCount"]) ?? none,
  };
}

/**
 * | Gemini's state, as BATCH_STATE_* or JOB_STATE_* | state |
 * |---|---|
 * | QUEUED, PENDING, RUNNING, CANCELLING, PAUSED, UPDATING, UNSPECIFIED | in_progress |
 * | SUCCEEDED, PARTIALLY_SUCCEEDED | succeeded |
 * | FAILED | failed |
 * | CANCELLED within 24 h | cancelled |
 * | CANCELLED after more than 24 h | timed_out |
 * | EXPIRED | timed_out |
 * | any other | in_progress, or what `done` and `error` say |
 */
function jobState({ metadata, done, error }: Operation, ranMs: number): JobState {
  switch ((metadata?.state ?? "").replace(/^(BATCH|JOB)_STATE_/, "")) {
    case "SUCCEEDED":
    case "PARTIALLY_SUCCEEDED":
      return "succeeded";
    case "FAILED":
      return "failed";
    case "CANCELLED":
      return ranMs > TARGET_MS ? "timed_out" : "cancelled";
    case "EXPIRED":
      return "timed_out";
    // A state that we have not met may still produce results, unless the operation itself is over.
    default:
      if (done !== true) return "in_progress";
      return error ? "failed" : "succeeded";
  }
}

function outputOf(output: unknown): JobOutput | undefined {
  const { responsesFile, inlinedResponses } = fields(output);
  if (typeof responsesFile === "string" && responsesFile !== "") {
    return { kind: "file", name: responsesFile };
  }
  // Inline responses nest twice under the same name.
  const inner = fields(inlinedResponses)["inlinedResponses"] ?? inlinedResponses;
  if (!Array.isArray(inner)) return undefined;
  return { kind: "inline", responses: items(inner).filter(isJson) };
}

/** Parsed from JSON, so there is nothing else that it could be. */
function isJson(value: unknown): value is JsonValue {
  return value !== undefined;
}

function milliseconds(time: string | null | undefined): number | undefined {
  const parsed = Date.parse(time ?? "");
  return Number.isNaN(parsed) ? undefined : parsed;
}
