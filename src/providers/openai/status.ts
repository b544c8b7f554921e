import { z } from "zod/v4";
import type { JobState, JobStatus } from "../../model/job.ts";
import { undocumented } from "../undocumented.ts";

/**
 * | OpenAI's status | state |
 * |---|---|
 * | validating, in_progress, finalizing, cancelling | in_progress |
 * | completed | succeeded |
 * | failed (the file was refused, nothing ran) | failed |
 * | expired | timed_out |
 * | cancelled | cancelled |
 * | any other | in_progress |
 */
function jobState(status: string): JobState {
  switch (status) {
    case "completed":
      return "succeeded";
    case "failed":
      return "failed";
    case "expired":
      return "timed_out";
    case "cancelled":
      return "cancelled";
    // The others, and a state that we have not met, may still produce results: keep polling.
    default:
      return "in_progress";
  }
}

const job = z.object({
  id: z.string(),
  status: z.string(),
  model: z.string().nullish(),
  input_file_id: z.string().nullish(),
  output_file_id: z.string().nullish(),
  error_file_id: z.string().nullish(),
  created_at: z.number().nullish(),
  expires_at: z.number().nullish(),
  completed_at: z.number().nullish(),
  failed_at: z.number().nullish(),
  expired_at: z.number().nullish(),
  cancelled_at: z.number().nullish(),
  // Others put into it what they like.
  metadata: z
    .object({ nonce: z.string().nullish().catch(undefined) })
    .nullish()
    .catch(undefined),
  request_counts: z
    .object({
      total: z.number().nullish(),
      completed: z.number().nullish(),
      failed: z.number().nullish(),
    })
    .nullish(),
  errors: z
    .object({
      data: z
        .array(
          z.object({
            code: z.string().nullish(),
            message: z.string().nullish(),
            line: z.number().nullish(),
          }),
        )
        .nullish(),
    })
    .nullish(),
});

/** A job with what only this adapter needs of it. */
export interface OpenAIJob {
  readonly status: JobStatus;
  readonly inputFileId: string | undefined;
  /** Undefined also where the API gave an empty string, as it has been seen to. */
  readonly outputFileId: string | undefined;
  readonly errorFileId: string | undefined;
  /** Our mark, where the job is ours. */
  readonly nonce: string | undefined;
}

/** @throws ProtocolError for what is no job. */
export function decodeJob(body: unknown): OpenAIJob {
  const { success, data, error } = job.safeParse(body);
  if (!success) throw undocumented("OpenAI batch", error);
  const counts = data.request_counts;
  return {
    inputFileId: data.input_file_id || undefined,
    outputFileId: data.output_file_id || undefined,
    errorFileId: data.error_file_id || undefined,
    nonce: data.metadata?.nonce ?? undefined,
    status: {
      jobId: data.id,
      state: jobState(data.status),
      providerState: data.status,
      counts: {
        total: counts?.total ?? undefined,
        succeeded: counts?.completed ?? undefined,
        failed: counts?.failed ?? undefined,
      },
      createdAt: milliseconds(data.created_at),
      endedAt: milliseconds(
        data.completed_at ?? data.failed_at ?? data.expired_at ?? data.cancelled_at,
      ),
      expiresAt: milliseconds(data.expires_at),
      errors: (data.errors?.data ?? []).map(({ code, message, line }) => ({
        code: code ?? undefined,
        message: message ?? code ?? "no reason given",
        retryable: false,
        line: line ?? undefined,
      })),
      model: data.model ?? undefined,
    },
  };
}

const page = z.object({ data: z.array(z.unknown()), has_more: z.boolean().nullish() });

/** A page of the list of jobs. @throws ProtocolError for what is none: it must never pass for a list without jobs. */
export function decodePage(body: unknown): {
  readonly jobs: readonly OpenAIJob[];
  readonly more: boolean;
} {
  const { success, data, error } = page.safeParse(body);
  if (!success) throw undocumented("OpenAI list of batches", error);
  return { jobs: data.data.map(decodeJob), more: data.has_more ?? false };
}

/** The id of an uploaded file. @throws ProtocolError for an answer without one. */
export function decodeFileId(body: unknown): string {
  const { success, data, error } = z.object({ id: z.string().min(1) }).safeParse(body);
  if (!success) throw undocumented("OpenAI file", error);
  return data.id;
}

/** OpenAI's times are seconds since 1970. */
function milliseconds(seconds: number | null | undefined): number | undefined {
  return typeof seconds === "number" ? seconds * 1000 : undefined;
}
