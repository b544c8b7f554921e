import { open } from "node:fs/promises";
import { formatOf, type InputFormat } from "../input/format.ts";
import { readRecords } from "../input/records.ts";
import { stretchesOf } from "../input/stretches.ts";
import type { BatchOptions, Setup, ShardPlan } from "../store/batch.ts";
import { ByteBuffer } from "../util/byte-buffer.ts";
import { batchFolder } from "./artifact-keys.ts";
import type { BatchInput } from "./create-batch.ts";
import type { Engine, ThreadWork } from "./engine.ts";
import { IdCheck } from "./id-check.ts";
import { type Plan, type PlanOptions, requireSound, type ShardLimits } from "./plan.ts";
import type { NotedPart } from "./plan-in-thread.ts";
import { estimatedTokens } from "./token-estimate.ts";

export interface ThreadedPlanOptions extends PlanOptions {
  readonly wholeSetup: Setup;
  readonly options: Pick<BatchOptions, "system" | "prompt" | "dedupe">;
}

interface LinesFile {
  readonly path: string;
  readonly source: string;
  readonly format: InputFormat;
}

/**
 * What `plan` does, by several threads that each take stretches of the input. Undefined where the input is not a file of
 * many lines, so that one thread has to read it.
 *
 * A stretch is cut into shards of its own. Where shards are full by their number of requests, stretches are whole shards;
 * where they are full by their bytes, the last shard of each stretch is not quite full.
 */
export async function planInThreads(
  engine: Pick<Engine, "threads">,
  input: BatchInput,
  options: ThreadedPlanOptions,
): Promise<Plan | undefined> {
  const file = linesFile(input);
  if (file === undefined || options.dedupe === "batch") return undefined;
  const sample = await sampleOf(file, options);
  const records = stretchRecords(sample, options.limits);
  if (sample.records < 2 * records) return undefined;
  const work = await engine.threads(options.wholeSetup, sample.records);
  if (work === undefined || work.artifactsFolder !== options.artifacts.folder) return undefined;
  return await planStretches(file, records, options, work);
}

function linesFile(input: BatchInput): LinesFile | undefined {
  if (input.kind !== "file") return undefined;
  const { path, source = path, format = formatOf(path) } = input;
  return format === "jsonl" || format === "txt" ? { path, source, format } : undefined;
}

/** What the start of a file tells of all of it. */
interface Sample {
  /** In the whole file, about. */
  readonly records: number;
  /** Of one request line, on average. */
  readonly requestBytes: number;
}

const SAMPLE_BYTES = 1 << 18;
const NEWLINE = 10;
const NO_SAMPLE: Sample = { records: 0, requestBytes: 1 };

/** @throws InputError for a bad record among the first ones */
async function sampleOf(
  { path, source, format }: LinesFile,
  { template, options }: ThreadedPlanOptions,
): Promise<Sample> {
  await using file = await open(path);
  const { size } = await file.stat();
  const start = Buffer.alloc(Math.min(SAMPLE_BYTES, size));
  await file.read(start, 0, start.length, 0);
  const lines = start.subarray(0, start.lastIndexOf(NEWLINE) + 1);
  const records = readRecords(
    { kind: "bytes", source, format, chunks: chunksOf(lines) },
    { templated: options.prompt !== undefined },
  );
  const requests = new ByteBuffer();
  const id = Buffer.alloc(SAMPLE_ID_BYTES, "0");
  let count = 0;
  let bytes = 0;
  for await (const group of records) {
    for (const record of group) {
      template.write(requests, id, record);
      bytes += requests.length;
      requests.truncate(0);
      count += 1;
    }
  }
  if (count === 0) return NO_SAMPLE;
  return { records: Math.floor((size / lines.length) * count), requestBytes: bytes / count };
}

/** About as long as custom ids are. */
const SAMPLE_ID_BYTES = 18;

async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** So small that threads end at nearly the same time, and so large that handing them over costs nothing. */
const FEW_RECORDS = 25_000;
/** Shards of a stretch that are full by bytes: the last of them is not, and should not be one of few. */
const SHARDS_BY_BYTES = 4;

/** Records of a stretch. */
function stretchRecords({ requestBytes }: Sample, limits: ShardLimits): number {
  const fitting = Math.min(
    limits.bytes / requestBytes,
    limits.tokens / estimatedTokens(requestBytes),
  );
  return fitting > limits.requests
    ? limits.requests * Math.ceil(FEW_RECORDS / limits.requests)
    : Math.max(FEW_RECORDS, Math.ceil(fitting * SHARDS_BY_BYTES));
}

async function planStretches(
  { path, source, format }: LinesFile,
  records: number,
  planning: ThreadedPlanOptions,
  { threads, artifactsFolder, protocol }: ThreadWork,
): Promise<Plan> {
  const { batchId, artifacts, limits, options, onProgress } = planning;
  const { system, prompt, dedupe } = options;
  const stopping = new AbortController();
  const signal =
    planning.signal === undefined
      ? stopping.signal
      : AbortSignal.any([planning.signal, stopping.signal]);
  await using gathered = new GatheredParts(
    new IdCheck(artifacts, `${batchFolder(batchId)}/ids`),
    onProgress,
  );
  const running: Promise<NotedPart>[] = [];
  try {
    for await (const { range, linesBefore, recordsBefore } of stretchesOf(path, records)) {
      const part = threads.run(
        {
          kind: "plan",
          batchId,
          artifactsFolder,
          protocol,
          setup: planning.wholeSetup,
          options: { system, prompt, dedupe },
          limits,
          input: { path, source, format, part: { range, linesBefore } },
          before: { records: recordsBefore, shards: Math.floor(recordsBefore / limits.requests) },
        },
        { signal },
      );
      // Awaited in its turn; until then a failure is kept, not unhandled.
      part.catch(() => undefined);
      running.push(part);
      if (running.length > threads.slots) await gathered.add(await running.shift());
    }
    while (running.length > 0) await gathered.add(await running.shift());
  } finally {
    stopping.abort();
    await Promise.allSettled(running);
  }
  return await gathered.finish(source, planning);
}

/** Puts the parts of a plan together, in the order of the input. */
class GatheredParts implements AsyncDisposable {
  readonly #ids: IdCheck;
  readonly #onProgress: PlanOptions["onProgress"];
  readonly #shards: ShardPlan[] = [];
  #records = 0;

  constructor(ids: IdCheck, onProgress: PlanOptions["onProgress"]) {
    this.#ids = ids;
    this.#onProgress = onProgress;
  }

  async add(part: NotedPart | undefined): Promise<void> {
    if (part === undefined) return;
    this.#ids.addNoted(part.ids);
    if (this.#ids.full) await this.#ids.spill();
    this.#records += part.records;
    for (const shard of part.shards) {
      this.#shards.push({ ...shard, number: this.#shards.length + 1 });
    }
    this.#onProgress?.(this.#records);
  }

  async finish(source: string, { artifacts }: Pick<PlanOptions, "artifacts">): Promise<Plan> {
    const plan = { records: this.#records, shards: this.#shards };
    await requireSound(plan, { ids: this.#ids, artifacts, source });
    return plan;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#ids[Symbol.asyncDispose]();
  }
}
