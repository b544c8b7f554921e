import { UsageError } from "../errors.ts";
import type { BatchStatus } from "../model/batch-status.ts";
import { jsonInstructions } from "../prompt/json-instructions.ts";
import type { Codec, Provider } from "../providers/provider.ts";
import type { Batch, BatchOptions, Setup, Shard, ShardPlan } from "../store/batch.ts";
import { LostClaim } from "../store/store.ts";
import { drive } from "./drive.ts";
import type { Engine } from "./engine.ts";
import { lastAttempts } from "./merge-runs.ts";
import { outcomeRuns } from "./outcome-runs.ts";
import { resend, type Rewrite, type WrittenOutcome } from "./resend.ts";
import type { Session } from "./session.ts";
import { prepareSetup } from "./start-batch.ts";
import { setupOf } from "./step.ts";
import { worthRetry } from "./worth-retry.ts";

export interface RetryRequest {
  /** Another model for the records that are sent again, as `provider/model`. @default the batch's own */
  readonly model?: string | undefined;
  /** Which records are sent again: those with passing errors, or all without valid data. @default "all" */
  readonly only?: "errors" | "all" | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Attempts beyond the one that a person asked for. */
const MORE_ATTEMPTS = 2;

/**
 * Sends records of a finished batch again, in one more attempt of the same batch.
 *
 * @throws UsageError while the batch is under way, or where nothing is left to send again.
 */
export async function retryBatch(
  session: Session,
  batchId: string,
  { model, only = "all", signal }: RetryRequest,
): Promise<BatchStatus> {
  const { engine, ownership } = session;
  const batch = await engine.store.batch(batchId);
  if (batch === undefined) throw new UsageError("not_found", `There is no batch ${batchId}.`);
  if (batch.state !== "finished") {
    throw new UsageError(
      "conflict",
      `${batchId} is still under way, and tries again by itself what is worth it. Wait for it: batch wait --batch-id ${batchId}`,
    );
  }
  const shards = await engine.store.shards(batchId);
  const chosen = await choose(engine, shards, (outcome) => wanted(outcome, only));
  const other = model === undefined ? undefined : await otherSetup(engine, batch, model);
  const planned = await planAttempt(engine, { batch, shards, chosen, other });
  if (planned.length === 0) {
    throw new UsageError("conflict", `${batchId} has no records left to send again.`);
  }
  const attempt = Math.max(...planned.map((shard) => shard.attempt));
  const options: BatchOptions = {
    ...batch.options,
    setups: other === undefined ? batch.options.setups : [...batch.options.setups, other],
    maxAttempts: attempt + MORE_ATTEMPTS,
  };
  try {
    await engine.store.reopenBatch(batchId, options, planned);
  } catch (error) {
    if (!(error instanceof LostClaim)) throw error;
    throw new UsageError(
      "conflict",
      `Another process is trying ${batchId} again already. Follow it with: batch wait --batch-id ${batchId}`,
      { cause: error },
    );
  }
  return await drive(engine, ownership, batchId, { goal: "submitted", signal });
}

function wanted(outcome: WrittenOutcome, only: "errors" | "all"): boolean {
  return only === "errors" ? worthRetry(outcome, "errors") : outcome.kind !== "succeeded";
}

async function otherSetup(engine: Engine, batch: Batch, model: string): Promise<Setup> {
  const [{ request, flags }] = batch.options.setups;
  const { maxOutputTokens, temperature, reasoningEffort } = request;
  const { setup } = await prepareSetup(engine, {
    model,
    responseModel: await engine.responseModel(batch),
    settings: { maxOutputTokens, temperature, reasoningEffort, flags },
  });
  return setup;
}

/** The requests, by shard, whose record's last outcome is chosen. */
type Chosen = ReadonlyMap<number, ReadonlySet<number>>;

async function choose(
  { store }: Engine,
  shards: readonly Shard[],
  choice: (outcome: WrittenOutcome) => boolean,
): Promise<Chosen> {
  const chosen = new Map<number, Set<number>>();
  const runs = shards.flatMap((shard) => outcomeRuns(shard, store.artifacts));
  for await (const { record, line, run } of lastAttempts(runs)) {
    const outcome: WrittenOutcome = JSON.parse(line.toString());
    if (record === undefined || !choice(outcome)) continue;
    const requests = chosen.get(run.shard.id) ?? new Set();
    chosen.set(run.shard.id, requests.add(record.request));
  }
  return chosen;
}

interface AttemptParts {
  readonly batch: Batch;
  readonly shards: readonly Shard[];
  readonly chosen: Chosen;
  readonly other: Setup | undefined;
}

async function planAttempt(
  engine: Engine,
  { batch, shards, chosen, other }: AttemptParts,
): Promise<readonly ShardPlan[]> {
  const attempt = 1 + Math.max(...shards.map((shard) => shard.attempt));
  const planned: ShardPlan[] = [];
  for (const shard of shards) {
    const requests = chosen.get(shard.id);
    if (requests === undefined) continue;
    const from = setupOf(batch, shard);
    const old = await engine.provider(from);
    const setup = other ?? from;
    const provider = await engine.provider(setup);
    planned.push(
      ...(await resend([shard], {
        batchId: batch.id,
        artifacts: engine.store.artifacts,
        codec: old.codec,
        newCodec: provider.codec,
        firstNumber: 1 + Math.max(...[...shards, ...planned].map(({ number }) => number)),
        start: {
          attempt,
          setup: other === undefined ? shard.setup : batch.options.setups.length,
          provider: setup.provider,
          model: setup.request.model,
        },
        limits: limitsOf(provider, batch),
        rewrite: chosenOnly(
          requests,
          other === undefined
            ? ({ body }) => body
            : translation(old.codec, from, provider.codec, other),
        ),
      })),
    );
  }
  return planned;
}

function limitsOf(
  { limits }: Provider,
  { options }: Batch,
): { readonly requests: number; readonly bytes: number } {
  return {
    requests: options.maxRequestsPerJob ?? limits.requestsPerJob,
    bytes: limits.bytesPerJob,
  };
}

function chosenOnly(requests: ReadonlySet<number>, rewrite: Rewrite): Rewrite {
  return (earlier) => (requests.has(earlier.request) ? rewrite(earlier) : undefined);
}

/** The same conversation as another model's request. */
function translation(codec: Codec, from: Setup, newCodec: Codec, to: Setup): Rewrite {
  const members = newCodec.encodeSettings(to.request);
  return ({ body }) => {
    const { system, messages } = codec.decodeConversation(body);
    const conversation = { system: instructed(withoutInstructions(system, from), to), messages };
    return { ...members, ...newCodec.encodeConversation(conversation) };
  };
}

function withoutInstructions(system: string | undefined, setup: Setup): string | undefined {
  const instructions = instructionsOf(setup);
  if (system === undefined || instructions === undefined) return system;
  return system.replace(instructions, "").trim() || undefined;
}

function instructed(system: string | undefined, setup: Setup): string | undefined {
  const parts = [system, instructionsOf(setup)].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join("\n\n");
}

function instructionsOf({ request: { output } }: Setup): string | undefined {
  return output.kind === "schema" && output.via === "json"
    ? jsonInstructions(output.schema)
    : undefined;
}
