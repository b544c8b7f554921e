import { UsageError } from "../errors.ts";
import { replanBatch } from "./create-batch.ts";
import type { Session } from "./session.ts";

/** Makes sure that a batch can go on: one whose process died while it read the input is planned anew. */
export async function resumeBatch(
  { engine, ownership }: Session,
  batchId: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const batch = await engine.store.batch(batchId);
  if (batch === undefined) throw new UsageError("not_found", `There is no batch ${batchId}.`);
  if (batch.state !== "planning") return;
  // Another process may be planning it at this moment.
  if ((await ownership.drive(batchId)) === undefined) await replanBatch(engine, batch, signal);
}
