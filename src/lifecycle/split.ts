import { providerOf, setupOf, type Step } from "./step.ts";
import { resend } from "./resend.ts";

/** Puts two shards of half the requests in the place of one that is too large for the provider. */
export async function splitShard(step: Step): Promise<void> {
  const { engine, batch, shard, claim } = step;
  const { codec } = await providerOf(step);
  const shards = await engine.store.shards(batch.id);
  const halves = await resend([shard], {
    batchId: batch.id,
    artifacts: engine.store.artifacts,
    codec,
    newCodec: codec,
    firstNumber: 1 + Math.max(...shards.map(({ number }) => number)),
    start: {
      attempt: shard.attempt,
      setup: shard.setup,
      provider: setupOf(batch, shard).provider,
      model: shard.model,
    },
    limits: { requests: Math.ceil(shard.requests / 2), bytes: Infinity },
    rewrite: ({ body }) => body,
  });
  await engine.store.replace(
    claim,
    batch.id,
    // What the shard took the place of, its halves do together.
    halves.map((half, index) => (index === 0 ? { ...half, supersedes: shard.supersedes } : half)),
  );
}
