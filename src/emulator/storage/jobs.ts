import type { SQLInputValue } from "node:sqlite";
import type { ProviderName } from "../faults/profile.ts";
import {
  integerOf,
  optionalInteger,
  optionalText,
  providerOf,
  textOf,
  type Database,
  type Row,
} from "./database.ts";
import type { AcceptedJob, Inspection, Job, JobResults, Phase } from "./job.ts";

/** What may change in a job; undefined members stay as they are. */
export interface JobChange {
  readonly phase?: Phase;
  readonly inspection?: Inspection;
  readonly results?: JobResults;
  readonly worker?: string | null;
  readonly beatAt?: number;
  readonly done?: number;
  readonly cancelAt?: number;
  readonly looks?: number;
  readonly deletedAt?: number;
}

export interface AddedJob extends Pick<
  Job,
  "id" | "provider" | "createdAt" | "input" | "accepted"
> {
  /** The create's body, or its beginning. */
  readonly body: string;
}

/** Columns without the body, which is only for looking at. */
const COLUMNS =
  "number, id, provider, created_at, input, accepted, phase, inspection, results, worker, beat_at, done, cancel_at, looks, deleted_at";

export class Jobs {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  add(job: AddedJob): Job {
    const row = this.#database.get(
      `INSERT INTO job (id, provider, created_at, input, accepted, body, phase)
         VALUES (?, ?, ?, ?, ?, ?, 'accepted') RETURNING ${COLUMNS}`,
      job.id,
      job.provider,
      job.createdAt,
      job.input,
      JSON.stringify(job.accepted),
      job.body,
    );
    if (row === undefined) throw new Error("The job was not stored.");
    return decode(row);
  }

  /** The number that the next job will have: what its faults are drawn by. */
  nextNumber(): number {
    const row = this.#database.get("SELECT seq FROM sqlite_sequence WHERE name = 'job'");
    return row === undefined ? 1 : integerOf(row, "seq") + 1;
  }

  get(number: number): Job | undefined {
    const row = this.#database.get(`SELECT ${COLUMNS} FROM job WHERE number = ?`, number);
    return row && decode(row);
  }

  find(provider: ProviderName, id: string): Job | undefined {
    const row = this.#database.get(
      `SELECT ${COLUMNS} FROM job WHERE provider = ? AND id = ? AND deleted_at IS NULL`,
      provider,
      id,
    );
    return row && decode(row);
  }

  /** Newest first, from before the given number. */
  list(
    provider: ProviderName,
    { before, limit }: { readonly before?: number | undefined; readonly limit: number },
  ): readonly Job[] {
    const rows = this.#database.all(
      `SELECT ${COLUMNS} FROM job WHERE provider = ? AND number < ? AND deleted_at IS NULL ORDER BY number DESC LIMIT ?`,
      provider,
      before ?? Number.MAX_SAFE_INTEGER,
      limit,
    );
    return rows.map(decode);
  }

  /** Newer ones than the given, the nearest of them, newest first. */
  listAfter(provider: ProviderName, after: number, limit: number): readonly Job[] {
    const rows = this.#database.all(
      `SELECT ${COLUMNS} FROM job WHERE provider = ? AND number > ? AND deleted_at IS NULL ORDER BY number LIMIT ?`,
      provider,
      after,
      limit,
    );
    return rows.map(decode).toReversed();
  }

  /** All of them, in the order in which they were accepted, deleted ones too. */
  all(): readonly Job[] {
    return this.#database.all(`SELECT ${COLUMNS} FROM job ORDER BY number`).map(decode);
  }

  /** Those of a provider that were accepted after a moment, or are not done, deleted ones left out. */
  recent(provider: ProviderName, after: number): readonly Job[] {
    const rows = this.#database.all(
      `SELECT ${COLUMNS} FROM job WHERE provider = ? AND deleted_at IS NULL
         AND (created_at > ? OR phase IN ('accepted', 'checked')) ORDER BY number`,
      provider,
      after,
    );
    return rows.map(decode);
  }

  /** Those that read the stored lines of this name. */
  reading(input: string): readonly Job[] {
    return this.#database
      .all(`SELECT ${COLUMNS} FROM job WHERE input = ? ORDER BY number`, input)
      .map(decode);
  }

  /** The create's body, or its beginning. */
  body(number: number): string {
    const row = this.#database.get("SELECT body FROM job WHERE number = ?", number);
    return row === undefined ? "" : textOf(row, "body");
  }

  /** Changes a job, on condition that this process works on it where `worker` is given; tells whether it did. */
  change(
    number: number,
    change: JobChange,
    { worker }: { readonly worker?: string } = {},
  ): boolean {
    const columns = Object.entries(encode(change)).filter(([, value]) => value !== undefined);
    const assignments = columns.map(([column]) => `${column} = ?`).join(", ");
    const values = columns.map(([, value]) => value ?? null);
    const condition = worker === undefined ? "" : " AND worker = ?";
    const bound = worker === undefined ? [] : [worker];
    const sql = `UPDATE job SET ${assignments} WHERE number = ?${condition}`;
    return this.#database.run(sql, ...values, number, ...bound) > 0;
  }

  /** Takes a job over from whoever had it, unless somebody else was quicker. */
  claim(
    number: number,
    {
      worker,
      from,
      at,
    }: { readonly worker: string; readonly from: string | undefined; readonly at: number },
  ): boolean {
    return (
      this.#database.run(
        "UPDATE job SET worker = ?, beat_at = ?, done = 0 WHERE number = ? AND worker IS ?",
        worker,
        at,
        number,
        from ?? null,
      ) > 0
    );
  }

  countLook(number: number): number {
    const row = this.#database.get(
      "UPDATE job SET looks = looks + 1 WHERE number = ? RETURNING looks",
      number,
    );
    return row === undefined ? 0 : integerOf(row, "looks");
  }

  clear(): void {
    this.#database.run("DELETE FROM job");
    this.#database.run("DELETE FROM sqlite_sequence WHERE name = 'job'");
  }
}

function encode(change: JobChange): Readonly<Record<string, SQLInputValue | undefined>> {
  return {
    phase: change.phase,
    inspection: change.inspection && JSON.stringify(change.inspection),
    results: change.results && JSON.stringify(change.results),
    worker: change.worker,
    beat_at: change.beatAt,
    done: change.done,
    cancel_at: change.cancelAt,
    looks: change.looks,
    deleted_at: change.deletedAt,
  };
}

function decode(row: Row): Job {
  const accepted: AcceptedJob = JSON.parse(textOf(row, "accepted"));
  const inspection = optionalText(row, "inspection");
  const results = optionalText(row, "results");
  const checked: Inspection | undefined = inspection && JSON.parse(inspection);
  const finished: JobResults | undefined = results && JSON.parse(results);
  return {
    number: integerOf(row, "number"),
    id: textOf(row, "id"),
    provider: providerOf(row),
    createdAt: integerOf(row, "created_at"),
    input: textOf(row, "input"),
    accepted,
    phase: phaseOf(row),
    inspection: checked,
    results: finished,
    worker: optionalText(row, "worker"),
    beatAt: optionalInteger(row, "beat_at"),
    done: integerOf(row, "done"),
    cancelAt: optionalInteger(row, "cancel_at"),
    looks: integerOf(row, "looks"),
    deletedAt: optionalInteger(row, "deleted_at"),
  };
}

function phaseOf(row: Row): Phase {
  const phase = textOf(row, "phase");
  if (phase === "accepted" || phase === "checked" || phase === "invalid" || phase === "done")
    return phase;
  throw new TypeError(`There is no phase ${phase}.`);
}
