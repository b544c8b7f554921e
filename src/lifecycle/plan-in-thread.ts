import type { InputFormat } from "../input/format.ts";
import { type InputPart, readRecords } from "../input/records.ts";
import { findProvider } from "../providers/registry.ts";
import { FileArtifacts } from "../store/file-artifacts.ts";
import type { BatchOptions, Dedupe, Setup } from "../store/batch.ts";
import { systemClock } from "../util/clock.ts";
import { IdNotes, type NotedIds } from "./id-check.ts";
import {
  type PartStart,
  type PlanMemory,
  planMemory,
  type PlannedPart,
  planPart,
  type ShardLimits,
} from "./plan.ts";
import { templateFor } from "./template-for.ts";

/** A part of the input to be planned, in data alone. */
export interface PlanTask {
  readonly kind: "plan";
  readonly batchId: string;
  readonly artifactsFolder: string;
  readonly setup: Setup;
  /** The name of a provider that the registry knows, and that takes the same requests. */
  readonly protocol: string;
  readonly options: Pick<BatchOptions, "system" | "prompt" | "dedupe">;
  readonly limits: ShardLimits;
  readonly input: {
    readonly path: string;
    readonly source: string;
    readonly format: InputFormat;
    readonly part: InputPart;
  };
  readonly before: PartStart;
}

export interface NotedPart extends PlannedPart {
  readonly ids: NotedIds;
}

/** The thread's own, from one part to the next. */
const memories = new Map<Dedupe, PlanMemory>();

function memoryFor(dedupe: Dedupe): PlanMemory {
  const memory = memories.get(dedupe) ?? planMemory(dedupe);
  memories.set(dedupe, memory);
  return memory;
}

/** Until the part before has been cut, and its memory is free. */
let cut: Promise<void> = Promise.resolve();

/**
 * `planPart`, with all that it needs made from data. Of several parts one is cut at a time, while those before it reach
 * the disk.
 */
export async function planInThread(task: PlanTask): Promise<NotedPart> {
  const before = cut;
  const { promise, resolve } = Promise.withResolvers<void>();
  cut = promise;
  try {
    await before;
    return await planAlone(task, resolve);
  } finally {
    resolve();
  }
}

async function planAlone(task: PlanTask, onCut: () => void): Promise<NotedPart> {
  const { batchId, artifactsFolder, setup, protocol, options, limits, input, before } = task;
  const provider = await findProvider(protocol).create({
    env: {},
    clock: systemClock,
    random: Math.random,
    model: setup.request.model,
    flags: setup.flags,
  });
  const ids = new IdNotes();
  const templated = options.prompt !== undefined;
  const planned = await planPart(readRecords({ kind: "file", ...input }, { templated }), {
    batchId,
    artifacts: new FileArtifacts(artifactsFolder, { blocking: true }),
    template: templateFor(provider, setup, options),
    limits,
    dedupe: options.dedupe,
    setup: { provider: setup.provider, model: setup.request.model },
    ids,
    before,
    memory: memoryFor(options.dedupe),
    onCut,
  });
  return { ...planned, ids: ids.noted() };
}
