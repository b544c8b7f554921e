import { loadResponseModel } from "../input/load-response-model.ts";
import { findProvider } from "../providers/registry.ts";
import { FileArtifacts } from "../store/file-artifacts.ts";
import type { Setup } from "../store/batch.ts";
import { systemClock } from "../util/clock.ts";
import { type AnswerReader, answersAsText } from "./answer-reader.ts";
import { collect, type Collected, type CollectOptions } from "./collect.ts";
import type { ModelFile } from "./model-file.ts";
import { createAnswerReader } from "./model-reader.ts";
import { CollectBuffers } from "./collect-buffers.ts";

/** A shard to be collected, in data alone. */
export interface CollectTask extends Pick<
  CollectOptions,
  "shard" | "folder" | "retry" | "unanswered"
> {
  readonly kind: "collect";
  readonly artifactsFolder: string;
  readonly setup: Setup;
  /** The name of a provider that the registry knows, and that answers in the same way. */
  readonly protocol: string;
  /** Undefined where answers are taken as text. */
  readonly modelFile: ModelFile | undefined;
}

/** The thread's own, from one shard to the next. */
const buffers = new CollectBuffers();

/** `collect`, with all that it needs made from data. */
export async function collectInThread(task: CollectTask): Promise<Collected> {
  const { setup, protocol, artifactsFolder } = task;
  const definition = findProvider(protocol);
  const { codec } = await definition.create({
    env: {},
    clock: systemClock,
    random: Math.random,
    model: setup.request.model,
    flags: setup.flags,
  });
  return await collect({
    ...task,
    artifacts: new FileArtifacts(artifactsFolder, { blocking: true }),
    codec,
    reader: await readerOf(task),
    buffers,
    signal: undefined,
  });
}

async function readerOf({ setup, modelFile }: CollectTask): Promise<AnswerReader> {
  const { output } = setup.request;
  if (modelFile === undefined || output.kind === "text") return answersAsText;
  const { model } = await loadResponseModel(modelFile.path, modelFile.folder);
  return createAnswerReader(model, output);
}
