import type { JobStatus } from "../../model/job.ts";
import { printable } from "./printable.ts";

/** A provider's job for programs: times are ISO 8601, and what is not known is null. */
export function jobJson(provider: string, job: JobStatus): object {
  return {
    jobId: job.jobId,
    provider,
    model: job.model ?? null,
    state: job.state,
    providerState: job.providerState,
    counts: {
      total: job.counts.total ?? null,
      succeeded: job.counts.succeeded ?? null,
      failed: job.counts.failed ?? null,
    },
    createdAt: isoTime(job.createdAt),
    endedAt: isoTime(job.endedAt),
    expiresAt: isoTime(job.expiresAt),
    errors: job.errors,
  };
}

function isoTime(time: number | undefined): string | null {
  return time === undefined ? null : new Date(time).toISOString();
}

/** The same for people. */
export function jobLines(provider: string, job: JobStatus): string {
  const { succeeded, failed, total } = job.counts;
  const lines = [
    `${job.jobId} · ${job.state.replace("_", " ")} (${job.providerState}) · ${succeeded ?? "?"}/${total ?? "?"}`,
    `${provider}${job.model === undefined ? "" : `/${job.model}`}`,
    ...(failed === undefined || failed === 0 ? [] : [`${failed} requests failed`]),
    ...job.errors.map(({ code, message }) => `${code === undefined ? "" : `${code}: `}${message}`),
  ];
  return printable(`${lines.join("\n")}\n`);
}
