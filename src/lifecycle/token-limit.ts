import type { JobStatus } from "../model/job.ts";
import type { ShardState } from "../store/batch.ts";
import type { Step } from "./step.ts";
import { splitShard } from "./split.ts";

const IN_FLIGHT: ReadonlySet<ShardState> = new Set(["submitting", "uncertain", "submitted"]);

/** Whether a job failed because too many tokens were enqueued already: OpenAI accepts it first and says so later. */
export function tokenLimitReached({ errors }: JobStatus): boolean {
  return errors.some(({ code }) => code === "token_limit_exceeded");
}

/**
 * Puts the shard back, to be sent when there is room, and lowers the limit that we know of to what was in flight beside
 * it. A shard that does not fit by itself is cut in two.
 */
export async function overTokenLimit(step: Step, job: JobStatus): Promise<void> {
  const { engine, batch, shard, claim } = step;
  const now = engine.clock.now();
  const others = (await engine.store.shards(batch.id)).filter(
    ({ id, state, model }) => id !== shard.id && model === shard.model && IN_FLIGHT.has(state),
  );
  const beside = others.reduce((sum, { tokens }) => sum + tokens, 0);
  await engine.store.learnTokens(shard, beside > 0 ? beside : Math.floor(shard.tokens / 2), now);
  const reason = job.errors.map(({ message }) => message).join("; ");
  if (beside === 0 && shard.requests > 1) return await splitShard(step);
  await engine.store.change(claim, {
    state: "planned",
    jobId: undefined,
    pastJobIds: [...shard.pastJobIds, job.jobId],
    job: undefined,
    intentAt: undefined,
    submittedAt: undefined,
    nextAt: now + 2 * engine.tuning.roomMs,
    waitsForRoom: true,
    problem: `waiting for room: ${reason}`,
  });
}
