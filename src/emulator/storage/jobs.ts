import type { SQLInputValue } from "node:sqlite";
import type { JsonObject } from "../../util/json.ts";
import type { JobFault, ProviderName } from "../faults/profile.ts";
import {
  integerOf,
  optionalInteger,
  optionalText,
  providerOf,
  textOf,
  type Database,
  type Row,
} from "./database.ts";

/** What is fixed when a job is accepted. */
export interface AcceptedJob {
  readonly model?: string | undefined;
  readonly endpoint?: string | undefined;
  /** Google's displayName. */
  readonly label?: string | undefined;
  /** OpenAI's metadata. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly inputFileId?: string | undefined;
  /** How many requests there are; undefined where the lines were not counted yet. */
  readonly requests?: number | undefined;
  /** Size and hash of the create's body. */
  readonly bodyBytes: number;
  readonly bodySha256: string;
  /** How long it is worked on, in milliseconds. */
  readonly workMs: number;
  /** After how long it expires, in milliseconds. */
  readonly windowMs: number;
  /** Share of the requests that is done when it expires; undefined for as much as the time gave. */
  readonly expiredShare?: number | undefined;
  /** The fault profile that was in force, by its id. */
  readonly profile?: number | undefined;
  readonly faults: readonly JobFault[];
  /** What only its provider asks for. */
  readonly options: JsonObject;
}

/** Why the requests of a job can't be worked on. */
export interface InspectionError {
  readonly code: string;
  /** 1-based; undefined for what is about the whole. */
  readonly line?: number | undefined;
  readonly message: string;
  readonly param?: string | undefined;
}

export interface Inspection {
  readonly requests: number;
  /** Tokens of all prompts, as they count towards the enqueued ones. */
  readonly tokens: number;
  readonly model?: string | undefined;
  readonly errors: readonly InspectionError[];
}

export interface OutcomeCounts {
  readonly succeeded: number;
  readonly errored: number;
  readonly canceled: number;
  readonly expired: number;
}

export interface TokenUsage {
  readonly input: number;
  readonly cached: number;
  readonly output: number;
  readonly reasoning: number;
}

export interface ResultFile {
  /** Name of the stored lines. */
  readonly stored: string;
  readonly bytes: number;
}

export interface JobResults {
  /** What was to be done; results of another plan are out of date. */
  readonly plan: string;
  readonly finishedAt: number;
  /** Undefined where there are no lines of the kind. */
  readonly outputFile: ResultFile | undefined;
  readonly errorFile: ResultFile | undefined;
  /** Ids under which the provider gives them out. */
  readonly outputFileId?: string | undefined;
  readonly errorFileId?: string | undefined;
  readonly counts: OutcomeCounts;
  readonly usage: TokenUsage;
}

/** `accepted` until its lines were read; `checked` when they can be worked on, `invalid` when not; `done` with results. */
export type Phase = "accepted" | "checked" | "invalid" | "done";

export interface Job {
  readonly number: number;
  readonly id: string;
  readonly provider: ProviderName;
  readonly createdAt: number;
  /** Name of the stored request lines. */
  readonly input: string;
  readonly accepted: AcceptedJob;
  readonly phase: Phase;
  readonly inspection: Inspection | undefined;
  readonly results: JobResults | undefined;
  /** The process that works on it, and when it last said so in real time. */
  readonly worker: string | undefined;
  readonly beatAt: number | undefined;
  /** Requests that were worked on so far. */
  readonly done: number;
  readonly cancelAt: number | undefined;
  /** How often it was looked at since it ended. */
  readonly looks: number;
  readonly deletedAt: number | undefined;
}

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
