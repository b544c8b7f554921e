import { requestNumber } from "../model/custom-id.ts";
import type { OutcomeKind, Reply } from "../model/outcome.ts";
import type { Codec } from "../providers/provider.ts";
import type { ArtifactInfo, Artifacts } from "../store/artifacts.ts";
import type { RetryMode, Shard, ShardTotals } from "../store/batch.ts";
import { ByteBuffer } from "../util/byte-buffer.ts";
import { forEachLine, wholeLines } from "../util/lines.ts";
import type { AnswerReader, Reading } from "./answer-reader.ts";
import { MISSING_MIDDLE, outcomeEnd, outcomeMiddle } from "./outcome-line.ts";
import { OutcomeSorter } from "./outcome-sorter.ts";
import { type RequestIndex, requestIndex } from "./request-index.ts";
import { retryOf } from "./retry-choice.ts";
import { RetryNotes } from "./retry-notes.ts";
import { shardRecords } from "./shard-records.ts";

export interface CollectOptions {
  readonly shard: Shard;
  readonly artifacts: Artifacts;
  /** Prefix of the keys of what is written, unique to this try. */
  readonly folder: string;
  readonly codec: Codec;
  readonly reader: AnswerReader;
  /** Which outcomes may be submitted again; `none` where the attempts are used up. */
  readonly retry: RetryMode;
  /** What becomes of requests that no line names. */
  readonly unanswered: "missing" | "cancelled" | "expired";
  readonly signal: AbortSignal | undefined;
}

/** All that collecting a shard brought. */
export interface Collected {
  readonly outcomesFile: ArtifactInfo;
  readonly retriesFile: ArtifactInfo | undefined;
  readonly retryable: number;
  readonly totals: ShardTotals;
}

/** Bytes that are gathered before they are written. */
const WRITE_BYTES = 1 << 20;

/**
 * Turns a job's result lines, in any order, into exactly one outcome per record, in the order of the input. Of two lines
 * for one request the first counts; a line for no request of the job is counted and left.
 */
export async function collect(options: CollectOptions): Promise<Collected> {
  const { shard, artifacts, folder } = options;
  await using sorter = new OutcomeSorter({
    positions: shard.records,
    artifacts,
    folder: `${folder}-sort`,
  });
  await using retries = new RetryNotes(artifacts, `${folder}-retries.jsonl`);
  const index = await requestIndex(shard, artifacts);
  const collector = new Collector(options, { sorter, retries, index });
  for (const file of shard.resultFiles) {
    for await (const block of wholeLines(artifacts.read(file))) await collector.take(block);
  }
  await collector.finish();
  return {
    outcomesFile: await collector.write(),
    retriesFile: await retries.finish(),
    retryable: retries.count,
    totals: collector.totals,
  };
}

interface Parts {
  readonly sorter: OutcomeSorter;
  readonly retries: RetryNotes;
  readonly index: RequestIndex;
}

class Collector {
  readonly #options: CollectOptions;
  readonly #parts: Parts;
  /** 1 by request that has its outcome. */
  readonly #seen: Uint8Array;
  readonly #kinds: Partial<Record<OutcomeKind, number>> = {};
  readonly #counts = {
    inputTokens: 0,
    outputTokens: 0,
    cachedInputTokens: 0,
    doubled: 0,
    foreign: 0,
    unreadable: 0,
  };

  constructor(options: CollectOptions, parts: Parts) {
    this.#options = options;
    this.#parts = parts;
    this.#seen = new Uint8Array(options.shard.requests + 1);
  }

  get totals(): ShardTotals {
    return { kinds: this.#kinds, ...this.#counts };
  }

  /** Takes a block of whole result lines. */
  async take(block: Buffer): Promise<void> {
    this.#options.signal?.throwIfAborted();
    const later: Promise<void>[] = [];
    forEachLine(block, (start, end) => {
      if (start === end) return;
      const reading = this.#takeLine(block.toString("utf8", start, end));
      if (reading !== undefined) later.push(reading);
    });
    if (later.length > 0) await Promise.all(later);
    if (this.#parts.sorter.full) await this.#parts.sorter.spill();
    if (this.#parts.retries.full) await this.#parts.retries.flush();
  }

  /** A promise only where the response model has to be waited for. */
  #takeLine(line: string): Promise<void> | undefined {
    const { codec, reader, shard } = this.#options;
    const parsed = parsedLine(line);
    if (parsed === undefined) {
      this.#counts.unreadable += line.trim() === "" ? 0 : 1;
      return undefined;
    }
    const { customId, reply } = codec.decodeResult(parsed);
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
    const reading = reader.read(reply.answer);
    if (!(reading instanceof Promise)) {
      this.#settle(request, reply, reading);
      return undefined;
    }
    return reading.then((read) => this.#settle(request, reply, read));
  }

  #settle(request: number, reply: Reply, reading: Reading | undefined): void {
    const { reader, retry } = this.#options;
    this.#place(request, kindOf(reply, reading), outcomeMiddle(reply, reading, reader.jsonOutput));
    this.#countUsage(reply);
    const again = retryOf(reply, reading, retry);
    if (again !== undefined) this.#parts.retries.add(request, again);
  }

  #place(request: number, kind: OutcomeKind, middle: string): void {
    const { sorter, index } = this.#parts;
    sorter.hold(middle);
    index.forEachPosition(request, (position) => {
      sorter.assign(position);
      this.#kinds[kind] = (this.#kinds[kind] ?? 0) + 1;
    });
  }

  #countUsage(reply: Reply): void {
    const usage = "usage" in reply ? reply.usage : undefined;
    if (usage === undefined) return;
    this.#counts.inputTokens += usage.inputTokens;
    this.#counts.outputTokens += usage.outputTokens;
    this.#counts.cachedInputTokens += usage.cachedInputTokens ?? 0;
  }

  /** Gives every request that no line named its outcome. */
  async finish(): Promise<void> {
    const { shard, retry, unanswered } = this.#options;
    const { sorter, retries } = this.#parts;
    const reply = unanswered === "missing" ? undefined : { kind: unanswered };
    for (let request = 1; request <= shard.requests; request += 1) {
      if (this.#seen[request] === 1) continue;
      const middle = reply === undefined ? MISSING_MIDDLE : outcomeMiddle(reply, undefined, true);
      this.#place(request, unanswered, middle);
      const again = retryOf(reply, undefined, retry);
      if (again !== undefined) retries.add(request, again);
      if (sorter.full) await sorter.spill();
      if (retries.full) await retries.flush();
    }
  }

  /** Writes the outcomes of all records, in the order of the input. */
  async write(): Promise<ArtifactInfo> {
    const { shard, artifacts, folder } = this.#options;
    await using file = await artifacts.create(`${folder}-outcomes.jsonl`);
    const end = Buffer.from(outcomeEnd(shard.attempt, shard.jobId));
    const buffer = new ByteBuffer(2 * WRITE_BYTES);
    const groups = this.#parts.sorter.groups();
    let group = (await groups.next()).value;
    let position = 0;
    for await (const records of shardRecords(shard, artifacts)) {
      for (const { id } of records) {
        position += 1;
        while (group !== undefined && position > group.last) group = (await groups.next()).value;
        buffer.appendText(`{"id":${id},`);
        buffer.appendBytes(group?.outcomeAt(position) ?? MISSING);
        buffer.appendBytes(end);
      }
      if (buffer.length < WRITE_BYTES) continue;
      await file.write(buffer.view());
      buffer.truncate(0);
    }
    await file.write(buffer.view());
    return await file.commit(position);
  }
}

const MISSING = Buffer.from(MISSING_MIDDLE);

function parsedLine(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}

function kindOf(reply: Reply, reading: Reading | undefined): OutcomeKind {
  if (reply.kind !== "answered") return reply.kind;
  return reading?.ok === true ? "succeeded" : "invalid";
}
