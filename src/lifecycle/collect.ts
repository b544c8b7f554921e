import { requestNumber } from "../model/custom-id.ts";
import type { OutcomeKind, Reply, RequestError } from "../model/outcome.ts";
import type { Usage } from "../model/usage.ts";
import type { Codec } from "../providers/provider.ts";
import type { ArtifactInfo, Artifacts, ArtifactWriter } from "../store/artifacts.ts";
import type { RetryMode, Shard, ShardTotals } from "../store/batch.ts";
import type { ByteBuffer } from "../util/byte-buffer.ts";
import { forEachLine, wholeLines } from "../util/lines.ts";
import { textOfBytes } from "../util/utf8.ts";
import type { AnswerReader, Reading } from "./answer-reader.ts";
import { BufferedWriter } from "./buffered-writer.ts";
import { appendBareMiddle, appendMiddle, appendSucceeded, outcomeEnd } from "./outcome-line.ts";
import { type OutcomeGroup, OutcomeSorter } from "./outcome-sorter.ts";
import { type RequestIndex, requestIndex } from "./request-index.ts";
import { ResultReader } from "./result-reader.ts";
import { CollectBuffers } from "./collect-buffers.ts";
import { worthRetry } from "./worth-retry.ts";
import { aliasRecords, ownRecords, recordsAnswered, type RecordWalk } from "./shard-records.ts";

export interface CollectOptions {
  readonly shard: Shard;
  readonly artifacts: Artifacts;
  /** Prefix of the keys of what is written, unique to this try. */
  readonly folder: string;
  readonly codec: Codec;
  readonly reader: AnswerReader;
  /** Which outcomes may be submitted again; `none` where the attempts are used up. */
  readonly retry: RetryMode;
  /** What becomes of requests that no line names; undefined where nothing is known of them. */
  readonly unanswered: Reply | undefined;
  readonly signal: AbortSignal | undefined;
  /** Whether lines that are alike are read without being parsed. @default true */
  readonly byShape?: boolean | undefined;
  /** @default buffers of its own */
  readonly buffers?: CollectBuffers | undefined;
}

/** All that collecting a shard brought. */
export interface Collected {
  readonly outcomesFile: ArtifactInfo;
  readonly aliasOutcomesFile: ArtifactInfo | undefined;
  /** Requests that are worth another attempt. */
  readonly retryable: number;
  readonly totals: ShardTotals;
}

/**
 * Turns a job's result lines, in any order, into exactly one outcome per record, in the order of the input. Of two lines
 * for one request the first counts; a line for no request of the job is counted and left.
 */
export async function collect(options: CollectOptions): Promise<Collected> {
  await using files = new AsyncDisposableStack();
  const { outcomes, aliasOutcomes, ...found } = await write(options, files);
  return {
    ...found,
    outcomesFile: await outcomes.commit(),
    aliasOutcomesFile: await aliasOutcomes?.commit(),
  };
}

/** A file of outcomes that the disk has yet to take. */
interface WrittenOutcomes {
  readonly commit: () => Promise<ArtifactInfo>;
}

interface Written extends Pick<Collected, "retryable" | "totals"> {
  readonly outcomes: WrittenOutcomes;
  readonly aliasOutcomes: WrittenOutcomes | undefined;
}

/** @param files Takes the files, to be disposed of with it. */
async function write(options: CollectOptions, files: AsyncDisposableStack): Promise<Written> {
  const { shard, artifacts, folder, buffers = new CollectBuffers() } = options;
  using turns = new DisposableStack();
  turns.use(await buffers.take());
  await using sorter = new OutcomeSorter({
    positions: recordsAnswered(shard),
    artifacts,
    folder: `${folder}-sort`,
    expectedBytes: shard.resultFiles.reduce((sum, { bytes }) => sum + bytes, 0) * OUTCOME_SHARE,
    buffers: buffers.free,
  });
  const index = await requestIndex(shard, artifacts);
  const collector = new Collector(options, sorter, index);
  for (const file of shard.resultFiles) {
    for await (const block of wholeLines(artifacts.read(file))) await collector.take(block);
  }
  await collector.finish();
  return await collector.write(files);
}

/** Bytes of outcomes for those of result lines, where answers are short; the buffer takes no memory before it is used. */
const OUTCOME_SHARE = 0.4;

class Collector {
  readonly #options: CollectOptions;
  readonly #sorter: OutcomeSorter;
  readonly #index: RequestIndex;
  readonly #results: ResultReader;
  /** 1 by request that has its outcome. */
  readonly #seen: Uint8Array;
  readonly #kinds: Partial<Record<OutcomeKind, number>> = {};
  #retryable = 0;
  readonly #counts = {
    inputTokens: 0,
    outputTokens: 0,
    cachedInputTokens: 0,
    doubled: 0,
    foreign: 0,
    unreadable: 0,
  };

  constructor(options: CollectOptions, sorter: OutcomeSorter, index: RequestIndex) {
    this.#options = options;
    this.#sorter = sorter;
    this.#index = index;
    const { codec, byShape, reader } = options;
    const nested = reader.textIsJson && reader.jsonOutput;
    this.#results = new ResultReader(codec, { byShape, nested });
    this.#seen = new Uint8Array(options.shard.requests + 1);
  }

  /** Takes a block of whole result lines. */
  async take(block: Buffer): Promise<void> {
    this.#options.signal?.throwIfAborted();
    const later: Promise<void>[] = [];
    forEachLine(block, (start, end) => {
      if (start === end) return;
      const reading = this.#takeLine(block, start, end);
      if (reading !== undefined) later.push(reading);
    });
    if (later.length > 0) await Promise.all(later);
    if (this.#sorter.full) await this.#sorter.spill();
  }

  /** A promise only where the response model has to be waited for. */
  #takeLine(block: Buffer, start: number, end: number): Promise<void> | undefined {
    const { reader, shard } = this.#options;
    const result = this.#results.read(block, start, end);
    if (result === undefined) {
      this.#counts.unreadable += textOfBytes(block, start, end).trim() === "" ? 0 : 1;
      return undefined;
    }
    const { customId, reply } = result;
    const request = customId === undefined ? undefined : requestNumber(customId, shard.nonce);
    if (request === undefined || request < 1 || request > shard.requests) {
      this.#counts.foreign += 1;
      return undefined;
    }
    if (this.#seen[request] === 1) {
      this.#counts.doubled += 1;
      return undefined;
    }
    this.#seen[request] = 1;
    if (reply.kind !== "answered") {
      this.#settle(request, reply, undefined);
      return undefined;
    }
    const { value } = this.#results;
    // The value of an answer can be null.
    const reading = reader.read(value === undefined ? reply.answer : value);
    if (value !== undefined && !(reading instanceof Promise) && reading.ok) {
      this.#succeed(request, reply.usage, reading.data);
      return undefined;
    }
    const whole = this.#results.complete(reply);
    if (!(reading instanceof Promise)) {
      this.#settle(request, whole, reading);
      return undefined;
    }
    return reading.then((read) => this.#settle(request, whole, read));
  }

  readonly #appendData = (data: unknown, to: ByteBuffer): boolean =>
    this.#results.appendData(data, to);

  /** The same as `settle` does, for an answer that was read without its text. */
  #succeed(request: number, usage: Usage | undefined, data: unknown): void {
    appendSucceeded(this.#sorter.hold(), data, usage, this.#appendData);
    this.#assign(request, "succeeded");
    this.#countUsage(usage);
  }

  #settle(request: number, reply: Reply, reading: Reading | undefined): void {
    const kind = kindOf(reply, reading);
    appendMiddle(this.#sorter.hold(), reply, reading, this.#options.reader.jsonOutput);
    this.#assign(request, kind);
    this.#countUsage("usage" in reply ? reply.usage : undefined);
    const error = errorOf(reply);
    if (worthRetry({ kind, error }, this.#options.retry)) this.#retryable += 1;
  }

  /** Gives the outcome that was held last to the records of the request. */
  #assign(request: number, kind: OutcomeKind): void {
    for (let at = this.#index.first(request); at !== 0; at = this.#index.next(at)) {
      this.#sorter.assign(at);
      this.#kinds[kind] = (this.#kinds[kind] ?? 0) + 1;
    }
  }

  #countUsage(usage: Usage | undefined): void {
    if (usage === undefined) return;
    this.#counts.inputTokens += usage.inputTokens;
    this.#counts.outputTokens += usage.outputTokens;
    this.#counts.cachedInputTokens += usage.cachedInputTokens ?? 0;
  }

  /** Gives every request that no line named its outcome. */
  async finish(): Promise<void> {
    const { shard, retry, unanswered } = this.#options;
    const kind = unanswered === undefined ? "missing" : kindOf(unanswered, undefined);
    const again = worthRetry({ kind, error: errorOf(unanswered) }, retry);
    for (let request = 1; request <= shard.requests; request += 1) {
      if (this.#seen[request] === 1) continue;
      const held = this.#sorter.hold();
      if (unanswered === undefined) appendBareMiddle(held, "missing");
      else appendMiddle(held, unanswered, undefined, true);
      this.#assign(request, kind);
      if (again) this.#retryable += 1;
      if (this.#sorter.full) await this.#sorter.spill();
    }
  }

  /** Writes the outcomes of all records, in the order of the input. */
  async write(files: AsyncDisposableStack): Promise<Written> {
    const { shard, artifacts, folder } = this.#options;
    const outcomes = new OrderedOutcomes(this.#sorter, outcomeEnd(shard.attempt, shard.jobId));
    const fileOf = async (name: string, records: AsyncIterable<RecordWalk>) => {
      const file = files.use(await artifacts.create(`${folder}-${name}.jsonl`));
      const lines = await outcomes.write(records, file);
      return { commit: () => file.commit(lines) };
    };
    return {
      outcomes: await fileOf("outcomes", ownRecords(shard, artifacts)),
      aliasOutcomes:
        shard.aliases === undefined
          ? undefined
          : await fileOf("alias-outcomes", aliasRecords(shard, artifacts)),
      retryable: this.#retryable,
      totals: { kinds: this.#kinds, ...this.#counts },
    };
  }
}

/** Writes outcomes as lines, record by record. */
class OrderedOutcomes {
  readonly #groups: AsyncIterator<OutcomeGroup>;
  readonly #end: Buffer;
  #group: OutcomeGroup | undefined;
  #position = 0;

  constructor(sorter: OutcomeSorter, end: string) {
    this.#groups = sorter.groups();
    this.#end = Buffer.from(end);
  }

  /** Writes the outcomes of the next records, and gives how many there are. */
  async write(records: AsyncIterable<RecordWalk>, file: ArtifactWriter): Promise<number> {
    await using lines = new BufferedWriter(file);
    const before = this.#position;
    for await (const record of records) {
      while (record.next()) {
        this.#position += 1;
        if (this.#position > (this.#group?.last ?? 0)) await this.#nextGroup();
        const { buffer } = lines;
        buffer.appendText('{"id":');
        record.appendId(buffer);
        buffer.appendText(",");
        if (this.#group?.append(this.#position, buffer) !== true) {
          throw new Error(`no outcome at position ${this.#position}`);
        }
        buffer.appendBytes(this.#end);
        if (lines.full) await lines.flush();
      }
    }
    await lines.finish();
    return this.#position - before;
  }

  async #nextGroup(): Promise<void> {
    const { done, value } = await this.#groups.next();
    this.#group = done === true ? undefined : value;
  }
}

function errorOf(reply: Reply | undefined): RequestError | undefined {
  return reply?.kind === "errored" ? reply.error : undefined;
}

function kindOf(reply: Reply, reading: Reading | undefined): OutcomeKind {
  if (reply.kind !== "answered") return reply.kind;
  return reading?.ok === true ? "succeeded" : "invalid";
}
