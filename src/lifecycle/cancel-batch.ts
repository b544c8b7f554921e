import type { BatchStatus } from "../model/batch-status.ts";
import { drive } from "./drive.ts";
import type { Session } from "./session.ts";

/**
 * Stops a batch: what was not sent is not sent any more, and jobs are told to stop. What the jobs have finished by then is
 * used, so the batch goes on until they have ended.
 */
export async function cancelBatch(
  { engine, ownership }: Session,
  batchId: string,
  signal: AbortSignal | undefined,
): Promise<BatchStatus> {
  await engine.store.cancelBatch(batchId);
  return await drive(engine, ownership, batchId, { goal: "looked", signal });
}
