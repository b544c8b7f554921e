import { ProviderError } from "../errors.ts";
import type { FindResult, LostSubmission } from "../providers/provider.ts";
import { sentence } from "../util/sentence.ts";
import { cancelPlanned } from "./cancel-shard.ts";
import { submitted } from "./submit.ts";
import { labelOf, providerOf, type Step } from "./step.ts";

/**
 * Finds out what became of a create whose answer was lost. A job that is found is taken as ours; one that is surely absent
 * is created again; where neither can be said, nothing is paid for again.
 */
export async function reconcile(step: Step): Promise<void> {
  const { engine, batch, shard, claim } = step;
  const { store, clock, tuning } = engine;
  const now = clock.now();
  const lostAt = shard.lostAt ?? now;
  const found = await find(step, lostAt);
  switch (found?.kind) {
    case undefined:
      return;
    case "found":
      return await submitted(step, found.job);
    case "absent": {
      const surelyAt = lostAt + tuning.reconcileGraceMs;
      if (now >= surelyAt) {
        // The nonce stays: should the lost create turn up after all, it is recognised.
        return await store.change(claim, {
          state: "planned",
          intentAt: undefined,
          lostAt: undefined,
          nextAt: now,
          problem: undefined,
        });
      }
      return await store.change(claim, {
        lostAt,
        nextAt: Math.min(surelyAt, now + tuning.lookUpMs),
        problem: "the answer to a create was lost; looking whether the job was created",
      });
    }
    case "doubtful":
      if (batch.cancelled) return await giveUp(step, found.jobIds);
      return await store.change(claim, {
        state: "uncertain",
        lostAt,
        nextAt: now + tuning.doubtMs,
        problem: `the answer to a create was lost, and ${found.jobIds.join(", ")} may be the job; that shows when it ends. Nothing is paid for again. To give this part up: batch cancel --batch-id ${batch.id}`,
      });
  }
}

/** Undefined where the provider could not be asked; the shard is looked up again later then. */
async function find(step: Step, lostAt: number): Promise<FindResult | undefined> {
  const { engine, shard, claim, signal } = step;
  const { store, clock, tuning } = engine;
  const provider = await providerOf(step);
  const others = await store.jobIds(provider.name);
  const lost: LostSubmission = {
    mark: { nonce: shard.nonce, label: labelOf(shard) },
    uploadId: shard.uploadId,
    requests: shard.requests,
    intentAt: shard.intentAt ?? lostAt,
    deadlineAt: lostAt,
    knownJobIds: new Set([...others, ...shard.pastJobIds]),
  };
  try {
    return await provider.transport.find(lost, { signal });
  } catch (error) {
    if (!(error instanceof ProviderError) || !error.retryable) throw error;
    await store.change(claim, {
      lostAt,
      nextAt: clock.now() + Math.max(error.retryAfterMs ?? 0, tuning.lookUpMs),
      problem: `${sentence(error.message)} Asking again.`,
    });
    return undefined;
  }
}

/** The user wants no more of the batch, and does not have to wait until it shows whose job it is. */
async function giveUp(step: Step, jobIds: readonly string[]): Promise<void> {
  await cancelPlanned(step);
  const { engine, claim, shard } = step;
  const problem = `given up; one of these may be its job, and go on: ${jobIds.join(", ")}. Look with: batch status --batch-id ID --model ${shard.provider}/${shard.model}`;
  await engine.store.change(claim, { problem });
}
