import { submitted } from "./submit.ts";
import { labelOf, providerOf, type Step } from "./step.ts";

/**
 * Finds out what became of a create whose answer was lost. A job that is found is taken as ours; one that is surely absent
 * is created again; where neither can be said, nothing is paid for again.
 */
export async function reconcile(step: Step): Promise<void> {
  const { engine, batch, shard, claim, signal } = step;
  const { store, clock, tuning } = engine;
  const now = clock.now();
  const lostAt = shard.lostAt ?? now;
  const provider = await providerOf(step);
  const found = await provider.transport.find(
    {
      mark: { nonce: shard.nonce, label: labelOf(shard) },
      uploadId: shard.uploadId,
      requests: shard.requests,
      intentAt: shard.intentAt ?? lostAt,
      deadlineAt: lostAt,
      knownJobIds: await store.jobIds(provider.name),
    },
    { signal },
  );
  switch (found.kind) {
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
      return await store.change(claim, {
        state: "uncertain",
        lostAt,
        nextAt: now + tuning.doubtMs,
        problem: `the answer to a create was lost, and ${found.jobIds.join(", ")} may be the job; that shows when it ends. Nothing is paid for again. To give this part up: batch cancel --batch-id ${batch.id}`,
      });
  }
}
