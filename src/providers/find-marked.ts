import type { JobStatus } from "../model/job.ts";
import type { FindResult, LostSubmission } from "./provider.ts";

/** Clocks of ours and theirs may differ by this much. A job has our mark, so looking further back takes no other for it. */
const SKEW_MS = 24 * 60 * 60_000;

/**
 * Looks for a lost submission among a provider's jobs, by a mark that they carry.
 *
 * @param jobs newest first
 */
export async function findMarked<Job extends { readonly status: JobStatus }>(
  jobs: AsyncIterable<Job>,
  { intentAt, knownJobIds }: LostSubmission,
  isOurs: (job: Job) => boolean,
): Promise<FindResult> {
  for await (const job of jobs) {
    const { status } = job;
    if ((status.createdAt ?? Infinity) < intentAt - SKEW_MS) break;
    if (!knownJobIds.has(status.jobId) && isOurs(job)) return { kind: "found", job: status };
  }
  return { kind: "absent" };
}
