import type { Artifacts, ArtifactWriter } from "../store/artifacts.ts";

/** Two records with one id: their places in the input. */
export interface DoubledId {
  readonly first: RecordPlace;
  readonly second: RecordPlace;
}

interface RecordPlace {
  readonly ordinal: number;
  readonly line: number;
}

const PARTITIONS = 64;
/** Words of an entry: a hash of 96 bits, the ordinal and the line. */
const WORDS = 5;
/** Entries that are held in memory before they go to disk: 10 MB. */
const MOST_HELD = 1 << 19;

/** Where ids are noted while records are read. */
export interface Ids {
  /** An id that the user gave; without one, the record's position is its id. */
  add(id: string | undefined, ordinal: number, line: number): void;
  /** Whether so much is held that `spill` should be called. */
  readonly full: boolean;
  spill(): Promise<void>;
}

/** Ids of a part of the input, which an `IdCheck` elsewhere takes. */
export interface NotedIds {
  /** Entries of ids that were given. */
  readonly named: Uint32Array<ArrayBuffer>;
  /** Ordinals of records without one. */
  readonly unnamed: Uint32Array<ArrayBuffer>;
}

/**
 * Finds records with the same id among any number, in memory that does not grow with them: ids are kept as hashes, in
 * partitions that move to disk when they are many. With 96 bits, ten million ids collide by chance once in 10^15 batches.
 */
export class IdCheck implements Ids, AsyncDisposable {
  readonly #artifacts: Artifacts;
  readonly #folder: string;
  readonly #partitions = Array.from({ length: PARTITIONS }, () => new Partition());
  readonly #unnamed = new OrdinalSet();
  #held = 0;
  #named = false;

  /** @param folder Prefix of the keys of what goes to disk. */
  constructor(artifacts: Artifacts, folder: string) {
    this.#artifacts = artifacts;
    this.#folder = folder;
  }

  add(id: string | undefined, ordinal: number, line: number): void {
    if (id === undefined) {
      this.#unnamed.add(ordinal);
      return;
    }
    this.#named = true;
    addHashed(this, id, ordinal, line);
  }

  /** Takes what was noted elsewhere, part by part in the order of the input. */
  addNoted({ named, unnamed }: NotedIds): void {
    for (const ordinal of unnamed) this.#unnamed.add(ordinal);
    this.#named ||= named.length > 0;
    for (let at = 0; at < named.length; at += WORDS) {
      this.addEntry(
        named[at] ?? 0,
        named[at + 1] ?? 0,
        named[at + 2] ?? 0,
        named[at + 3] ?? 0,
        named[at + 4] ?? 0,
      );
    }
  }

  addEntry(first: number, second: number, third: number, ordinal: number, line: number): void {
    this.#partitions[(first >>> 8) % PARTITIONS]?.addEntry(first, second, third, ordinal, line);
    this.#held += 1;
  }

  get full(): boolean {
    return this.#held >= MOST_HELD;
  }

  async spill(): Promise<void> {
    for (const [index, partition] of this.#partitions.entries()) {
      partition.writer ??= await this.#artifacts.create(`${this.#folder}/${index}`, {
        temporary: true,
      });
      await partition.spill(partition.writer);
    }
    this.#held = 0;
  }

  /** The first two records that share an id, if any do. */
  async firstDoubled(): Promise<DoubledId | undefined> {
    // Positions can only clash with ids that were given.
    if (this.#named) {
      for (const ordinal of this.#unnamed) {
        addHashed(this, String(ordinal), ordinal, 0);
        if (this.full) await this.spill();
      }
    }
    let earliest: DoubledId | undefined;
    for (const partition of this.#partitions) {
      const doubled = doubledIn(await partition.entries(this.#artifacts));
      if (doubled === undefined) continue;
      if (earliest === undefined || doubled.second.ordinal < earliest.second.ordinal) {
        earliest = doubled;
      }
    }
    return earliest;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const writers = this.#partitions.flatMap(({ writer }) => writer ?? []);
    for (const writer of writers) await writer[Symbol.asyncDispose]();
    if (writers.length > 0) await this.#artifacts.remove(this.#folder);
  }
}

/** Notes ids for an `IdCheck` in another thread. */
export class IdNotes implements Ids {
  readonly full = false;
  readonly #named = new Partition();
  readonly #unnamed: number[] = [];

  add(id: string | undefined, ordinal: number, line: number): void {
    if (id === undefined) this.#unnamed.push(ordinal);
    else addHashed(this.#named, id, ordinal, line);
  }

  async spill(): Promise<void> {
    // The notes of a part are small.
  }

  noted(): NotedIds {
    return { named: this.#named.words().slice(), unnamed: Uint32Array.from(this.#unnamed) };
  }
}

function addHashed(
  entries: Pick<Partition, "addEntry">,
  id: string,
  ordinal: number,
  line: number,
): void {
  let first = 0x811c9dc5;
  let second = 0x9747b28c;
  let third = 0x85ebca6b;
  for (let index = 0; index < id.length; index += 1) {
    const unit = id.charCodeAt(index);
    first = Math.imul(first ^ unit, 0x01000193);
    second = Math.imul(second ^ unit, 0x5bd1e995) ^ (second >>> 15);
    third = Math.imul(third + unit, 0xcc9e2d51) ^ (third >>> 13);
  }
  entries.addEntry(first, second, third, ordinal, line);
}

const GROWTH = 1.5;

/** The ids whose hashes fall into one partition. */
class Partition {
  /** Set once the partition has gone to disk. */
  writer: ArtifactWriter | undefined;
  #words = new Uint32Array(64 * WORDS);
  #used = 0;

  addEntry(first: number, second: number, third: number, ordinal: number, line: number): void {
    const at = this.#used;
    if (at + WORDS > this.#words.length) {
      const grown = new Uint32Array(Math.ceil((this.#words.length / WORDS) * GROWTH) * WORDS);
      grown.set(this.#words);
      this.#words = grown;
    }
    const words = this.#words;
    words[at] = first;
    words[at + 1] = second;
    words[at + 2] = third;
    words[at + 3] = ordinal;
    words[at + 4] = line;
    this.#used = at + WORDS;
  }

  async spill(writer: ArtifactWriter): Promise<void> {
    await writer.write(bytesOf(this.words()));
    this.#used = 0;
  }

  /** The entries in memory. */
  words(): Uint32Array {
    return this.#words.subarray(0, this.#used);
  }

  /** All entries, those on disk before those in memory, as they were added. */
  async entries(artifacts: Artifacts): Promise<Uint32Array> {
    if (this.writer === undefined) return this.words();
    await this.spill(this.writer);
    const artifact = await this.writer.commit(0);
    const all = new Uint32Array(artifact.bytes / Uint32Array.BYTES_PER_ELEMENT);
    let at = 0;
    for await (const chunk of artifacts.read(artifact)) {
      bytesOf(all).set(chunk, at);
      at += chunk.length;
    }
    return all;
  }
}

function bytesOf(words: Uint32Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}

function doubledIn(words: Uint32Array): DoubledId | undefined {
  // Where an entry with this hash stands, plus one; the next free place where that is taken.
  const size = 2 ** Math.ceil(Math.log2(Math.max(2, (2 * words.length) / WORDS)));
  const table = new Uint32Array(size);
  let earliest: DoubledId | undefined;
  for (let at = 0; at < words.length; at += WORDS) {
    let place = spread(words[at + 1] ?? 0) & (size - 1);
    let other = table[place] ?? 0;
    while (other !== 0 && !sameHash(words, other - 1, at)) {
      place = (place + 1) & (size - 1);
      other = table[place] ?? 0;
    }
    if (other === 0) {
      table[place] = at + 1;
      continue;
    }
    const pair = inOrder(placeAt(words, other - 1), placeAt(words, at));
    if (earliest === undefined || pair.second.ordinal < earliest.second.ordinal) earliest = pair;
  }
  return earliest;
}

/** Brings the high bits, which are the better mixed ones, to where a place is taken from. */
function spread(word: number): number {
  return Math.imul(word ^ (word >>> 15), 0x9e3779b1) >>> 7;
}

function sameHash(words: Uint32Array, one: number, other: number): boolean {
  return (
    words[one] === words[other] &&
    words[one + 1] === words[other + 1] &&
    words[one + 2] === words[other + 2]
  );
}

function placeAt(words: Uint32Array, at: number): RecordPlace {
  return { ordinal: words[at + 3] ?? 0, line: words[at + 4] ?? 0 };
}

function inOrder(one: RecordPlace, other: RecordPlace): DoubledId {
  return one.ordinal < other.ordinal
    ? { first: one, second: other }
    : { first: other, second: one };
}

/** Ordinals as bits: ten million take little more than a megabyte. */
class OrdinalSet {
  #bits = new Uint8Array(1 << 10);
  #last = 0;

  add(ordinal: number): void {
    if (ordinal >> 3 >= this.#bits.length) {
      const grown = new Uint8Array(Math.max(this.#bits.length * 2, (ordinal >> 3) + 1));
      grown.set(this.#bits);
      this.#bits = grown;
    }
    this.#bits[ordinal >> 3] = (this.#bits[ordinal >> 3] ?? 0) | (1 << (ordinal & 7));
    this.#last = ordinal;
  }

  *[Symbol.iterator](): Generator<number> {
    for (let ordinal = 1; ordinal <= this.#last; ordinal += 1) {
      if (((this.#bits[ordinal >> 3] ?? 0) >> (ordinal & 7)) & 1) yield ordinal;
    }
  }
}
