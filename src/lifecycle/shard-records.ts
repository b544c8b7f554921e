import type { ShardPlan } from "../store/batch.ts";
import type { Artifacts } from "../store/artifacts.ts";
import type { ByteBuffer } from "../util/byte-buffer.ts";
import { newlineAfter, wholeLines } from "../util/lines.ts";
import { textOfBytes } from "../util/utf8.ts";

/**
 * Walks records of a shard, and says which of its requests answers each. One object for all of them: an object per record
 * would outlive the collector's young generation, and take its text along.
 */
export interface RecordWalk {
  /** Goes to the next record; false where there is none for now. */
  next(): boolean;
  /** 1-based position in the batch. */
  readonly ordinal: number;
  /** 1-based number of the request in the shard. */
  readonly request: number;
  /** As JSON, with its quotes, ready to be written. */
  readonly id: string;
  appendId(to: ByteBuffer): void;
}

/**
 * A line of a records file. A text is the id of the record that follows the one before and has the next request, and null
 * the same of a record that is known by its position; whatever is not so simple is written out as
 * `[id or null, ordinal, request]`.
 */
export type RecordLine = string | null | readonly [string | null, number, number];

/** The records that a shard was made for, in the order of the input: a walk, as often as there is more to walk. */
export function ownRecords(shard: ShardPlan, artifacts: Artifacts): AsyncIterable<RecordWalk> {
  return shard.recordsFile === undefined
    ? recordsByPosition(shard)
    : recordsIn(artifacts.read(shard.recordsFile), shard.firstOrdinal);
}

/** Records of later shards that one of the shard's requests answers too, in the order of the input. */
export async function* aliasRecords(
  shard: ShardPlan,
  artifacts: Artifacts,
): AsyncGenerator<RecordWalk> {
  if (shard.aliases !== undefined) yield* recordsIn(artifacts.read(shard.aliases.file), 0);
}

/** How many records get their outcome from a shard. */
export function recordsAnswered({ records, aliases }: ShardPlan): number {
  return records + (aliases?.records ?? 0);
}

/** All records that get their outcome from a shard, the aliases last. */
export async function* shardRecords(
  shard: ShardPlan,
  artifacts: Artifacts,
): AsyncGenerator<RecordWalk> {
  yield* ownRecords(shard, artifacts);
  yield* aliasRecords(shard, artifacts);
}

async function* recordsIn(
  chunks: AsyncIterable<Uint8Array>,
  firstOrdinal: number,
): AsyncGenerator<RecordWalk> {
  const walk = new WrittenRecords(firstOrdinal);
  for await (const block of wholeLines(chunks)) {
    walk.enter(block);
    yield walk;
  }
}

const QUOTE = 0x22;

/** Records as a file has them. */
class WrittenRecords implements RecordWalk {
  ordinal: number;
  request = 0;
  #highest = 0;
  #block: Buffer = Buffer.alloc(0);
  #start = 0;
  /** Of the line, where its newline stands. */
  #end = -1;
  /** Undefined where the line is the id. */
  #id: string | undefined;

  constructor(firstOrdinal: number) {
    this.ordinal = firstOrdinal - 1;
  }

  enter(block: Buffer): void {
    this.#block = block;
    this.#end = -1;
  }

  next(): boolean {
    const start = this.#end + 1;
    if (start >= this.#block.length) return false;
    this.#start = start;
    this.#end = newlineAfter(this.#block, start);
    this.ordinal += 1;
    this.#id = undefined;
    if (this.#block[start] === QUOTE) {
      this.#highest += 1;
      this.request = this.#highest;
    } else {
      this.#readUnusual(JSON.parse(this.#line));
    }
    return true;
  }

  get id(): string {
    return this.#id ?? this.#line;
  }

  appendId(to: ByteBuffer): void {
    if (this.#id === undefined) to.appendRange(this.#block, this.#start, this.#end);
    else to.appendText(this.#id);
  }

  get #line(): string {
    return textOfBytes(this.#block, this.#start, this.#end);
  }

  #readUnusual(line: Exclude<RecordLine, string>): void {
    if (line === null) {
      this.#highest += 1;
      this.request = this.#highest;
      this.#id = idJson(null, this.ordinal);
      return;
    }
    const [id, ordinal, request] = line;
    this.ordinal = ordinal;
    this.request = request;
    this.#highest = Math.max(this.#highest, request);
    this.#id = idJson(id, ordinal);
  }
}

// oxlint-disable-next-line require-await, typescript/require-await -- one of two sources, and the other reads a file
async function* recordsByPosition(shard: ShardPlan): AsyncGenerator<RecordWalk> {
  yield new CountedRecords(shard);
}

/** Records that are known by their positions, each with a request of its own. */
class CountedRecords implements RecordWalk {
  request = 0;
  readonly #first: number;
  readonly #requests: number;

  constructor({ firstOrdinal, requests }: ShardPlan) {
    this.#first = firstOrdinal;
    this.#requests = requests;
  }

  next(): boolean {
    if (this.request >= this.#requests) return false;
    this.request += 1;
    return true;
  }

  get ordinal(): number {
    return this.#first + this.request - 1;
  }

  get id(): string {
    return idJson(null, this.ordinal);
  }

  appendId(to: ByteBuffer): void {
    to.appendText(this.id);
  }
}

/** The position serves where there is no id. */
function idJson(id: string | null, ordinal: number): string {
  return id === null ? `"${ordinal}"` : JSON.stringify(id);
}
