import { ProviderError } from "../errors.ts";
import type { JobStatus } from "../model/job.ts";
import type { ShardChange } from "../store/batch.ts";
import { sentence } from "../util/sentence.ts";
import { overTokenLimit, tokenLimitReached } from "./token-limit.ts";
import { providerOf, type Step } from "./step.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** When to look at a submitted shard's job again: soon while it is young, seldom when it takes long, never in step. */
export function nextPollMs(
  { engine, batch }: Pick<Step, "engine" | "batch">,
  submittedAt: number,
  now: number,
): number {
  const { tuning, random } = engine;
  const age = now - submittedAt;
  const factor = age < 10 * MINUTE_MS ? 1 : age < HOUR_MS ? 3 : age < 6 * HOUR_MS ? 6 : 12;
  const shortest = batch.options.emulated ? tuning.emulatedPollMs : tuning.pollMs;
  return Math.round(shortest * factor * (0.9 + random() * 0.2));
}

/**
 * Asks for the status of all these shards' jobs at once; they share a setup. Passing faults are survived for as long as
 * somebody waits.
 *
 * @throws ProviderError where asking again can't help.
 */
export async function poll(steps: readonly Step[]): Promise<void> {
  const [first] = steps;
  if (first === undefined) return;
  const { engine, signal } = first;
  const provider = await providerOf(first);
  const jobIds = steps.flatMap(({ shard }) => shard.jobId ?? []);
  let statuses: ReadonlyMap<string, JobStatus>;
  try {
    statuses = await provider.transport.status(jobIds, { signal });
  } catch (error) {
    if (!(error instanceof ProviderError) || !error.retryable) throw error;
    return await postpone(steps, error);
  }
  for (const step of steps) {
    const status = statuses.get(step.shard.jobId ?? "");
    if (status === undefined) await unknownJob(step, engine.clock.now());
    else await heard(step, status);
  }
}

async function postpone(steps: readonly Step[], error: ProviderError): Promise<void> {
  for (const step of steps) await postponed(step, error);
}

/** Leaves a shard as it is until the provider may answer again. */
export async function postponed(step: Step, error: ProviderError): Promise<void> {
  const { engine, shard, claim } = step;
  const now = engine.clock.now();
  const delay = Math.max(error.retryAfterMs ?? 0, nextPollMs(step, shard.submittedAt ?? now, now));
  await engine.store.change(claim, {
    nextAt: now + delay,
    problem: `${sentence(error.message)} Asking again.`,
  });
}

/**
 * A job that was there and is not: somebody deleted it, or another key asks. Its results may still be had with the right
 * one, unless the user wants no more of it.
 */
async function unknownJob(step: Step, now: number): Promise<void> {
  const { engine, batch, shard, claim } = step;
  if (batch.cancelled)
    return await engine.store.change(claim, { state: "collecting", nextAt: now });
  await engine.store.change(claim, {
    polls: shard.polls + 1,
    nextAt: now + nextPollMs(step, shard.submittedAt ?? now, now),
    problem: `the provider does not know job ${shard.jobId}: check that the key is of the same account or project`,
  });
}

async function heard(step: Step, job: JobStatus): Promise<void> {
  const { engine, shard, claim } = step;
  const now = engine.clock.now();
  if (job.state === "failed" && tokenLimitReached(job)) return await overTokenLimit(step, job);
  const next: ShardChange =
    job.state === "in_progress"
      ? { nextAt: now + nextPollMs(step, shard.submittedAt ?? now, now) }
      : { state: "collecting", nextAt: now };
  await engine.store.change(claim, { ...next, job, polls: shard.polls + 1, problem: undefined });
}
