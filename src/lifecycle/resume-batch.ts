import { UsageError } from "../errors.ts";
import type { Worker } from "./engine.ts";

/** Makes sure that a batch can go on: one whose process died while it read the input is planned anew. */
export async function resumeBatch(
  worker: Worker,
  batchId: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const batch = await worker.engine.store.batch(batchId);
  if (batch === undefined) throw new UsageError("not_found", `There is no batch ${batchId}.`);
  if (batch.state !== "planning") return;
  // Another process may be planning it at this moment.
  const driver = {};
  if ((await worker.ownership.drive(batchId, driver)) !== undefined) return;
  try {
    // Rare, and no reason to load what reads inputs with every look at a batch.
    const { replanBatch } = await import("./create-batch.ts");
    await replanBatch(worker, batch, signal);
  } finally {
    worker.ownership.release(batchId, driver);
  }
}
