import type { ModelProfile, Provider } from "../providers/provider.ts";
import type { Batch, RetryMode, Shard, ShardPlan } from "../store/batch.ts";
import type { JsonObject } from "../util/json.ts";
import type { AnswerReader } from "./answer-reader.ts";
import type { Engine } from "./engine.ts";
import { reaskTurns } from "./reask.ts";
import { resend, type Rewrite } from "./resend.ts";
import { setupOf } from "./step.ts";
import { worthRetry } from "./worth-retry.ts";

/** How long a finished shard waits for others before its remainder is sent alone. */
const PATIENCE_MS = 30 * 60_000;
/** A truncated answer gets this many times the room. */
const LARGER = 4;

/** What may be tried again after this attempt: nothing once the attempts are used up or the batch is cancelled. */
export function retryModeFor(batch: Batch, attempt: number): RetryMode {
  const { retry, maxAttempts } = batch.options;
  return batch.cancelled || attempt >= maxAttempts ? "none" : retry;
}

/**
 * Shards whose remainders are to be sent again now, together; none where nothing is due. The remainders of many shards go
 * together: a shard waits until no other of its attempt is under way, but not for ever.
 */
export function retryGroup(engine: Engine, shards: readonly Shard[]): readonly Shard[] {
  const waiting = shards.filter(({ retryable, retried }) => retryable > 0 && !retried);
  return groupsOf(waiting).find((group) => due(engine, group, shards)) ?? [];
}

/** Plans the next attempt of what is worth one, in new shards. @throws LostClaim where another process did. */
export async function planRetry(
  engine: Engine,
  batch: Batch,
  group: readonly Shard[],
): Promise<void> {
  const [first] = group;
  if (first === undefined) return;
  const shards = await engine.store.shards(batch.id);
  const planned =
    retryModeFor(batch, first.attempt) === "none"
      ? []
      : await planGroup(engine, batch, group, 1 + Math.max(...shards.map(({ number }) => number)));
  const parents = group.map(({ id }) => id);
  await engine.store.commitRetry(batch.id, parents, planned);
}

/** Whether anything is left to be tried again. */
export function retriesDue(shards: readonly Shard[]): boolean {
  return shards.some(({ retryable, retried }) => retryable > 0 && !retried);
}

/** Shards that may be resent together: of one setup and attempt, and alone where far records hang on them. */
function groupsOf(shards: readonly Shard[]): readonly (readonly Shard[])[] {
  const groups = Map.groupBy(shards, ({ number, setup, attempt, aliases }) =>
    aliases === undefined ? `${setup}/${attempt}` : `alone/${number}`,
  );
  return [...groups.values()].flatMap(inOrder);
}

/**
 * Cuts shards into groups whose records follow one another: shards of a split, and of remainders that were sent at
 * different times, may reach into each other, and the records of one new shard must be in the order of the input.
 */
function inOrder(shards: readonly Shard[]): readonly (readonly Shard[])[] {
  const groups: Shard[][] = [];
  for (const shard of shards.toSorted((one, other) => one.firstOrdinal - other.firstOrdinal)) {
    const before = groups.find((group) => (group.at(-1)?.lastOrdinal ?? 0) < shard.firstOrdinal);
    if (before === undefined) groups.push([shard]);
    else before.push(shard);
  }
  return groups;
}

function due({ clock }: Engine, group: readonly Shard[], shards: readonly Shard[]): boolean {
  const attempt = Math.max(...group.map((shard) => shard.attempt));
  const othersUnderWay = shards.some(
    (shard) => shard.attempt <= attempt && UNDER_WAY.has(shard.state),
  );
  const oldest = Math.min(...group.map(({ job }) => job?.endedAt ?? 0));
  return !othersUnderWay || clock.now() - oldest > PATIENCE_MS;
}

const UNDER_WAY: ReadonlySet<Shard["state"]> = new Set([
  "planned",
  "submitting",
  "uncertain",
  "submitted",
  "collecting",
]);

async function planGroup(
  engine: Engine,
  batch: Batch,
  group: readonly Shard[],
  firstNumber: number,
): Promise<readonly ShardPlan[]> {
  const [first] = group;
  if (first === undefined) return [];
  const setup = setupOf(batch, first);
  const provider = await engine.provider(setup);
  const { requestsPerJob, bytesPerJob } = provider.limits;
  return await resend(group, {
    batchId: batch.id,
    artifacts: engine.store.artifacts,
    codec: provider.codec,
    newCodec: provider.codec,
    firstNumber,
    start: {
      attempt: first.attempt + 1,
      setup: first.setup,
      provider: setup.provider,
      model: first.model,
    },
    limits: {
      requests: Math.min(requestsPerJob, batch.options.maxRequestsPerJob ?? Infinity),
      bytes: bytesPerJob,
    },
    rewrite: rewriteFor({
      provider,
      profile: provider.profile(first.model),
      reader: await engine.reader(batch, setup),
      mode: retryModeFor(batch, first.attempt),
    }),
  });
}

interface RewriteParts {
  readonly provider: Provider;
  readonly profile: ModelProfile;
  readonly reader: AnswerReader;
  readonly mode: RetryMode;
}

/** What each outcome is sent again as. */
function rewriteFor({ provider, profile, reader, mode }: RewriteParts): Rewrite {
  const { codec } = provider;
  return async ({ body, outcome }) => {
    if (outcome === undefined || !worthRetry(outcome, mode)) return undefined;
    switch (outcome.kind) {
      case "truncated":
        return withLargerCap(provider, profile, body);
      case "invalid": {
        const answer = outcome.answer ?? "";
        const reading = await reader.read(answer);
        return reading.ok ? body : codec.appendTurns(body, reaskTurns(answer, reading.reask));
      }
      case "succeeded":
      case "refused":
      case "blocked":
      case "errored":
      case "expired":
      case "cancelled":
      case "missing":
        return body;
    }
  };
}

/** Undefined where the model can't write more than it did. */
function withLargerCap(
  { codec }: Provider,
  { maxOutputTokens }: ModelProfile,
  body: JsonObject,
): JsonObject | undefined {
  const cap = codec.outputCap(body);
  const most = maxOutputTokens ?? Infinity;
  const larger = cap === undefined ? maxOutputTokens : Math.min(most, cap * LARGER);
  return larger === undefined || larger <= (cap ?? 0)
    ? undefined
    : codec.withOutputCap(body, larger);
}
