import { ProviderError } from "../errors.ts";
import { shardFolder } from "./artifact-keys.ts";
import { collect } from "./collect.ts";
import { answersAsText } from "./answer-reader.ts";
import { providerOf, type Step } from "./step.ts";

/** Between two tries to have a job cancelled. */
const AGAIN_MS = 30_000;

/** Gives up a shard that was never sent: its records were cancelled before their first attempt, or keep what they have. */
export async function cancelPlanned(step: Step): Promise<void> {
  const { engine, batch, shard, claim, signal } = step;
  const outcomes =
    shard.attempt > 1
      ? {}
      : await collect({
          shard: { ...shard, attempt: 0, resultFiles: [] },
          artifacts: engine.store.artifacts,
          folder: `${shardFolder(batch.id, shard)}/${claim.fence}`,
          codec: (await providerOf(step)).codec,
          reader: answersAsText,
          retry: "none",
          unanswered: { kind: "cancelled" },
          signal,
        });
  await engine.store.change(claim, { ...outcomes, state: "cancelled", problem: undefined });
}

/** Tells the provider to cancel the shard's job; what it has finished by then is used. */
export async function cancelJob(step: Step): Promise<void> {
  const { engine, shard, claim, signal } = step;
  if (shard.jobId === undefined) return;
  const provider = await providerOf(step);
  const now = engine.clock.now();
  try {
    await provider.transport.cancel(shard.jobId, { signal });
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    // A job that has ended can't be cancelled, and one that could not be reached is told again.
    const again = error.retryable ? { nextAt: now + AGAIN_MS } : { cancelSent: true, nextAt: now };
    await engine.store.change(claim, { ...again, problem: error.message });
    return;
  }
  await engine.store.change(claim, { cancelSent: true, nextAt: now, problem: undefined });
}
