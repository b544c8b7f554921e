import { hash } from "node:crypto";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { Dedupe } from "../store/batch.ts";
import type { ByteBuffer } from "../util/byte-buffer.ts";
import { ShardDeduplicator } from "./shard-dedupe.ts";

/** A request that was written before. */
export interface EarlierRequest {
  /** Number of its shard. */
  readonly shard: number;
  /** Its number in the shard. */
  readonly request: number;
}

/** Finds requests that are equal to one before. */
export interface Deduplicator extends Disposable {
  /** The request that had the same part of its line, if there was one. */
  find(line: ByteBuffer, start: number, end: number): EarlierRequest | undefined;
  /** Remembers the part that `find` was last asked about. */
  remember(request: EarlierRequest): void;
  /** The next request is in another shard. */
  nextShard(): void;
}

/** Undefined where nothing is to be found. */
export function createDeduplicator(dedupe: Dedupe): Deduplicator | undefined {
  switch (dedupe) {
    case "none":
      return undefined;
    case "shard":
      return new ShardDeduplicator();
    case "batch":
      return new BatchDeduplicator();
  }
}

/** Remembers the hashes of all shards, on disk. */
class BatchDeduplicator implements Deduplicator {
  // SQLite keeps a database without a name in a temporary file, which is gone when it is closed.
  readonly #database = new DatabaseSync("");
  readonly #select: StatementSync;
  readonly #insert: StatementSync;
  #asked: Buffer = Buffer.alloc(0);

  constructor() {
    this.#database.exec("pragma journal_mode = off; pragma synchronous = off");
    this.#database.exec(
      "create table seen (hash blob primary key, shard integer, request integer) without rowid",
    );
    this.#database.exec("begin");
    this.#select = this.#database.prepare("select shard, request from seen where hash = ?");
    this.#insert = this.#database.prepare("insert into seen values (?, ?, ?)");
  }

  find(line: ByteBuffer, start: number, end: number): EarlierRequest | undefined {
    this.#asked = hash("sha256", line.view(start, end), "buffer");
    const row = this.#select.get(this.#asked);
    return row === undefined
      ? undefined
      : { shard: Number(row["shard"]), request: Number(row["request"]) };
  }

  remember({ shard, request }: EarlierRequest): void {
    this.#insert.run(this.#asked, shard, request);
  }

  nextShard(): void {
    // Earlier shards are what this is for.
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}
