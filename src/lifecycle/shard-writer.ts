import { CustomIds } from "../model/custom-id.ts";
import type { Artifacts, ArtifactWriter } from "../store/artifacts.ts";
import type { ShardPlan } from "../store/batch.ts";
import { ByteBuffer } from "../util/byte-buffer.ts";
import { requestsKey, shardFolder } from "./artifact-keys.ts";
import { BufferedWriter } from "./buffered-writer.ts";
import type { RecordLine } from "./shard-records.ts";

/** What is known of a shard before its first request. */
export type ShardStart = Pick<
  ShardPlan,
  "number" | "attempt" | "setup" | "provider" | "model" | "nonce"
>;

/** Writes the files of one shard while its requests come. */
export class ShardWriter implements AsyncDisposable {
  readonly start: ShardStart;
  readonly customIds: CustomIds;
  readonly #requests: ArtifactWriter;
  readonly #lines: BufferedWriter;
  readonly #records: RecordsWriter;
  #requestCount = 0;
  #tokens = 0;

  /** @param pool Buffers of shards that are finished, for the next ones: new ones would be a lot of garbage. */
  static async open(
    artifacts: Artifacts,
    batchId: string,
    start: ShardStart,
    pool: ByteBuffer[],
  ): Promise<ShardWriter> {
    const folder = shardFolder(batchId, start);
    const requests = await artifacts.create(requestsKey(folder));
    return new ShardWriter(
      start,
      requests,
      new RecordsWriter(artifacts, `${folder}/records.jsonl`),
      pool,
    );
  }

  private constructor(
    start: ShardStart,
    requests: ArtifactWriter,
    records: RecordsWriter,
    pool: ByteBuffer[],
  ) {
    this.start = start;
    this.customIds = new CustomIds(start.nonce);
    this.#requests = requests;
    this.#lines = new BufferedWriter(requests, { pool });
    this.#records = records;
  }

  /** Where the caller appends request lines; another one after each flush. */
  get buffer(): ByteBuffer {
    return this.#lines.buffer;
  }

  /** Of all request lines so far. */
  get bytes(): number {
    return this.#lines.bytes;
  }

  get requests(): number {
    return this.#requestCount;
  }

  get tokens(): number {
    return this.#tokens;
  }

  /** Counts the request whose line was just appended to the buffer. */
  countRequest(tokens: number): void {
    this.#requestCount += 1;
    this.#tokens += tokens;
  }

  /** Notes a record, and which request answers it. */
  addRecord(id: string | undefined, ordinal: number, request: number): void {
    this.#records.add(id, ordinal, request);
  }

  /** Whether so much is gathered that `flush` should be called. */
  get full(): boolean {
    return this.#lines.full || this.#records.full;
  }

  /** Sends what is gathered on its way. */
  async flush(): Promise<void> {
    await this.#lines.flush();
    if (this.#records.full) await this.#records.flush();
  }

  async finish(): Promise<ShardPlan> {
    await this.#lines.finish();
    const requestsFile = await this.#requests.commit(this.#requestCount);
    const { first, last, count } = this.#records;
    return {
      ...this.start,
      firstOrdinal: first,
      lastOrdinal: last,
      records: count,
      requests: this.#requestCount,
      tokens: Math.ceil(this.#tokens),
      requestsFile,
      recordsFile: await this.#records.finish(),
      aliases: undefined,
      supersedes: {},
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#lines[Symbol.asyncDispose]();
    await this.#requests[Symbol.asyncDispose]();
    await this.#records[Symbol.asyncDispose]();
  }
}

/** Bytes of a records file that are gathered before they are written. */
const RECORDS_BYTES = 1 << 18;

/** Writes a records file, but only where the records are not simply one per request, in order and known by position. */
class RecordsWriter implements AsyncDisposable {
  readonly #artifacts: Artifacts;
  readonly #key: string;
  readonly #buffer = new ByteBuffer();
  #file: ArtifactWriter | undefined;
  #simple = true;
  #highest = 0;
  first = 0;
  last = 0;
  count = 0;

  constructor(artifacts: Artifacts, key: string) {
    this.#artifacts = artifacts;
    this.#key = key;
  }

  add(id: string | undefined, ordinal: number, request: number): void {
    const follows = this.count === 0 || ordinal === this.last + 1;
    const regular = follows && request === this.#highest + 1;
    if (this.#simple && (id !== undefined || !regular)) this.#writeSimple();
    if (this.count === 0) this.first = ordinal;
    this.count += 1;
    this.last = ordinal;
    this.#highest = Math.max(this.#highest, request);
    if (!this.#simple) this.#append(regular ? (id ?? null) : [id ?? null, ordinal, request]);
  }

  get full(): boolean {
    return this.#buffer.length >= RECORDS_BYTES;
  }

  async flush(): Promise<void> {
    if (this.#simple) return;
    this.#file ??= await this.#artifacts.create(this.#key);
    await this.#file.write(this.#buffer.view());
    this.#buffer.truncate(0);
  }

  async finish(): Promise<ShardPlan["recordsFile"]> {
    await this.flush();
    return await this.#file?.commit(this.count);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file?.[Symbol.asyncDispose]();
  }

  /** The records until now were simple, and no file was needed for them. */
  #writeSimple(): void {
    this.#simple = false;
    for (let index = 0; index < this.count; index += 1) this.#append(null);
  }

  #append(line: RecordLine): void {
    this.#buffer.appendText(JSON.stringify(line));
    this.#buffer.appendNewline();
  }
}
