import type { Artifacts, ArtifactWriter } from "../store/artifacts.ts";
import { ByteBuffer } from "../util/byte-buffer.ts";
import { BufferedWriter } from "./buffered-writer.ts";

export interface OutcomeSorterOptions {
  /** Positions are numbered from 1 to this. */
  readonly positions: number;
  readonly artifacts: Artifacts;
  /** Prefix of the keys of what goes to disk. */
  readonly folder: string;
  /** Bytes that are held in memory. @default 32 MB */
  readonly heldBytes?: number | undefined;
  /** About as many bytes as will be held; a buffer that has to grow leaves all that it was before as garbage. */
  readonly expectedBytes?: number | undefined;
  /** Buffers of sorters that are done, for the next ones. */
  readonly buffers?: ByteBuffer[] | undefined;
}

/** Outcomes of a range of positions. */
export interface OutcomeGroup {
  readonly first: number;
  readonly last: number;
  /** Appends the outcome at a position; false where none came. */
  readonly append: (position: number, to: ByteBuffer) => boolean;
}

const HELD_BYTES = 32 << 20;
const LEAST_BYTES = 1 << 16;
const MARGIN_BYTES = 2 << 20;

/**
 * Brings outcomes that come in any order into the order of the records, in bounded memory and linear time: they are held
 * in one buffer, and move into a file per range of positions when that grows too large.
 */
export class OutcomeSorter implements AsyncDisposable {
  readonly #options: OutcomeSorterOptions;
  readonly #heldBytes: number;
  readonly #held: ByteBuffer;
  #lastStart = 0;
  /** What is held, in the order it came: position, start and end in the buffer. */
  #entries: Uint32Array;
  /** Words of it that are used. */
  #used = 0;
  readonly #group = new Places();
  #buckets: Buckets | undefined;

  constructor(options: OutcomeSorterOptions) {
    this.#options = options;
    this.#heldBytes = options.heldBytes ?? HELD_BYTES;
    // What is spilled when it is full has grown a little beyond that.
    const most = this.#heldBytes + MARGIN_BYTES;
    this.#held =
      options.buffers?.pop() ??
      new ByteBuffer(Math.max(LEAST_BYTES, Math.min(options.expectedBytes ?? 0, most)));
    this.#entries = new Uint32Array(ENTRY_WORDS * Math.min(options.positions, MOST_ENTRIES));
  }

  /** Takes an outcome, which is to be appended to what this gives, and which `assign` then gives its places. */
  hold(): ByteBuffer {
    this.#lastStart = this.#held.length;
    return this.#held;
  }

  /** Puts the outcome that was held last at a position. */
  assign(position: number): void {
    const at = this.#used;
    if (at + ENTRY_WORDS > this.#entries.length) this.#grow();
    const entries = this.#entries;
    entries[at] = position;
    entries[at + 1] = this.#lastStart;
    entries[at + 2] = this.#held.length;
    this.#used = at + ENTRY_WORDS;
  }

  #grow(): void {
    const grown = new Uint32Array(2 * this.#entries.length + ENTRY_WORDS);
    grown.set(this.#entries);
    this.#entries = grown;
  }

  /** Whether so much is held that `spill` should be called. */
  get full(): boolean {
    return this.#held.length >= this.#heldBytes;
  }

  /** Moves what is held to disk, in the order it came: in another one, the memory of most would have to be fetched anew. */
  async spill(): Promise<void> {
    this.#buckets ??= new Buckets(this.#options, this.#positionsIn(this.#heldBytes / 2));
    for (let at = 0; at < this.#used; at += ENTRY_WORDS) {
      const [position = 0, start = 0, end = 0] = [
        this.#entries[at],
        this.#entries[at + 1],
        this.#entries[at + 2],
      ];
      const writing = this.#buckets.write(position, { from: this.#held, start, end });
      if (writing !== undefined) await writing;
    }
    this.#used = 0;
    this.#held.truncate(0);
  }

  /** How many positions have about so many bytes, by what has come so far. */
  #positionsIn(bytes: number): number {
    const positions = this.#used / ENTRY_WORDS;
    return Math.max(1, Math.floor((bytes * positions) / this.#held.length));
  }

  /** All outcomes in order, as many at a time as are in memory together. */
  async *groups(): AsyncGenerator<OutcomeGroup> {
    const { positions } = this.#options;
    const append = (position: number, to: ByteBuffer) => this.#append(position, to);
    if (this.#buckets === undefined) {
      this.#group.begin(1, positions);
      for (let at = 0; at < this.#used; at += ENTRY_WORDS) {
        const [start = 0, end = 0] = [this.#entries[at + 1], this.#entries[at + 2]];
        this.#group.set(this.#entries[at] ?? 0, start, end);
      }
      yield { first: 1, last: positions, append };
      return;
    }
    await this.spill();
    const { span } = this.#buckets;
    for (let first = 1; first <= positions; first += span) {
      const last = Math.min(positions, first + span - 1);
      this.#group.begin(first, last);
      await this.#load(this.#buckets.read(first));
      yield { first, last, append };
    }
  }

  #append(position: number, to: ByteBuffer): boolean {
    const end = this.#group.end(position);
    if (end === 0) return false;
    to.appendFrom(this.#held, this.#group.start(position), end);
    return true;
  }

  async #load(chunks: AsyncIterable<Uint8Array>): Promise<void> {
    this.#held.truncate(0);
    for await (const chunk of chunks) this.#held.appendBytes(chunk);
    const bytes = this.#held.view();
    for (let at = 0; at < bytes.length;) {
      const position = bytes.readUInt32LE(at);
      const start = at + HEADER_BYTES;
      at = start + bytes.readUInt32LE(at + 4);
      this.#group.set(position, start, at);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#held.truncate(0);
    this.#options.buffers?.push(this.#held);
    await this.#buckets?.[Symbol.asyncDispose]();
  }
}

const ENTRY_WORDS = 3;
/** Entries that there is room for from the start; more of them make it grow. */
const MOST_ENTRIES = 1 << 17;

/** Where the outcomes of a range of positions stand in the buffer; an end of 0 is nothing. */
class Places {
  #first = 1;
  #starts = new Uint32Array(0);
  #ends = new Uint32Array(0);

  /** Empty places from `first` to `last`. */
  begin(first: number, last: number): void {
    const places = last - first + 1;
    this.#first = first;
    if (this.#starts.length < places) {
      this.#starts = new Uint32Array(places);
      this.#ends = new Uint32Array(places);
    } else {
      this.#ends.fill(0);
    }
  }

  set(position: number, start: number, end: number): void {
    this.#starts[position - this.#first] = start;
    this.#ends[position - this.#first] = end;
  }

  start(position: number): number {
    return this.#starts[position - this.#first] ?? 0;
  }

  end(position: number): number {
    return this.#ends[position - this.#first] ?? 0;
  }
}

/** Before each outcome in a bucket: its position, and its length. */
const HEADER_BYTES = 8;
const WRITE_BYTES = 1 << 16;

/** Where an outcome stands: a view of each would be a lot of garbage. */
interface HeldOutcome {
  readonly from: ByteBuffer;
  readonly start: number;
  readonly end: number;
}

interface Bucket {
  readonly file: ArtifactWriter;
  readonly outcomes: BufferedWriter;
}

/** Files on disk, one per range of positions. */
class Buckets implements AsyncDisposable {
  readonly span: number;
  readonly #options: OutcomeSorterOptions;
  readonly #buckets = new Map<number, Bucket>();
  readonly #header = Buffer.alloc(HEADER_BYTES);

  constructor(options: OutcomeSorterOptions, span: number) {
    this.#options = options;
    this.span = span;
  }

  /** A promise only where there is something to wait for. */
  write(position: number, outcome: HeldOutcome): Promise<void> | undefined {
    const bucket = this.#buckets.get(this.#indexOf(position));
    if (bucket === undefined) {
      return this.#open(position).then((made) => this.#append(made, position, outcome));
    }
    return this.#append(bucket, position, outcome);
  }

  #append(
    { outcomes }: Bucket,
    position: number,
    { from, start, end }: HeldOutcome,
  ): Promise<void> | undefined {
    this.#header.writeUInt32LE(position, 0);
    this.#header.writeUInt32LE(end - start, 4);
    outcomes.buffer.appendBytes(this.#header);
    outcomes.buffer.appendFrom(from, start, end);
    return outcomes.full ? outcomes.flush() : undefined;
  }

  /** What the bucket of the position holds, in the order it came. */
  async *read(position: number): AsyncGenerator<Uint8Array> {
    const bucket = this.#buckets.get(this.#indexOf(position));
    if (bucket === undefined) return;
    await bucket.outcomes.finish();
    yield* this.#options.artifacts.read(await bucket.file.commit(0));
  }

  async #open(position: number): Promise<Bucket> {
    const index = this.#indexOf(position);
    const { artifacts, folder } = this.#options;
    const file = await artifacts.create(`${folder}/${index}`, { temporary: true });
    const made = { file, outcomes: new BufferedWriter(file, { writeBytes: WRITE_BYTES }) };
    this.#buckets.set(index, made);
    return made;
  }

  #indexOf(position: number): number {
    return Math.floor((position - 1) / this.span);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { file, outcomes } of this.#buckets.values()) {
      await outcomes[Symbol.asyncDispose]();
      await file[Symbol.asyncDispose]();
    }
    await this.#options.artifacts.remove(this.#options.folder);
  }
}
