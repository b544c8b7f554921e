import { hash } from "node:crypto";
import { crc32 } from "node:zlib";
import { ByteBuffer } from "../util/byte-buffer.ts";
import type { Deduplicator, EarlierRequest } from "./dedupe.ts";

/** Bytes of requests that are held for comparing. */
const HELD_BYTES = 24 << 20;
/** Other requests with the same checksum that are compared before checksums are given up. */
const MOST_ALIKE = 16;

/**
 * Finds equal requests among those of one shard. Their bytes are held and compared, which costs the least; where they are
 * too many, or made to have the same checksum, their hashes take over.
 */
export class ShardDeduplicator implements Deduplicator {
  readonly #heldBytes: number;
  readonly #exact: ExactTable;
  readonly #hashed = new HashTable();
  #hashes = false;
  #shard = 0;

  constructor(heldBytes: number = HELD_BYTES) {
    this.#heldBytes = heldBytes;
    this.#exact = new ExactTable(heldBytes);
  }

  find(body: Buffer): EarlierRequest | undefined {
    const request = this.#hashes ? this.#hashed.find(body) : this.#exact.find(body);
    return request === 0 ? undefined : { shard: this.#shard, request };
  }

  remember(body: Buffer, { shard, request }: EarlierRequest): void {
    this.#shard = shard;
    if (this.#hashes) {
      this.#hashed.add(request);
      return;
    }
    this.#exact.add(body, request);
    if (this.#exact.bytes < this.#heldBytes && this.#exact.alike < MOST_ALIKE) return;
    this.#hashes = true;
    for (const [earlier, bytes] of this.#exact.entries()) {
      this.#hashed.find(bytes);
      this.#hashed.add(earlier);
    }
    this.#exact.clear();
  }

  nextShard(): void {
    this.#exact.clear();
    this.#hashed.clear();
    this.#hashes = false;
  }

  [Symbol.dispose](): void {
    this.nextShard();
  }
}

/** Requests with their bytes, found by a checksum. A request of 0 is none. */
class ExactTable {
  readonly #bytes: ByteBuffer;
  /** Where the bytes of the nth entry begin; the last one is where the next would. */
  #starts = new Uint32Array(1024);
  #requests = new Uint32Array(1024);
  #checksums = new Uint32Array(1024);
  #count = 0;
  /** Numbers of entries from 1, at the places that their checksums say or the next free ones. */
  #places = new Uint32Array(4096);
  #asked = 0;
  /** How many other requests had the checksum of the last one. */
  alike = 0;

  /** @param heldBytes So much is put aside at once, and takes no memory before it is used; growing would leave garbage. */
  constructor(heldBytes: number) {
    this.#bytes = new ByteBuffer(heldBytes);
  }

  get bytes(): number {
    return this.#bytes.length;
  }

  find(body: Buffer): number {
    this.#asked = crc32(body);
    this.alike = 0;
    const mask = this.#places.length - 1;
    for (let place = this.#asked & mask; ; place = (place + 1) & mask) {
      const entry = this.#places[place] ?? 0;
      if (entry === 0) return 0;
      if (this.#checksums[entry] !== this.#asked) continue;
      if (this.#bytesOf(entry).equals(body)) return this.#requests[entry] ?? 0;
      this.alike += 1;
    }
  }

  /** Adds the request that `find` was last asked about. */
  add(body: Buffer, request: number): void {
    this.#bytes.appendBytes(body);
    this.#count += 1;
    if (this.#count + 1 >= this.#starts.length) this.#grow();
    this.#requests[this.#count] = request;
    this.#checksums[this.#count] = this.#asked;
    this.#starts[this.#count + 1] = this.#bytes.length;
    this.#place(this.#count);
  }

  *entries(): Generator<readonly [request: number, body: Buffer]> {
    for (let entry = 1; entry <= this.#count; entry += 1) {
      yield [this.#requests[entry] ?? 0, this.#bytesOf(entry)];
    }
  }

  clear(): void {
    this.#bytes.truncate(0);
    this.#places.fill(0);
    this.#count = 0;
  }

  #bytesOf(entry: number): Buffer {
    return this.#bytes.view(this.#starts[entry], this.#starts[entry + 1]);
  }

  #place(entry: number): void {
    const mask = this.#places.length - 1;
    let place = (this.#checksums[entry] ?? 0) & mask;
    while (this.#places[place] !== 0) place = (place + 1) & mask;
    this.#places[place] = entry;
  }

  #grow(): void {
    this.#starts = doubled(this.#starts);
    this.#requests = doubled(this.#requests);
    this.#checksums = doubled(this.#checksums);
    this.#places = new Uint32Array(this.#places.length * 2);
    for (let entry = 1; entry < this.#count; entry += 1) this.#place(entry);
  }
}

function doubled(words: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(words.length * 2);
  larger.set(words);
  return larger;
}

/** Requests by the SHA-256 of their bytes. A request of 0 is none. */
class HashTable {
  readonly #requests = new Map<string, number>();
  #asked = "";

  find(body: Buffer): number {
    this.#asked = hash("sha256", body, "base64");
    return this.#requests.get(this.#asked) ?? 0;
  }

  /** Adds the request that `find` was last asked about. */
  add(request: number): void {
    this.#requests.set(this.#asked, request);
  }

  clear(): void {
    this.#requests.clear();
  }
}
