import { InputError, UsageError } from "../errors.ts";
import type { InputRecord } from "../model/record.ts";
import type { Artifacts } from "../store/artifacts.ts";
import type { Dedupe, ShardPlan } from "../store/batch.ts";
import type { ByteBuffer } from "../util/byte-buffer.ts";
import { AliasWriters } from "./alias-writers.ts";
import { batchFolder, newNonce } from "./artifact-keys.ts";
import { createDeduplicator, type Deduplicator, type EarlierRequest } from "./dedupe.ts";
import { IdCheck, type Ids } from "./id-check.ts";
import type { RequestTemplate } from "./request-template.ts";
import { shardRecords } from "./shard-records.ts";
import { type ShardStart, ShardWriter } from "./shard-writer.ts";
import { estimatedTokens } from "./token-estimate.ts";

/** What one job may hold. */
export interface ShardLimits {
  readonly requests: number;
  /** Of the request lines. */
  readonly bytes: number;
  /** Estimated, of the whole requests. */
  readonly tokens: number;
}

export interface PlanOptions {
  readonly batchId: string;
  readonly artifacts: Artifacts;
  readonly template: RequestTemplate;
  readonly limits: ShardLimits;
  readonly dedupe: Dedupe;
  readonly setup: Pick<ShardStart, "provider" | "model">;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((records: number) => void) | undefined;
}

export interface Plan {
  readonly records: number;
  readonly shards: readonly ShardPlan[];
}

/**
 * Cuts the input into shards as a stream: every record becomes a line of one request file, or is answered by an earlier
 * request that is the same.
 *
 * @throws InputError for the first bad record, and for two records with one id.
 */
export async function plan(
  records: AsyncIterable<readonly InputRecord[]>,
  options: PlanOptions,
): Promise<Plan> {
  const { artifacts, batchId } = options;
  await using ids = new IdCheck(artifacts, `${batchFolder(batchId)}/ids`);
  const { source, ...planned } = await planPart(records, { ...options, ids, before: START });
  await requireSound(planned, { ids, artifacts, source });
  return planned;
}

/** What comes before a part of the input. */
export interface PartStart {
  readonly records: number;
  /** An estimate will do: it only names folders. */
  readonly shards: number;
}

const START: PartStart = { records: 0, shards: 0 };

export interface PartOptions extends PlanOptions {
  readonly ids: Ids;
  readonly before: PartStart;
  /** @default made anew, and gone with the part */
  readonly memory?: PlanMemory | undefined;
  /** Called when all requests are written, and only the disk has something to do. */
  readonly onCut?: (() => void) | undefined;
}

/** What takes much memory, and can serve one part after another. */
export interface PlanMemory extends Disposable {
  readonly earlier: Deduplicator | undefined;
  /** Of shards that are finished. */
  readonly buffers: ByteBuffer[];
}

export function planMemory(dedupe: Dedupe): PlanMemory {
  const earlier = createDeduplicator(dedupe);
  return { earlier, buffers: [], [Symbol.dispose]: () => earlier?.[Symbol.dispose]() };
}

export interface PlannedPart extends Plan {
  /** What errors call the input. */
  readonly source: string;
}

/** Cuts a part of an input into shards of its own, and notes the ids in it. @throws InputError for the first bad record */
export async function planPart(
  records: AsyncIterable<readonly InputRecord[]>,
  options: PartOptions,
): Promise<PlannedPart> {
  await using planner = new Planner(options);
  for await (const group of records) {
    options.signal?.throwIfAborted();
    for (const record of group) {
      const waiting = planner.add(record);
      if (waiting !== undefined) await waiting;
    }
    options.onProgress?.(planner.records);
  }
  // An input that an interrupt has cut off must not pass for a whole one.
  options.signal?.throwIfAborted();
  return await planner.finish();
}

/** @throws UsageError for an input without records, and InputError for two records with one id. */
export async function requireSound(
  { records, shards }: Plan,
  {
    ids,
    artifacts,
    source,
  }: { readonly ids: IdCheck; readonly artifacts: Artifacts; readonly source: string },
): Promise<void> {
  if (records === 0) {
    throw new UsageError("invalid_option", "The input has no records. Nothing was sent.");
  }
  const doubled = await ids.firstDoubled();
  if (doubled === undefined) return;
  const { first, second } = doubled;
  const id = await idAt(second.ordinal, shards, artifacts);
  throw new InputError(
    { source, line: second.line || second.ordinal, id },
    `the id ${JSON.stringify(id)} is that of line ${first.line || first.ordinal} too.`,
    { code: "duplicate_id" },
  );
}

async function idAt(
  ordinal: number,
  shards: readonly ShardPlan[],
  artifacts: Artifacts,
): Promise<string> {
  for (const shard of shards) {
    for await (const record of shardRecords(shard, artifacts)) {
      while (record.next()) if (record.ordinal === ordinal) return String(JSON.parse(record.id));
    }
  }
  return String(ordinal);
}

class Planner implements AsyncDisposable {
  readonly #options: PartOptions;
  readonly #ids: Ids;
  readonly #aliases: AliasWriters;
  readonly #memory: PlanMemory;
  readonly #earlier: Deduplicator | undefined;
  readonly #finished: ShardPlan[] = [];
  #started: number;
  #shard: ShardWriter | undefined;
  #finishing: Promise<void> = Promise.resolve();
  #source = "";
  /** All that have been read, those before this part too. */
  records: number;

  constructor(options: PartOptions) {
    const { artifacts, batchId, dedupe, ids, before, memory = planMemory(dedupe) } = options;
    this.#options = options;
    this.#ids = ids;
    this.records = before.records;
    this.#started = before.shards;
    this.#aliases = new AliasWriters(artifacts, batchId);
    this.#memory = memory;
    this.#earlier = memory.earlier;
  }

  /** A promise only where there is something to wait for, which is once in thousands of records. */
  add(record: InputRecord): Promise<void> | undefined {
    this.records += 1;
    this.#ids.add(record.id, this.records, record.line);
    const shard = this.#shard;
    if (this.#ids.full || shard === undefined || this.#isFull(shard))
      return this.#addSlowly(record);
    const placed = this.#place(record, shard);
    if (placed === false) return this.#addSlowly(record);
    if (placed !== true) return placed.then(() => undefined);
    return shard.full ? shard.flush() : undefined;
  }

  async #addSlowly(record: InputRecord): Promise<void> {
    this.#source = record.source;
    if (this.#ids.full) await this.#ids.spill();
    const shard = this.#shard;
    const placed =
      shard !== undefined && !this.#isFull(shard) && (await this.#place(record, shard));
    if (!placed) await this.#place(record, await this.#nextShard());
    if (this.#shard?.full === true) await this.#shard.flush();
  }

  #isFull(shard: ShardWriter): boolean {
    return shard.requests >= this.#options.limits.requests;
  }

  /** Puts the record into the shard; false where the shard has no room for it. */
  #place(record: InputRecord, shard: ShardWriter): boolean | Promise<true> {
    const { buffer } = shard;
    const start = buffer.length;
    const request = shard.requests + 1;
    const id = shard.customIds.of(request);
    const part = this.#options.template.write(buffer, id, record);
    const earlier = this.#earlier?.find(buffer, part.start, part.end);
    if (earlier !== undefined) {
      buffer.truncate(start);
      if (earlier.shard !== shard.start.number) return this.#addAlias(record, earlier);
      shard.addRecord(record.id, this.records, earlier.request);
      return true;
    }
    const bytes = buffer.length - start;
    const tokens = estimatedTokens(bytes);
    if (!this.#fits(record, shard, bytes, tokens)) {
      buffer.truncate(start);
      return false;
    }
    this.#earlier?.remember({ shard: shard.start.number, request });
    shard.countRequest(tokens);
    shard.addRecord(record.id, this.records, request);
    return true;
  }

  async #addAlias(record: InputRecord, earlier: EarlierRequest): Promise<true> {
    await this.#aliases.add(record.id, this.records, earlier);
    return true;
  }

  #fits(record: InputRecord, shard: ShardWriter, bytes: number, tokens: number): boolean {
    const { limits } = this.#options;
    if (bytes > limits.bytes) {
      throw new InputError(
        record,
        `the request has ${bytes} bytes, and a whole job may have ${limits.bytes}. Split the document.`,
      );
    }
    if (shard.requests === 0) return true;
    // The line is in the buffer already, and so in the bytes.
    return shard.bytes <= limits.bytes && shard.tokens + tokens <= limits.tokens;
  }

  async #nextShard(): Promise<ShardWriter> {
    await this.#finishShard();
    const { artifacts, batchId, setup } = this.#options;
    this.#started += 1;
    const start = {
      ...setup,
      number: this.#started,
      attempt: 1,
      setup: 0,
      nonce: newNonce(),
    };
    this.#shard = await ShardWriter.open(artifacts, batchId, start, this.#memory.buffers);
    this.#earlier?.nextShard();
    return this.#shard;
  }

  /** Lets the shard reach the disk while the next one is filled. */
  async #finishShard(): Promise<void> {
    await this.#finishing;
    const shard = this.#shard;
    this.#shard = undefined;
    if (shard === undefined) return;
    const finish = async () => {
      await using finishing = shard;
      this.#finished.push(await finishing.finish());
    };
    this.#finishing = finish();
    // Awaited with the next shard; until then a failure is kept, not unhandled.
    this.#finishing.catch(() => undefined);
  }

  async finish(): Promise<PlannedPart> {
    await this.#finishShard();
    this.#options.onCut?.();
    await this.#finishing;
    const shards = await this.#aliases.finish(this.#finished);
    const records = this.records - this.#options.before.records;
    return { records, shards, source: this.#source };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#options.memory === undefined) this.#memory[Symbol.dispose]();
    await this.#finishing.catch(() => undefined);
    await this.#shard?.[Symbol.asyncDispose]();
    await this.#aliases[Symbol.asyncDispose]();
  }
}
