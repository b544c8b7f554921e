import { BatchError, UsageError } from "../errors.ts";
import { batchFolder } from "./artifact-keys.ts";
import { setupOf } from "./step.ts";
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
  const other = await ownership.drive(batchId);
  if (other !== undefined) {
    throw new UsageError("conflict", `${other.name} works on ${batchId}. Stop it first.`);
  }
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
    if (jobId === undefined) continue;
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

const UNDER_WAY: ReadonlySet<string> = new Set([
  "submitting",
  "uncertain",
  "submitted",
  "collecting",
]);
