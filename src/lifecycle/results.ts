import { UnfinishedError } from "../errors.ts";
import type { Outcome } from "../model/outcome.ts";
import type { Batch, BatchOptions, Shard } from "../store/batch.ts";
import { ByteBuffer } from "../util/byte-buffer.ts";
import type { JsonValue } from "../util/json.ts";
import { forEachLine } from "../util/lines.ts";
import { textOfBytes } from "../util/utf8.ts";
import type { AnswerReader } from "./answer-reader.ts";
import { batchStatus } from "./batch-status.ts";
import { drive, type DriveOptions } from "./drive.ts";
import type { Engine } from "./engine.ts";
import { finalOutcomeLines } from "./final-outcomes.ts";
import { outcomeRuns } from "./outcome-runs.ts";
import type { Ownership } from "./ownership.ts";
import type { WrittenOutcome } from "./resend.ts";
import { worthRetry } from "./worth-retry.ts";

/** How often a batch under way is looked at for shards that have finished. */
const FOLLOW_MS = 500;

/** Outcomes as lines of JSON, in blocks that are valid until the next is asked for. */
export type OutcomeLines = AsyncGenerator<Buffer>;

/**
 * The outcomes of a batch in the order of the input: of a finished batch one per record; of one under way those that are
 * final already.
 */
export async function* outcomeLines(engine: Engine, batch: Batch): OutcomeLines {
  const { store } = engine;
  const lines = finalOutcomeLines(runsOf(await store.shards(batch.id), engine));
  if (batch.state === "finished") yield* lines;
  else yield* filtered(lines, (outcome) => !mayChange(outcome, batch.options));
}

/** Drives a batch to its end and gives outcomes shard by shard as they become final, each once. */
export async function* followOutcomeLines(
  engine: Engine,
  ownership: Ownership,
  batch: Batch,
  options: Omit<DriveOptions, "goal">,
): OutcomeLines {
  const { store, clock } = engine;
  // Where records are tried again already, outcomes that looked final may not be: then they come at the end, merged.
  if ((await store.shards(batch.id)).some(({ attempt }) => attempt > 1)) {
    await drive(engine, ownership, batch.id, { ...options, goal: "finished" });
    yield* finalOutcomeLines(runsOf(await store.shards(batch.id), engine));
    return;
  }
  const given = new Set<number>();
  const settled = (outcome: WrittenOutcome) => !mayChange(outcome, batch.options);
  let ended = false;
  const driving = drive(engine, ownership, batch.id, { ...options, goal: "finished" }).finally(
    () => {
      ended = true;
    },
  );
  // Its failure is thrown where it is awaited below.
  driving.catch(() => undefined);
  for (;;) {
    const last = ended;
    const shards = await store.shards(batch.id);
    for (const shard of shards) {
      if (shard.outcomesFile === undefined || given.has(shard.id)) continue;
      given.add(shard.id);
      for (const run of outcomeRuns(shard, store.artifacts)) yield* filtered(run.lines(), settled);
    }
    if (last) break;
    await Promise.race([driving.catch(() => undefined), clock.sleep(FOLLOW_MS)]);
  }
  await driving;
  // What was held back for another attempt that did not come to pass.
  const lines = finalOutcomeLines(runsOf(await store.shards(batch.id), engine));
  yield* filtered(lines, (outcome) => !settled(outcome));
}

/** @throws UnfinishedError for a batch under way. */
export async function requireFinished({ store }: Engine, batch: Batch): Promise<void> {
  if (batch.state === "finished") return;
  const { done, total } = batchStatus(batch, await store.shards(batch.id));
  throw new UnfinishedError(
    "unfinished",
    `${batch.id} is not finished: ${done} of ${total} records have their outcome. Wait for it with "batch wait --batch-id ${batch.id}", or take what is there with --partial.`,
  );
}

function runsOf(shards: readonly Shard[], { store }: Engine): ReturnType<typeof outcomeRuns> {
  return shards.flatMap((shard) => outcomeRuns(shard, store.artifacts));
}

/** Whether another attempt at the record may take the outcome's place while the batch is under way. */
function mayChange(
  outcome: WrittenOutcome,
  { retry, maxAttempts }: Pick<BatchOptions, "retry" | "maxAttempts">,
): boolean {
  return outcome.attempt > 0 && outcome.attempt < maxAttempts && worthRetry(outcome, retry);
}

async function* filtered(
  lines: AsyncIterable<Buffer>,
  keep: (outcome: WrittenOutcome) => boolean,
): OutcomeLines {
  const kept = new ByteBuffer();
  for await (const block of lines) {
    forEachLine(block, (start, end) => {
      const outcome: WrittenOutcome = JSON.parse(textOfBytes(block, start, end));
      if (keep(outcome)) kept.appendBytes(block.subarray(start, end + 1));
    });
    yield kept.view();
    kept.truncate(0);
  }
}

/** Outcomes as values, with the data as the response model gives it. */
export async function* readOutcomes(
  lines: AsyncIterable<Buffer>,
  reader: AnswerReader,
): AsyncGenerator<Outcome> {
  for await (const block of lines) {
    const outcomes: Outcome[] = [];
    forEachLine(block, (start, end) => {
      const outcome: Outcome = JSON.parse(textOfBytes(block, start, end));
      outcomes.push(outcome);
    });
    for (const outcome of outcomes) {
      yield outcome.kind === "succeeded" && !reader.jsonOutput
        ? await withData(outcome, reader)
        : outcome;
    }
  }
}

/** JSON has kept only a picture of such data: the answer is read again. */
async function withData(
  { answer, ...outcome }: Outcome & { readonly kind: "succeeded"; readonly answer?: JsonValue },
  reader: AnswerReader,
): Promise<Outcome> {
  const reading = await reader.read(answer ?? "");
  return reading.ok
    ? { ...outcome, data: reading.data }
    : { ...outcome, kind: "invalid", issues: reading.issues, answer: answer ?? "" };
}
