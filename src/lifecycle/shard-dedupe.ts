import { hash } from "node:crypto";
import type { ByteBuffer } from "../util/byte-buffer.ts";
import type { Deduplicator, EarlierRequest } from "./dedupe.ts";

/** Bytes of requests that are held for comparing. */
const HELD_BYTES = 24 << 20;
/** Other requests with the same checksum that are compared before checksums are given up. */
const MOST_ALIKE = 16;

/** A checksum of words; what is padded with zeros may have the same as what is not. */
type Checksum = (words: Uint32Array, start: number, end: number) => number;

export interface ShardDeduplicatorOptions {
  /** Bytes of requests that are held. @default 24 MB */
  readonly heldBytes?: number | undefined;
  /** @default one with a seed that nobody knows */
  readonly checksum?: Checksum | undefined;
}

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

  constructor({ heldBytes = HELD_BYTES, checksum = mixed }: ShardDeduplicatorOptions = {}) {
    this.#heldBytes = heldBytes;
    this.#exact = new ExactTable(heldBytes, checksum);
  }

  find(line: ByteBuffer, start: number, end: number): EarlierRequest | undefined {
    const request = this.#hashes
      ? this.#hashed.find(line.view(start, end))
      : this.#exact.find(line, start, end);
    return request === 0 ? undefined : { shard: this.#shard, request };
  }

  remember({ shard, request }: EarlierRequest): void {
    this.#shard = shard;
    if (this.#hashes) {
      this.#hashed.add(request);
      return;
    }
    this.#exact.add(request);
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

const WORD = Uint32Array.BYTES_PER_ELEMENT;
/** Bytes that are taken into the checksum in one step; each entry begins at a multiple of them. */
const STEP = 4 * WORD;

/** Requests with their bytes, found by a checksum. A request of 0 is none. */
class ExactTable {
  #bytes: Buffer;
  #words: Uint32Array;
  readonly #checksum: Checksum;
  /** Bytes of all entries, up to where the next one begins. */
  #held = 0;
  #starts = new Uint32Array(1024);
  #ends = new Uint32Array(1024);
  #requests = new Uint32Array(1024);
  #checksums = new Uint32Array(1024);
  #count = 0;
  /** Numbers of entries from 1, at the places that their checksums say or the next free ones. */
  #places = new Uint32Array(4096);
  /** What was asked for last: its bytes stand behind all entries already. */
  #asked = 0;
  #askedEnd = 0;
  /** How many other requests had the checksum of the last one. */
  alike = 0;

  /** @param heldBytes So much is put aside at once, and takes no memory before it is used; growing would leave garbage. */
  constructor(heldBytes: number, checksum: Checksum) {
    this.#bytes = Buffer.allocUnsafeSlow(steps(heldBytes + STEP));
    this.#words = wordsOf(this.#bytes);
    this.#checksum = checksum;
  }

  get bytes(): number {
    return this.#held;
  }

  find(line: ByteBuffer, from: number, to: number): number {
    const start = this.#held;
    const end = start + to - from;
    const padded = steps(end);
    if (padded > this.#bytes.length) this.#growBytes(padded);
    line.copy(this.#bytes, start, from, to);
    for (let at = end; at < padded; at += 1) this.#bytes[at] = 0;
    this.#askedEnd = end;
    this.#asked = this.#checksum(this.#words, start / WORD, padded / WORD);
    this.alike = 0;
    const mask = this.#places.length - 1;
    for (let place = this.#asked & mask; ; place = (place + 1) & mask) {
      const entry = this.#places[place] ?? 0;
      if (entry === 0) return 0;
      if (this.#checksums[entry] !== this.#asked) continue;
      if (this.#isAsked(entry)) return this.#requests[entry] ?? 0;
      this.alike += 1;
    }
  }

  #isAsked(entry: number): boolean {
    const start = this.#starts[entry];
    const end = this.#ends[entry];
    return this.#bytes.compare(this.#bytes, start, end, this.#held, this.#askedEnd) === 0;
  }

  /** Adds the request that `find` was last asked about. */
  add(request: number): void {
    this.#count += 1;
    if (this.#count >= this.#starts.length) this.#grow();
    this.#requests[this.#count] = request;
    this.#checksums[this.#count] = this.#asked;
    this.#starts[this.#count] = this.#held;
    this.#ends[this.#count] = this.#askedEnd;
    this.#held = steps(this.#askedEnd);
    this.#place(this.#count);
  }

  *entries(): Generator<readonly [request: number, body: Buffer]> {
    for (let entry = 1; entry <= this.#count; entry += 1) {
      const body = this.#bytes.subarray(this.#starts[entry], this.#ends[entry]);
      yield [this.#requests[entry] ?? 0, body];
    }
  }

  clear(): void {
    this.#held = 0;
    this.#places.fill(0);
    this.#count = 0;
  }

  #place(entry: number): void {
    const mask = this.#places.length - 1;
    let place = (this.#checksums[entry] ?? 0) & mask;
    while (this.#places[place] !== 0) place = (place + 1) & mask;
    this.#places[place] = entry;
  }

  #growBytes(needed: number): void {
    const grown = Buffer.allocUnsafeSlow(steps(needed * 2));
    this.#bytes.copy(grown, 0, 0, this.#held);
    this.#bytes = grown;
    this.#words = wordsOf(grown);
  }

  #grow(): void {
    this.#starts = doubled(this.#starts);
    this.#ends = doubled(this.#ends);
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

/** So many bytes, up to whole steps. */
function steps(bytes: number): number {
  return Math.ceil(bytes / STEP) * STEP;
}

function wordsOf(bytes: Buffer): Uint32Array {
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / WORD);
}

const [SEED = 0] = crypto.getRandomValues(new Uint32Array(1));

/** Four sums side by side, which the processor works on together: several times as fast as to call crc32. */
export const mixed: Checksum = (words, start, end) => {
  let first = SEED;
  let second = ~SEED;
  let third = SEED ^ 0x9e3779b9;
  let fourth = SEED ^ 0x85ebca6b;
  for (let at = start; at < end; at += 4) {
    first = mixedIn(first, words[at] ?? 0);
    second = mixedIn(second, words[at + 1] ?? 0);
    third = mixedIn(third, words[at + 2] ?? 0);
    fourth = mixedIn(fourth, words[at + 3] ?? 0);
  }
  const sum = mixedIn(mixedIn(mixedIn(first, second), third), fourth);
  return (sum ^ (sum >>> 16)) >>> 0;
};

/** Multiplying carries a bit upwards only, so that high ones are turned to where low ones are. */
function mixedIn(sum: number, word: number): number {
  const both = sum ^ Math.imul(word, 0xcc9e2d51);
  return Math.imul((both << 13) | (both >>> 19), 0x1b873593);
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
