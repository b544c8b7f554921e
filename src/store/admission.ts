import type { Transaction } from "kysely";
import type { Quota } from "../providers/provider.ts";
import type { ShardState } from "./batch.ts";
import { rowOf } from "./shard-sql.ts";
import type { Admission } from "./store.ts";
import type { Tables } from "./tables.ts";

/** States in which a job may count against the provider's limits. */
const IN_FLIGHT: readonly ShardState[] = ["submitting", "uncertain", "submitted"];
const HOUR_MS = 60 * 60_000;

/** Whether the shard may be sent beside what is in flight, and if not, which limit it would go over. */
export async function admission(
  transaction: Transaction<Tables>,
  shardId: number,
  quota: Quota,
  now: number,
): Promise<Admission> {
  const limit = await reachedLimit(transaction, shardId, quota, now);
  return limit === undefined ? { kind: "admitted" } : { kind: "full", limit };
}

async function reachedLimit(
  transaction: Transaction<Tables>,
  shardId: number,
  quota: Quota,
  now: number,
): Promise<keyof Quota | undefined> {
  const shard = await rowOf(transaction, shardId);
  const inFlight = transaction.selectFrom("shards").where("state", "in", IN_FLIGHT);
  const sums = await inFlight
    .select(({ fn }) => [
      fn.countAll<number>().as("jobs"),
      fn.sum<number | null>("requests").as("requests"),
    ])
    .where("account", "=", shard.account)
    .executeTakeFirstOrThrow();
  const pool = await inFlight
    .select(({ fn }) => fn.sum<number | null>("tokens").as("tokens"))
    .where("pool", "=", shard.pool)
    .executeTakeFirstOrThrow();
  const recent = await transaction
    .selectFrom("shards")
    .select(({ fn }) => fn.countAll<number>().as("creates"))
    .where("account", "=", shard.account)
    .where("intent_at", ">", now - HOUR_MS)
    .executeTakeFirstOrThrow();
  if (over(quota.jobs, sums.jobs, 1)) return "jobs";
  if (over(quota.enqueuedRequests, sums.requests ?? 0, shard.requests)) return "enqueuedRequests";
  if (over(quota.enqueuedTokens, pool.tokens ?? 0, shard.tokens)) return "enqueuedTokens";
  if (over(quota.createsPerHour, recent.creates, 1)) return "createsPerHour";
  return undefined;
}

/** What is larger than a limit by itself is let through while nothing else is in flight: the provider has the last word. */
function over(limit: number | undefined, used: number, more: number): boolean {
  return limit !== undefined && used > 0 && used + more > limit;
}
