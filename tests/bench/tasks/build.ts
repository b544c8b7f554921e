import { startBatch } from "../../../src/lifecycle/start-batch.ts";
import type { Dedupe } from "../../../src/store/batch.ts";
import { SYSTEM } from "../models.ts";
import { MODEL, type ModelSize, openWorker, responseModel } from "../product.ts";

export interface BuildOptions {
  readonly input: string;
  readonly folder: string;
  readonly durable: boolean;
  readonly dedupe: Dedupe;
  readonly size: ModelSize;
}

/** The product's planning: records in, request files and their state out. */
export async function build(options: BuildOptions): Promise<() => Promise<void>> {
  const { input, folder, dedupe, size } = options;
  const worker = await openWorker(folder, options);
  const flags = { endpoint: "chat" };
  // Loads the SDK, which is part of starting up.
  await worker.engine.provider({ provider: "openai", request: { model: "gpt-4o-mini" }, flags });
  return async () => {
    await startBatch(
      worker,
      {
        model: MODEL,
        responseModel: responseModel(size),
        responseModelPath: undefined,
        settings: {
          system: SYSTEM,
          temperature: 0,
          maxOutputTokens: 500,
          dedupe,
          flags,
        },
        emulated: false,
      },
      { kind: "file", path: input, format: "jsonl" },
      {},
    );
    await worker.ownership[Symbol.asyncDispose]();
    await worker.engine.store[Symbol.asyncDispose]();
  };
}
