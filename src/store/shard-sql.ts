import type { Selectable, Transaction } from "kysely";
import type { BatchOptions, ShardChange, ShardPlan } from "./batch.ts";
import { changedColumns, plannedRow } from "./rows.ts";
import { type Claim, LostClaim } from "./store.ts";
import type { Tables } from "./tables.ts";

export async function insertShards(
  transaction: Transaction<Tables>,
  batchId: string,
  shards: readonly ShardPlan[],
): Promise<void> {
  const { options } = await transaction
    .selectFrom("batches")
    .select("options")
    .where("id", "=", batchId)
    .executeTakeFirstOrThrow();
  const { emulated }: BatchOptions = JSON.parse(options);
  const taken = await transaction
    .selectFrom("shards")
    .select("number")
    .where("batch_id", "=", batchId)
    .where(
      "number",
      "in",
      shards.map(({ number }) => number),
    )
    .executeTakeFirst();
  // Somebody else planned shards of the batch at the same time: whoever comes second plans again.
  if (taken !== undefined) throw new LostClaim(`${batchId}, shard ${taken.number}`);
  for (const plan of shards) {
    await transaction
      .insertInto("shards")
      .values(plannedRow(batchId, emulated, plan))
      .execute();
  }
}

export async function rowOf(
  transaction: Transaction<Tables>,
  shardId: number,
): Promise<Selectable<Tables["shards"]>> {
  return await transaction
    .selectFrom("shards")
    .selectAll()
    .where("id", "=", shardId)
    .executeTakeFirstOrThrow();
}

export async function requireClaim(
  transaction: Transaction<Tables>,
  { shardId, fence }: Claim,
): Promise<Selectable<Tables["shards"]>> {
  const row = await transaction
    .selectFrom("shards")
    .selectAll()
    .where("id", "=", shardId)
    .executeTakeFirst();
  // A row that is gone was deleted with its batch.
  if (row?.fence !== fence) throw new LostClaim(`shard ${shardId}`);
  return row;
}

export async function merge(
  transaction: Transaction<Tables>,
  shardId: number,
  change: ShardChange,
): Promise<void> {
  const { progress } = await rowOf(transaction, shardId);
  await transaction
    .updateTable("shards")
    .set(changedColumns(progress, change))
    .where("id", "=", shardId)
    .execute();
}
