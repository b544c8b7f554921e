import type { ProviderName } from "../faults/profile.ts";
import { WINDOWS } from "../limits.ts";
import type { Services } from "../services.ts";
import type { AcceptedJob, Job } from "../storage/job.ts";
import type { AddedJob } from "../storage/jobs.ts";
import { stageOf } from "./timeline.ts";

/** How much of a create's body is kept for looking at it. */
export const KEPT_BODY: number = 64 * 1024;

export type NewJob = Pick<AddedJob, "id" | "input" | "body"> &
  Omit<AcceptedJob, "workMs" | "windowMs" | "expiredShare" | "profile" | "faults">;

/** Takes a job on: from here on it exists, and costs. */
export async function acceptJob(
  services: Services,
  provider: ProviderName,
  { id, input, body, ...facts }: NewJob,
): Promise<Job> {
  const { jobs, faults, clock, crew, database, workMs, expiredShare } = services;
  const current = await faults.current();
  // The number that the faults are drawn by has to be the one that the job gets.
  const job = database.transaction(() => {
    const number = jobs.nextNumber();
    const accepted: AcceptedJob = {
      ...facts,
      workMs,
      windowMs: WINDOWS[provider],
      expiredShare,
      profile: current.id === 0 ? undefined : current.id,
      faults: faults.jobFaults(current, provider, number),
    };
    return jobs.add({ id, provider, createdAt: clock.now(), input, accepted, body });
  });
  crew.ensure(job);
  return job;
}

/** Jobs of a provider that are still worked on, as a client sees it. */
export function openJobs({ jobs, clock }: Services, provider: ProviderName): readonly Job[] {
  const now = clock.now();
  return jobs
    .recent(provider, now - WINDOWS[provider])
    .filter((job) => stageOf(job, now).kind !== "ended");
}

/** Whether a job has yet to end that reads these lines: what was accepted is worked on, whatever becomes of its file. */
export function isBeingRead({ jobs, clock }: Services, input: string): boolean {
  const now = clock.now();
  return jobs.reading(input).some((job) => stageOf(job, now).kind !== "ended");
}

/** Whether a list shows the job already. */
export function isListed({ createdAt, accepted }: Job, now: number): boolean {
  const lag = accepted.faults.find(({ fault }) => fault === "lagging_list");
  if (lag?.fault !== "lagging_list") return true;
  return now >= createdAt + (lag.forMs ?? 60_000);
}
