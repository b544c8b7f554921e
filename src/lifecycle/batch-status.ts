import type { BatchJob, BatchStatus } from "../model/batch-status.ts";
import { OUTCOME_KINDS } from "../model/outcome.ts";
import type { Batch, Shard } from "../store/batch.ts";

const NO_COUNTS = { total: undefined, succeeded: undefined, failed: undefined };

/** Where a batch stands, by what the store says. */
export function batchStatus(batch: Batch, shards: readonly Shard[]): BatchStatus {
  const [setup] = batch.options.setups;
  const outcomes = finalKinds(shards);
  const known = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
  const done = known - leftToRetry(shards);
  return {
    batchId: batch.id,
    state: stateOf(batch),
    provider: setup.provider,
    model: setup.request.model,
    responseModel: batch.options.responseModel?.name,
    createdAt: batch.createdAt,
    finishedAt: batch.finishedAt,
    total: batch.records,
    done,
    answered: Math.min(batch.records, done + answeredElsewhere(shards)),
    outcomes,
    usage: {
      inputTokens: sumOf(shards, "inputTokens"),
      outputTokens: sumOf(shards, "outputTokens"),
      cachedInputTokens: sumOf(shards, "cachedInputTokens"),
    },
    strayLines: {
      doubled: sumOf(shards, "doubled"),
      foreign: sumOf(shards, "foreign"),
      unreadable: sumOf(shards, "unreadable"),
    },
    jobs: shards.filter(({ state }) => state !== "replaced").map(jobOf),
    emulated: batch.options.emulated,
  };
}

function stateOf({ state, cancelled }: Batch): BatchStatus["state"] {
  switch (state) {
    case "planning":
    case "finished":
      return state;
    case "running":
      return cancelled ? "cancelling" : "in_progress";
  }
}

/** Outcomes that no later attempt takes the place of. */
function finalKinds(shards: readonly Shard[]): BatchStatus["outcomes"] {
  const kinds: Partial<Record<(typeof OUTCOME_KINDS)[number], number>> = {};
  for (const kind of OUTCOME_KINDS) {
    let count = 0;
    for (const { totals, supersedes, state } of shards) {
      count += totals?.kinds[kind] ?? 0;
      if (state !== "cancelled" && state !== "replaced") count -= supersedes[kind] ?? 0;
    }
    if (count > 0) kinds[kind] = count;
  }
  return kinds;
}

/** Requests that will be sent again, so that their outcomes are not final. */
function leftToRetry(shards: readonly Shard[]): number {
  return shards.reduce((sum, { retryable, retried }) => sum + (retried ? 0 : retryable), 0);
}

/** Requests of jobs under way that the provider counts as worked off. */
function answeredElsewhere(shards: readonly Shard[]): number {
  return shards
    .filter(({ state }) => state === "submitted" || state === "collecting")
    .reduce((sum, { job }) => sum + (job?.counts.succeeded ?? 0) + (job?.counts.failed ?? 0), 0);
}

function sumOf(
  shards: readonly Shard[],
  member:
    | "inputTokens"
    | "outputTokens"
    | "cachedInputTokens"
    | "doubled"
    | "foreign"
    | "unreadable",
): number {
  return shards.reduce((sum, { totals }) => sum + (totals?.[member] ?? 0), 0);
}

function jobOf(shard: Shard): BatchJob {
  const { job } = shard;
  return {
    jobId: shard.jobId,
    provider: shard.provider,
    model: shard.model,
    shard: shard.number,
    attempt: shard.attempt,
    requests: shard.requests,
    state: jobState(shard),
    providerState: job?.providerState,
    counts: job?.counts ?? NO_COUNTS,
    errors: job?.errors ?? [],
    problem: shard.problem,
  };
}

function jobState({ state, job }: Shard): BatchJob["state"] {
  switch (state) {
    case "planned":
    case "submitting":
      return "planned";
    case "cancelled":
      return "cancelled";
    case "uncertain":
    case "collecting":
      return state;
    case "submitted":
    case "done":
    case "replaced":
      return job?.state ?? "in_progress";
  }
}
