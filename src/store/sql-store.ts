import type { Kysely } from "kysely";
import type { Quota } from "../providers/provider.ts";
import type { Artifacts } from "./artifacts.ts";
import type { Batch, BatchOptions, Shard, ShardChange, ShardPlan } from "./batch.ts";
import { admission } from "./admission.ts";
import { batchOf, batchRow, ownerOf, ownerRow, shardOf } from "./rows.ts";
import { insertShards, merge, requireClaim, rowOf } from "./shard-sql.ts";
import {
  type Admission,
  type Claim,
  LostClaim,
  type Owner,
  type Probe,
  type ProbeKey,
  type SeenShard,
  type Store,
} from "./store.ts";
import type { Tables } from "./tables.ts";

/** The store's contract over SQL. */
export class SqlStore implements Store {
  readonly artifacts: Artifacts;
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>, artifacts: Artifacts) {
    this.#db = db;
    this.artifacts = artifacts;
  }

  async insertBatch(batch: Batch, driver: string): Promise<void> {
    await this.#db
      .insertInto("batches")
      .values({ ...batchRow(batch), driver })
      .execute();
  }

  async batch(id: string): Promise<Batch | undefined> {
    const row = await this.#db
      .selectFrom("batches")
      .selectAll()
      .where("id", "=", id)
      .executeTakeFirst();
    return row === undefined ? undefined : batchOf(row);
  }

  async batches(): Promise<readonly Batch[]> {
    const rows = await this.#db.selectFrom("batches").selectAll().orderBy("id", "desc").execute();
    return rows.map(batchOf);
  }

  async commitPlan(
    batchId: string,
    driver: string,
    { records, shards }: { readonly records: number; readonly shards: readonly ShardPlan[] },
  ): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      const { numUpdatedRows } = await transaction
        .updateTable("batches")
        .set({ state: "running", records })
        .where("id", "=", batchId)
        .where("state", "=", "planning")
        .where("driver", "=", driver)
        .executeTakeFirst();
      if (numUpdatedRows === 0n) throw new LostClaim(batchId);
      await insertShards(transaction, batchId, shards);
    });
  }

  async abandonPlan(batchId: string, driver: string): Promise<boolean> {
    const { numDeletedRows } = await this.#db
      .deleteFrom("batches")
      .where("id", "=", batchId)
      .where("state", "=", "planning")
      .where("driver", "=", driver)
      .executeTakeFirst();
    return numDeletedRows > 0n;
  }

  async cancelBatch(id: string): Promise<void> {
    await this.#db.updateTable("batches").set({ cancelled: 1 }).where("id", "=", id).execute();
  }

  async finishBatch(id: string, driver: string, at: number): Promise<void> {
    const { numUpdatedRows } = await this.#db
      .updateTable("batches")
      .set({ state: "finished", finished_at: at, driver: null })
      .where("id", "=", id)
      .where("driver", "=", driver)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw new LostClaim(id);
  }

  async reopenBatch(
    id: string,
    options: BatchOptions,
    shards: readonly ShardPlan[],
  ): Promise<void> {
    const reopened = { state: "running", finished_at: null, cancelled: 0 } as const;
    await this.#db.transaction().execute(async (transaction) => {
      const { numUpdatedRows } = await transaction
        .updateTable("batches")
        .set({ ...reopened, options: JSON.stringify(options) })
        .where("id", "=", id)
        .where("state", "=", "finished")
        .executeTakeFirst();
      if (numUpdatedRows === 0n) throw new LostClaim(id);
      await insertShards(transaction, id, shards);
    });
  }

  async removeBatch(id: string): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      await transaction.deleteFrom("shards").where("batch_id", "=", id).execute();
      await transaction.deleteFrom("batches").where("id", "=", id).execute();
    });
  }

  async shards(batchId: string): Promise<readonly Shard[]> {
    const rows = await this.#db
      .selectFrom("shards")
      .selectAll()
      .where("batch_id", "=", batchId)
      .orderBy("number")
      .execute();
    return rows.map(shardOf);
  }

  async commitRetry(
    batchId: string,
    parents: readonly number[],
    shards: readonly ShardPlan[],
  ): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      for (const parent of parents) {
        if (shardOf(await rowOf(transaction, parent)).retried)
          throw new LostClaim(`shard ${parent}`);
        await merge(transaction, parent, { retried: true });
      }
      await insertShards(transaction, batchId, shards);
    });
  }

  async jobIds(provider: string): Promise<ReadonlySet<string>> {
    const rows = await this.#db
      .selectFrom("shards")
      .select("job_id")
      .where("job_id", "is not", null)
      .where("account", "in", [provider, `emulated:${provider}`])
      .execute();
    return new Set(rows.flatMap(({ job_id }) => job_id ?? []));
  }

  async enter(owner: Owner): Promise<void> {
    await this.#db.insertInto("owners").values(ownerRow(owner)).execute();
  }

  async renew(owner: Owner, now: number): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable("owners")
      .set({ lease_until: owner.leaseUntil })
      .where("id", "=", owner.id)
      .where("lease_until", ">", now)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  async owners(): Promise<readonly Owner[]> {
    const rows = await this.#db.selectFrom("owners").selectAll().execute();
    return rows.map(ownerOf);
  }

  async leave(ownerId: string): Promise<void> {
    await this.#db.deleteFrom("owners").where("id", "=", ownerId).execute();
  }

  async drive(batchId: string, ownerId: string, now: number): Promise<Owner | undefined> {
    return await this.#db.transaction().execute(async (transaction) => {
      const other = await transaction
        .selectFrom("owners")
        .innerJoin("batches", "batches.driver", "owners.id")
        .selectAll("owners")
        .where("batches.id", "=", batchId)
        .where("owners.id", "!=", ownerId)
        .where("owners.lease_until", ">", now)
        .executeTakeFirst();
      if (other !== undefined) return ownerOf(other);
      await transaction
        .updateTable("batches")
        .set({ driver: ownerId })
        .where("id", "=", batchId)
        .execute();
      return undefined;
    });
  }

  async claim(seen: SeenShard, ownerId: string, now: number): Promise<Claim | undefined> {
    const row = await this.#db
      .updateTable("shards")
      .set((eb) => ({ owner: ownerId, fence: eb("fence", "+", 1) }))
      .where("id", "=", seen.id)
      .where("fence", "=", seen.fence)
      .where("state", "=", seen.state)
      .where((eb) =>
        eb.or([
          eb("owner", "is", null),
          eb("owner", "=", ownerId),
          eb(
            "owner",
            "not in",
            eb.selectFrom("owners").select("owners.id").where("lease_until", ">", now),
          ),
        ]),
      )
      .returning("fence")
      .executeTakeFirst();
    return row === undefined ? undefined : { shardId: seen.id, ownerId, fence: row.fence };
  }

  async change(claim: Claim, change: ShardChange): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      await requireClaim(transaction, claim);
      await merge(transaction, claim.shardId, change);
    });
  }

  async room(shardId: number, quota: Quota, now: number): Promise<Admission> {
    return await this.#db
      .transaction()
      .execute((transaction) => admission(transaction, shardId, quota, now));
  }

  async admit(claim: Claim, quota: Quota, now: number): Promise<Admission> {
    return await this.#db.transaction().execute(async (transaction) => {
      const { state } = await requireClaim(transaction, claim);
      // Whoever looked at the shard too long ago must not send it a second time.
      if (state !== "planned") throw new LostClaim(`shard ${claim.shardId}`);
      const admitted = await admission(transaction, claim.shardId, quota, now);
      if (admitted.kind === "admitted") {
        await merge(transaction, claim.shardId, { state: "submitting", intentAt: now });
      }
      return admitted;
    });
  }

  async replace(claim: Claim, batchId: string, shards: readonly ShardPlan[]): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      await requireClaim(transaction, claim);
      await merge(transaction, claim.shardId, { state: "replaced" });
      await insertShards(transaction, batchId, shards);
    });
  }

  async probe({ schemaHash, via, model }: ProbeKey): Promise<Probe | undefined> {
    const row = await this.#db
      .selectFrom("probes")
      .select(["refusal", "asked_at"])
      .where("schema_hash", "=", schemaHash)
      .where("via", "=", via)
      .where("model", "=", model)
      .executeTakeFirst();
    return row && { refusal: row.refusal ?? undefined, askedAt: row.asked_at };
  }

  async rememberProbe(
    { schemaHash, via, model }: ProbeKey,
    { refusal, askedAt }: Probe,
  ): Promise<void> {
    const said = { refusal: refusal ?? null, asked_at: askedAt };
    await this.#db
      .insertInto("probes")
      .values({ schema_hash: schemaHash, via, model, ...said })
      .onConflict((conflict) => conflict.columns(["schema_hash", "via", "model"]).doUpdateSet(said))
      .execute();
  }

  async learnedTokens({ id }: Shard, after: number): Promise<number | undefined> {
    const row = await this.#db
      .selectFrom("limits")
      .innerJoin("shards", "shards.pool", "limits.pool")
      .select("limits.enqueued_tokens")
      .where("shards.id", "=", id)
      .where("learned_at", ">", after)
      .executeTakeFirst();
    return row?.enqueued_tokens;
  }

  async learnTokens({ id }: Shard, enqueuedTokens: number, at: number): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      const { pool } = await rowOf(transaction, id);
      const values = { enqueued_tokens: enqueuedTokens, learned_at: at };
      await transaction
        .insertInto("limits")
        .values({ pool, ...values })
        .onConflict((conflict) => conflict.column("pool").doUpdateSet(values))
        .execute();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#db.destroy();
  }
}
