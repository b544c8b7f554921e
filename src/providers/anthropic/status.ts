import { z } from "zod/v4";
import type { JobState, JobStatus } from "../../model/job.ts";
import { undocumented } from "../undocumented.ts";

const job = z.object({
  id: z.string(),
  processing_status: z.string(),
  request_counts: z
    .object({
      processing: z.number(),
      succeeded: z.number(),
      errored: z.number(),
      canceled: z.number(),
      expired: z.number(),
    })
    .nullish(),
  created_at: z.string().nullish(),
  ended_at: z.string().nullish(),
  expires_at: z.string().nullish(),
  cancel_initiated_at: z.string().nullish(),
  archived_at: z.string().nullish(),
  results_url: z.string().nullish(),
});

type Job = z.infer<typeof job>;

/** A job with what only this adapter needs of it. */
export interface AnthropicJob {
  readonly status: JobStatus;
  readonly resultsUrl: string | undefined;
  /** Whether the job is so old that its results are not kept any longer. */
  readonly archived: boolean;
}

/** @throws ProtocolError for what is no job. */
export function decodeJob(body: unknown): AnthropicJob {
  const { success, data, error } = job.safeParse(body);
  if (!success) throw undocumented("Anthropic batch", error);
  const counts = data.request_counts;
  const ended = data.processing_status === "ended";
  return {
    resultsUrl: data.results_url || undefined,
    archived: Boolean(data.archived_at),
    status: {
      jobId: data.id,
      state: jobState(data),
      providerState: data.processing_status,
      counts: {
        total: counts
          ? counts.processing + counts.succeeded + counts.errored + counts.canceled + counts.expired
          : undefined,
        // Until the whole job has ended, every request counts as processing: 0 would not mean none.
        succeeded: ended ? counts?.succeeded : undefined,
        failed: ended && counts ? counts.errored + counts.canceled + counts.expired : undefined,
      },
      createdAt: milliseconds(data.created_at),
      endedAt: milliseconds(data.ended_at),
      expiresAt: milliseconds(data.expires_at),
      errors: [],
      model: undefined,
    },
  };
}

/**
 * | Anthropic's processing_status | state |
 * |---|---|
 * | in_progress, canceling | in_progress |
 * | ended, somebody cancelled, and some requests were canceled | cancelled |
 * | ended, some requests expired | timed_out |
 * | ended otherwise | succeeded |
 * | any other | in_progress |
 */
function jobState({ processing_status, request_counts, cancel_initiated_at }: Job): JobState {
  // A state that we have not met may still produce results: keep polling.
  if (processing_status !== "ended") return "in_progress";
  if (cancel_initiated_at && (request_counts?.canceled ?? 0) > 0) return "cancelled";
  if ((request_counts?.expired ?? 0) > 0) return "timed_out";
  return "succeeded";
}

const page = z.object({
  data: z.array(z.unknown()),
  has_more: z.boolean().nullish(),
  last_id: z.string().nullish(),
});

/** A page of the list of jobs. @throws ProtocolError for what is none: it must never pass for a list without jobs. */
export function decodePage(body: unknown): {
  readonly jobs: readonly AnthropicJob[];
  /** Where the next page begins; undefined where this one is the last. */
  readonly next: string | undefined;
} {
  const { success, data, error } = page.safeParse(body);
  if (!success) throw undocumented("Anthropic list of batches", error);
  const next = data.has_more ? (data.last_id ?? undefined) : undefined;
  return { jobs: data.data.map(decodeJob), next };
}

/** Anthropic's times are RFC 3339. */
function milliseconds(time: string | null | undefined): number | undefined {
  const parsed = Date.parse(time ?? "");
  return Number.isNaN(parsed) ? undefined : parsed;
}
