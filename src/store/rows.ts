import type { Selectable } from "kysely";
import type { Batch, BatchOptions, Shard, ShardChange, ShardPlan } from "./batch.ts";
import type { Owner } from "./store.ts";
import type { Tables } from "./tables.ts";

/** The part of a shard that is kept as JSON beside the columns that queries ask for. */
type Progress = Omit<Shard, keyof ShardPlan | keyof ReturnType<typeof columnsOf>>;

const NO_PROGRESS: Progress = {
  uploadId: undefined,
  pastJobIds: [],
  submittedAt: undefined,
  lostAt: undefined,
  cancelSent: false,
  polls: 0,
  job: undefined,
  problem: undefined,
  waitsForRoom: false,
  resultFiles: [],
  outcomesFile: undefined,
  aliasOutcomesFile: undefined,
  totals: undefined,
  retryable: 0,
  retried: false,
};

// The JSON in the columns is what this module wrote, and the store's version has been checked.

export function batchOf(row: Selectable<Tables["batches"]>): Batch {
  const options: BatchOptions = JSON.parse(row.options);
  return {
    id: row.id,
    createdAt: row.created_at,
    finishedAt: row.finished_at ?? undefined,
    state: row.state,
    cancelled: row.cancelled === 1,
    records: row.records,
    options,
  };
}

export function batchRow(batch: Batch): Selectable<Tables["batches"]> {
  return {
    id: batch.id,
    created_at: batch.createdAt,
    finished_at: batch.finishedAt ?? null,
    state: batch.state,
    cancelled: batch.cancelled ? 1 : 0,
    records: batch.records,
    driver: null,
    options: JSON.stringify(batch.options),
  };
}

export function shardOf(row: Selectable<Tables["shards"]>): Shard {
  const plan: ShardPlan = JSON.parse(row.plan);
  const progress: Partial<Progress> = JSON.parse(row.progress);
  return {
    ...plan,
    ...NO_PROGRESS,
    ...present(progress),
    ...columnsOf(row),
  };
}

function columnsOf(
  row: Selectable<Tables["shards"]>,
): Pick<Shard, "id" | "batchId" | "state" | "fence" | "nextAt" | "intentAt" | "jobId"> {
  return {
    id: row.id,
    batchId: row.batch_id,
    state: row.state,
    fence: row.fence,
    nextAt: row.next_at,
    intentAt: row.intent_at ?? undefined,
    jobId: row.job_id ?? undefined,
  };
}

/** A row for a shard that has just been planned. */
export function plannedRow(
  batchId: string,
  emulated: boolean,
  plan: ShardPlan,
): Omit<Selectable<Tables["shards"]>, "id"> {
  const account = accountOf(plan.provider, emulated);
  return {
    batch_id: batchId,
    number: plan.number,
    state: "planned",
    fence: 0,
    owner: null,
    next_at: 0,
    account,
    pool: `${account}/${plan.model}`,
    tokens: plan.tokens,
    requests: plan.requests,
    intent_at: null,
    job_id: null,
    plan: JSON.stringify(plan),
    progress: "{}",
  };
}

export function ownerOf({ lease_until: leaseUntil, ...row }: Selectable<Tables["owners"]>): Owner {
  return { ...row, leaseUntil };
}

export function ownerRow({ leaseUntil, ...owner }: Owner): Selectable<Tables["owners"]> {
  return { ...owner, lease_until: leaseUntil };
}

/** Emulated jobs don't count against a provider's limits. */
function accountOf(provider: string, emulated: boolean): string {
  return emulated ? `emulated:${provider}` : provider;
}

/** The columns that a change sets, with the changed progress. */
export function changedColumns(
  progress: string,
  change: ShardChange,
): Partial<Selectable<Tables["shards"]>> {
  const { state, nextAt, intentAt, jobId, ...rest } = change;
  const before: Partial<Progress> = JSON.parse(progress);
  return {
    ...(state === undefined ? {} : { state }),
    ...(nextAt === undefined ? {} : { next_at: nextAt }),
    ...("intentAt" in change ? { intent_at: intentAt ?? null } : {}),
    ...("jobId" in change ? { job_id: jobId ?? null } : {}),
    progress: JSON.stringify({ ...before, ...cleared(rest) }),
  };
}

/** JSON leaves out what is undefined, and the old value would stay: null stands for it. */
function cleared(change: object): object {
  return Object.fromEntries(
    Object.entries(change).map(([key, value]: [string, unknown]) => [key, value ?? null]),
  );
}

function present(progress: Partial<Progress>): Partial<Progress> {
  return Object.fromEntries(Object.entries(progress).filter(([, value]) => value !== null));
}
