import type { Artifacts } from "../store/artifacts.ts";
import type { Shard } from "../store/batch.ts";
import { wholeLines } from "../util/lines.ts";
import { aliasRecords, ownRecords, type RecordWalk } from "./shard-records.ts";

const NEWLINE = 10;

/** Outcomes in a file, for records in the order of the input. */
export interface OutcomeRun {
  readonly shard: Shard;
  readonly firstOrdinal: number;
  readonly lastOrdinal: number;
  /** The lines, in blocks that are valid until the next is asked for. */
  readonly lines: () => AsyncIterable<Buffer>;
  /** The records of the lines, one for one. */
  readonly records: () => AsyncIterable<RecordWalk>;
}

/** The outcomes of a shard: those of its own records, and those of its aliases. */
export function outcomeRuns(shard: Shard, artifacts: Artifacts): readonly OutcomeRun[] {
  const { outcomesFile, aliases, aliasOutcomesFile } = shard;
  const runs: OutcomeRun[] = [];
  if (outcomesFile !== undefined) {
    runs.push({
      shard,
      firstOrdinal: shard.firstOrdinal,
      lastOrdinal: shard.lastOrdinal,
      lines: () => wholeLines(artifacts.read(outcomesFile)),
      records: () => ownRecords(shard, artifacts),
    });
  }
  if (aliases !== undefined && aliasOutcomesFile !== undefined) {
    runs.push({
      shard,
      firstOrdinal: aliases.firstOrdinal,
      lastOrdinal: aliases.lastOrdinal,
      lines: () => wholeLines(artifacts.read(aliasOutcomesFile)),
      records: () => aliasRecords(shard, artifacts),
    });
  }
  return runs;
}

/** Walks a run line by line. */
export class RunCursor {
  readonly run: OutcomeRun;
  readonly #lines: AsyncIterator<Buffer>;
  readonly #records: AsyncIterator<RecordWalk>;
  #block: Buffer = Buffer.alloc(0);
  #start = 0;
  #end = 0;
  #walk: RecordWalk | undefined;
  #ended = false;

  constructor(run: OutcomeRun) {
    this.run = run;
    this.#lines = run.lines()[Symbol.asyncIterator]();
    this.#records = run.records()[Symbol.asyncIterator]();
  }

  /** The one that the cursor is at; undefined at the end. */
  get record(): RecordWalk | undefined {
    return this.#ended ? undefined : this.#walk;
  }

  /** Of the record that the cursor is at; Infinity at the end. */
  get ordinal(): number {
    return this.record?.ordinal ?? Infinity;
  }

  /** The line that the cursor is at, with its newline. */
  get line(): Buffer {
    return this.#block.subarray(this.#start, this.#end);
  }

  /** Goes to the next line; a promise only where it has to be read first. */
  advance(): Promise<void> | undefined {
    if (this.#end >= this.#block.length || this.#walk?.next() !== true) return this.#read();
    this.#step();
    return undefined;
  }

  async #read(): Promise<void> {
    if (this.#end >= this.#block.length) {
      const { done, value } = await this.#lines.next();
      this.#block = done === true ? Buffer.alloc(0) : value;
      this.#end = 0;
    }
    while (this.#walk?.next() !== true) {
      const { done, value } = await this.#records.next();
      if (done === true) {
        this.#ended = true;
        return;
      }
      this.#walk = value;
    }
    this.#step();
  }

  #step(): void {
    this.#start = this.#end;
    const newline = this.#block.indexOf(NEWLINE, this.#start);
    this.#end = newline === -1 ? this.#block.length : newline + 1;
  }

  async close(): Promise<void> {
    await this.#lines.return?.();
    await this.#records.return?.();
  }
}
