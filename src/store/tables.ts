import type { ColumnType, Generated } from "kysely";
import type { StructuredOutput } from "../providers/provider.ts";
import type { BatchState, ShardState } from "./batch.ts";

/** JSON in a text column: a value of ours when read, its text when written. */
type Json = ColumnType<string, string, string>;

interface BatchTable {
  readonly id: string;
  readonly created_at: number;
  readonly finished_at: number | null;
  readonly state: BatchState;
  /** 0 or 1. */
  readonly cancelled: number;
  readonly records: number;
  /** The owner that drives the batch. */
  readonly driver: string | null;
  /** BatchOptions. */
  readonly options: Json;
}

interface ShardTable {
  readonly id: Generated<number>;
  readonly batch_id: string;
  readonly number: number;
  readonly state: ShardState;
  readonly fence: number;
  readonly owner: string | null;
  readonly next_at: number;
  /** Whose limits on jobs and requests the shard counts against. */
  readonly account: string;
  /** Whose limit on tokens the shard counts against: the account and the model. */
  readonly pool: string;
  readonly tokens: number;
  readonly requests: number;
  readonly intent_at: number | null;
  readonly job_id: string | null;
  /** ShardPlan. */
  readonly plan: Json;
  /** What changes of a shard and is not asked for in a query. */
  readonly progress: Json;
}

interface OwnerTable {
  readonly id: string;
  readonly name: string;
  readonly machine: string;
  readonly pid: number;
  readonly lease_until: number;
}

interface LimitTable {
  readonly pool: string;
  readonly enqueued_tokens: number;
  readonly learned_at: number;
}

interface ProbeTable {
  readonly schema_hash: string;
  readonly via: StructuredOutput;
  readonly model: string;
  /** The provider's reason; null where it takes the schema. */
  readonly refusal: string | null;
  readonly asked_at: number;
}

export interface Tables {
  readonly batches: BatchTable;
  readonly shards: ShardTable;
  readonly owners: OwnerTable;
  readonly limits: LimitTable;
  readonly probes: ProbeTable;
}
