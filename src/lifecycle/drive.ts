import { UsageError } from "../errors.ts";
import type { BatchStatus } from "../model/batch-status.ts";
import { batchStatus } from "./batch-status.ts";
import type { Engine } from "./engine.ts";
import type { Ownership } from "./ownership.ts";

/** How far a batch is brought: all jobs sent as far as there is room, one look at everything, or to its end. */
export type Goal = "submitted" | "looked" | "finished";

export interface DriveOptions {
  readonly goal: Goal;
  readonly signal?: AbortSignal | undefined;
  /** When to stop though the goal is not reached, in milliseconds since 1970. */
  readonly deadline?: number | undefined;
  /** Called with every change, and with the name of another process while that one does the work. */
  readonly onProgress?: ((status: BatchStatus, followed: string | undefined) => void) | undefined;
}

/** Brings a batch on, in this process alone or behind another one. Gives its status at the end. */
export async function drive(
  engine: Engine,
  ownership: Ownership,
  batchId: string,
  options: DriveOptions,
): Promise<BatchStatus> {
  options.signal?.throwIfAborted();
  const { store } = engine;
  const batch = await store.batch(batchId);
  if (batch === undefined) throw new UsageError("not_found", `There is no batch ${batchId}.`);
  if (batch.state !== "running") return batchStatus(batch, await store.shards(batchId));
  // Looking at a batch that needs nothing more is no reason to load what drives one.
  const { Driver } = await import("./driver.ts");
  const driver = new Driver(engine, ownership, batchId, options);
  try {
    return await driver.run();
  } finally {
    await driver.settle();
  }
}
