import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { collect } from "../../../src/lifecycle/collect.ts";
import { createAnswerReader } from "../../../src/lifecycle/model-reader.ts";
import { prepareSetup } from "../../../src/lifecycle/start-batch.ts";
import { FileArtifacts } from "../../../src/store/file-artifacts.ts";
import type { Shard } from "../../../src/store/batch.ts";
import { MODEL, openWorker, responseModel } from "../product.ts";

export interface CollectOptions {
  /** Of a store whose shards have their results. */
  readonly folder: string;
}

/** The product's collecting: result files in, checked outcomes in the order of the input out. */
export async function collectAll({ folder }: CollectOptions): Promise<() => Promise<void>> {
  const shards: readonly Shard[] = JSON.parse(await readFile(join(folder, "shards.json"), "utf8"));
  const out = join(folder, "batches", "outcomes");
  await rm(out, { recursive: true, force: true });
  await mkdir(out);
  const { engine } = await openWorker(folder, { durable: false, size: "small" });
  const model = responseModel("small");
  const settings = { flags: { endpoint: "chat" } };
  const { setup } = await prepareSetup(engine, { model: MODEL, responseModel: model, settings });
  const { codec } = await engine.provider(setup);
  const { output } = setup.request;
  if (output.kind === "text") throw new Error("the response model is not used");
  const reader = createAnswerReader(model, output);
  const artifacts = new FileArtifacts(join(folder, "batches"));
  return async () => {
    for (const shard of shards) {
      await collect({
        shard,
        artifacts,
        folder: `outcomes/${shard.number}`,
        codec,
        reader,
        retry: "all",
        unanswered: undefined,
        signal: undefined,
      });
    }
  };
}
