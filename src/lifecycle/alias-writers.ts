import type { Artifacts, ArtifactWriter } from "../store/artifacts.ts";
import type { ShardPlan } from "../store/batch.ts";
import { ByteBuffer } from "../util/byte-buffer.ts";
import { batchFolder, newNonce } from "./artifact-keys.ts";
import type { EarlierRequest } from "./dedupe.ts";
import type { RecordLine } from "./shard-records.ts";

interface AliasWriter {
  readonly file: ArtifactWriter;
  readonly buffer: ByteBuffer;
  records: number;
  firstOrdinal: number;
  lastOrdinal: number;
}

const WRITE_BYTES = 1 << 14;

/** Notes records that a request of an earlier shard answers, in a file beside that shard. */
export class AliasWriters implements AsyncDisposable {
  readonly #artifacts: Artifacts;
  readonly #batchId: string;
  /** Another process may be planning the same shards; each has files of its own. */
  readonly #token = newNonce();
  readonly #shards = new Map<number, AliasWriter>();

  constructor(artifacts: Artifacts, batchId: string) {
    this.#artifacts = artifacts;
    this.#batchId = batchId;
  }

  async add(id: string | undefined, ordinal: number, earlier: EarlierRequest): Promise<void> {
    const aliases = await this.#of(earlier.shard);
    if (aliases.records === 0) aliases.firstOrdinal = ordinal;
    aliases.records += 1;
    aliases.lastOrdinal = ordinal;
    const line: RecordLine = [id ?? null, ordinal, earlier.request];
    aliases.buffer.appendText(JSON.stringify(line));
    aliases.buffer.appendNewline();
    if (aliases.buffer.length >= WRITE_BYTES) await flush(aliases);
  }

  /** The shards with their aliases. */
  async finish(shards: readonly ShardPlan[]): Promise<readonly ShardPlan[]> {
    const finished: ShardPlan[] = [];
    for (const shard of shards) {
      const aliases = this.#shards.get(shard.number);
      if (aliases === undefined) {
        finished.push(shard);
        continue;
      }
      await flush(aliases);
      const { records, firstOrdinal, lastOrdinal } = aliases;
      const file = await aliases.file.commit(records);
      finished.push({ ...shard, aliases: { file, records, firstOrdinal, lastOrdinal } });
    }
    return finished;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { file } of this.#shards.values()) await file[Symbol.asyncDispose]();
  }

  async #of(number: number): Promise<AliasWriter> {
    const known = this.#shards.get(number);
    if (known !== undefined) return known;
    const folder = batchFolder(this.#batchId);
    const file = await this.#artifacts.create(`${folder}/aliases-${this.#token}-${number}.jsonl`);
    const buffer = new ByteBuffer(WRITE_BYTES);
    const made = { file, buffer, records: 0, firstOrdinal: 0, lastOrdinal: 0 };
    this.#shards.set(number, made);
    return made;
  }
}

async function flush({ file, buffer }: AliasWriter): Promise<void> {
  await file.write(buffer.view());
  buffer.truncate(0);
}
