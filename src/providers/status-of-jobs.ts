import type { JobStatus } from "../model/job.ts";

/** How the status of many jobs is found. */
export interface JobLookUp {
  /** All jobs, newest first. */
  readonly list: () => AsyncIterable<JobStatus>;
  /** One job; undefined where the provider does not know it. */
  readonly one: (jobId: string) => Promise<JobStatus | undefined>;
  /** How much of the list is read before the remaining jobs are asked for one by one. */
  readonly mostListed: number;
}

/** A page of the list costs as much as one job, so up to two jobs are cheaper to ask for directly. */
const FEW = 2;

/** The status of each job that the provider knows: one page of the list answers for all that are young. */
export async function statusOfJobs(
  jobIds: readonly string[],
  { list, one, mostListed }: JobLookUp,
): Promise<ReadonlyMap<string, JobStatus>> {
  const found = new Map<string, JobStatus>();
  const wanted = new Set(jobIds);
  if (wanted.size > FEW) {
    let listed = 0;
    for await (const status of list()) {
      if (wanted.delete(status.jobId)) found.set(status.jobId, status);
      listed += 1;
      if (wanted.size === 0 || listed >= mostListed) break;
    }
  }
  for (const jobId of wanted) {
    const status = await one(jobId);
    if (status !== undefined) found.set(jobId, status);
  }
  return found;
}
