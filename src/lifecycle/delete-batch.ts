import { BatchError, UsageError } from "../errors.ts";
import { batchFolder } from "./artifact-keys.ts";
import type { Batch, Shard } from "../store/batch.ts";
import type { Engine } from "./engine.ts";
import { labelOf, setupOf } from "./step.ts";
import type { Session } from "./session.ts";

export interface DeleteOptions {
  /** Delete though jobs are under way: they are told to cancel, and what they have done is lost. */
  readonly force: boolean;
  /** Leave jobs and files at the provider. */
  readonly localOnly: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** What could not be removed at a provider, and why. */
export type Leftover = { readonly jobId: string; readonly reason: string };

/**
 * Removes a batch: its jobs and files at the provider as far as the provider lets us, then its own state and files.
 *
 * @throws UsageError while jobs are under way, unless forced.
 */
export async function deleteBatch(
  { engine, ownership }: Session,
  batchId: string,
  { force, localOnly, signal }: DeleteOptions,
): Promise<readonly Leftover[]> {
  const { store } = engine;
  const batch = await store.batch(batchId);
  if (batch === undefined) throw new UsageError("not_found", `There is no batch ${batchId}.`);
  const driver = {};
  const other = await ownership.drive(batchId, driver);
  if (other !== undefined) {
    throw new UsageError("conflict", `${other} works on ${batchId}. Stop it first.`);
  }
  try {
    return await removeBatch(engine, batch, { force, localOnly, signal });
  } finally {
    ownership.release(batchId, driver);
  }
}

async function removeBatch(
  engine: Engine,
  batch: Batch,
  { force, localOnly, signal }: DeleteOptions,
): Promise<readonly Leftover[]> {
  const { store } = engine;
  const batchId = batch.id;
  const shards = await store.shards(batchId);
  const open = shards.filter(({ state }) => UNDER_WAY.has(state));
  if (open.length > 0 && !force) {
    throw new UsageError(
      "conflict",
      `${batchId} has ${open.length} jobs under way, which would be paid for and lost. Cancel it first (batch cancel --batch-id ${batchId}), or delete it all the same with --force.`,
    );
  }
  const leftovers: Leftover[] = [];
  for (const shard of localOnly ? [] : shards) {
    const { jobId, uploadId } = shard;
    if (jobId === undefined) {
      if (UNDER_WAY.has(shard.state)) leftovers.push(inDoubt(shard));
      continue;
    }
    const provider = await engine.provider(setupOf(batch, shard));
    try {
      if (UNDER_WAY.has(shard.state)) await provider.transport.cancel(jobId, { signal });
      await provider.transport.delete({ jobId, uploadId }, { signal });
    } catch (error) {
      if (!(error instanceof BatchError)) throw error;
      leftovers.push({ jobId, reason: error.message });
    }
  }
  // In this order a process that dies in between leaves files behind, and no batch without its files.
  await store.removeBatch(batchId);
  await store.artifacts.remove(batchFolder(batchId));
  return leftovers;
}

/** A create whose answer never came: there may be a job, and nobody can say which. */
function inDoubt(shard: Shard): Leftover {
  return {
    jobId: labelOf(shard),
    reason: `whether this job of ${shard.requests} requests was created is not known; look with: batch list --remote --model ${shard.provider}/${shard.model}`,
  };
}

const UNDER_WAY: ReadonlySet<string> = new Set([
  "submitting",
  "uncertain",
  "submitted",
  "collecting",
]);
