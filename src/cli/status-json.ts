import type { BatchStatus } from "../model/batch-status.ts";

/** A status for programs: times are ISO 8601, and what is not known is null. */
export function statusJson(status: BatchStatus): object {
  return {
    ...status,
    responseModel: status.responseModel ?? null,
    createdAt: new Date(status.createdAt).toISOString(),
    finishedAt: status.finishedAt === undefined ? null : new Date(status.finishedAt).toISOString(),
    jobs: status.jobs.map((job) => ({
      ...job,
      jobId: job.jobId ?? null,
      providerState: job.providerState ?? null,
      problem: job.problem ?? null,
      counts: {
        total: job.counts.total ?? null,
        succeeded: job.counts.succeeded ?? null,
        failed: job.counts.failed ?? null,
      },
    })),
  };
}
