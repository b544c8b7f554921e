import { drive, type Goal } from "../../src/lifecycle/drive.ts";
import type { Worker } from "../../src/lifecycle/engine.ts";
import { outcomeLines } from "../../src/lifecycle/results.ts";
import type { BatchSettings } from "../../src/lifecycle/settings.ts";
import { startBatch } from "../../src/lifecycle/start-batch.ts";
import type { BatchStatus } from "../../src/model/batch-status.ts";
import type { Batch } from "../../src/store/batch.ts";

interface ReadOutcome {
  readonly id: string;
  readonly kind: string;
  readonly attempt: number;
}

/** Plans a batch over the texts `text 1`, `text 2` and so on at the scripted provider. */
export async function createdBatch(
  worker: Worker,
  records: number,
  settings: BatchSettings = {},
): Promise<Batch> {
  const { batch } = await startBatch(
    worker,
    {
      model: "scripted/some-model",
      responseModel: undefined,
      responseModelPath: undefined,
      settings,
      emulated: false,
    },
    { kind: "rows", rows: Array.from({ length: records }, (_, index) => `text ${index + 1}`) },
    {},
  );
  return batch;
}

export async function driven(
  { engine, ownership }: Worker,
  { id }: Pick<Batch, "id">,
  goal: Goal = "finished",
): Promise<BatchStatus> {
  return await drive(engine, ownership, id, { goal });
}

export async function outcomesOf(
  { engine }: Worker,
  { id }: Pick<Batch, "id">,
): Promise<readonly ReadOutcome[]> {
  const batch = await engine.store.batch(id);
  if (batch === undefined) throw new Error("no batch");
  return await outcomesIn(outcomeLines(engine, batch));
}

export async function outcomesIn(blocks: AsyncIterable<Buffer>): Promise<readonly ReadOutcome[]> {
  const texts: string[] = [];
  for await (const block of blocks) texts.push(block.toString());
  return texts
    .join("")
    .split("\n")
    .filter((line) => line !== "")
    .map((line): ReadOutcome => JSON.parse(line));
}
