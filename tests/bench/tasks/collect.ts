import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { collect, type CollectOptions } from "../../../src/lifecycle/collect.ts";
import { DEFAULT_TUNING } from "../../../src/lifecycle/engine.ts";
import { createAnswerReader } from "../../../src/lifecycle/model-reader.ts";
import { prepareSetup } from "../../../src/lifecycle/start-batch.ts";
import { Threads } from "../../../src/lifecycle/threads.ts";
import { FileArtifacts } from "../../../src/store/file-artifacts.ts";
import type { Shard } from "../../../src/store/batch.ts";
import { MODEL, openWorker, responseModel } from "../product.ts";

export interface CollectAllOptions {
  /** Of a store whose shards have their results. */
  readonly folder: string;
  /** The list of them in the folder. */
  readonly shards: string;
  /** Where models are, for threads; none are used without. */
  readonly threads?: string | undefined;
  readonly byShape?: boolean | undefined;
}

function partsOf(shard: Shard): Pick<CollectOptions, "shard" | "folder" | "retry" | "unanswered"> {
  return { shard, folder: `outcomes/${shard.number}`, retry: "all", unanswered: undefined };
}

/** The product's collecting: result files in, checked outcomes in the order of the input out. */
export async function collectAll(options: CollectAllOptions): Promise<() => Promise<void>> {
  const { folder, byShape } = options;
  const shards: Shard[] = JSON.parse(await readFile(join(folder, options.shards), "utf8"));
  const artifactsFolder = join(folder, "batches");
  await rm(join(artifactsFolder, "outcomes"), { recursive: true, force: true });
  await mkdir(join(artifactsFolder, "outcomes"));
  const { engine } = await openWorker(folder, { durable: false, size: "small" });
  const model = responseModel("small");
  const settings = { flags: { endpoint: "chat" } };
  const { setup } = await prepareSetup(engine, { model: MODEL, responseModel: model, settings });
  const { codec } = await engine.provider(setup);
  const { output } = setup.request;
  if (output.kind === "text") throw new Error("the response model is not used");
  const reader = createAnswerReader(model, output);
  const artifacts = new FileArtifacts(artifactsFolder);
  await import("node:zlib");
  const { buffers } = engine;
  const here = (shard: Shard) =>
    collect({ ...partsOf(shard), artifacts, codec, reader, signal: undefined, byShape, buffers });
  const inThread = async (models: string, threads: Threads, shard: Shard) =>
    await threads.run({
      ...partsOf(shard),
      kind: "collect",
      artifactsFolder,
      protocol: "openai",
      setup,
      modelFile: { path: "models.ts#Person", folder: models },
    });
  return async () => {
    const { threads: models } = options;
    const threads = models === undefined ? undefined : new Threads(DEFAULT_TUNING.threads);
    await threads?.usable();
    const work = async () => {
      for (let shard = shards.shift(); shard !== undefined; shard = shards.shift()) {
        if (threads === undefined || models === undefined) await here(shard);
        else await inThread(models, threads, shard);
      }
    };
    await Promise.all(Array.from({ length: DEFAULT_TUNING.collectsAtOnce }, work));
  };
}
