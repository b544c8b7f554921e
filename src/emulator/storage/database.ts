import {
  DatabaseSync,
  type SQLInputValue,
  type SQLOutputValue,
  type StatementSync,
} from "node:sqlite";
import { StoreError } from "../../errors.ts";
import type { ProviderName } from "../faults/profile.ts";

/** How long a statement waits for another process's transaction, in milliseconds. */
const BUSY_TIMEOUT = 10_000;

/** Changes with the tables: what an emulator keeps is not worth a migration. */
const VERSION = 1;

const SCHEMA = `
  CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT;
  CREATE TABLE job (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    provider TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    input TEXT NOT NULL,
    accepted TEXT NOT NULL,
    body TEXT NOT NULL,
    phase TEXT NOT NULL,
    inspection TEXT,
    results TEXT,
    worker TEXT,
    beat_at INTEGER,
    done INTEGER NOT NULL DEFAULT 0,
    cancel_at INTEGER,
    looks INTEGER NOT NULL DEFAULT 0,
    deleted_at INTEGER
  ) STRICT;
  CREATE INDEX job_by_provider ON job (provider, number);
  CREATE TABLE file (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    provider TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    facts TEXT NOT NULL,
    deleted_at INTEGER
  ) STRICT;
  CREATE TABLE call (
    route TEXT PRIMARY KEY,
    count INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE profile (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    value TEXT NOT NULL
  ) STRICT;
  CREATE TABLE strike (
    profile INTEGER NOT NULL,
    rule INTEGER NOT NULL,
    occasion TEXT NOT NULL,
    PRIMARY KEY (profile, rule, occasion)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE occasion (
    profile INTEGER NOT NULL,
    rule INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (profile, rule)
  ) STRICT, WITHOUT ROWID;
`;

export type Row = Readonly<Record<string, SQLOutputValue>>;

/** The emulator's state, shared by all processes that serve the same directory. */
export class Database implements Disposable {
  readonly #connection: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(path: string) {
    this.#connection = new DatabaseSync(path, { timeout: BUSY_TIMEOUT });
    this.#connection.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
    this.transaction(() => this.#prepareTables(path));
  }

  #prepareTables(path: string): void {
    const version = integerOf(this.get("PRAGMA user_version") ?? {}, "user_version");
    if (version === VERSION) return;
    if (version !== 0) {
      this.#connection.close();
      throw new StoreError(
        "store_newer",
        `${path} was made by another version of the emulator. Remove it, or use another directory.`,
      );
    }
    this.#connection.exec(`${SCHEMA}; PRAGMA user_version = ${VERSION}`);
  }

  all(sql: string, ...values: readonly SQLInputValue[]): readonly Row[] {
    return this.#prepare(sql).all(...values);
  }

  get(sql: string, ...values: readonly SQLInputValue[]): Row | undefined {
    return this.#prepare(sql).get(...values);
  }

  /** Gives the number of rows that it changed. */
  run(sql: string, ...values: readonly SQLInputValue[]): number {
    return Number(this.#prepare(sql).run(...values).changes);
  }

  /**
   * Runs `work` as one transaction that holds the write lock from its start, since one that reads first could not wait.
   * Within a transaction it is part of that one.
   */
  transaction<T>(work: () => T): T {
    if (this.#connection.isTransaction) return work();
    this.#connection.exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      this.#connection.exec("COMMIT");
      return result;
    } catch (error) {
      if (this.#connection.isOpen) this.#connection.exec("ROLLBACK");
      throw error;
    }
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#connection.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  [Symbol.dispose](): void {
    this.#connection.close();
  }
}

export function providerOf(row: Row): ProviderName {
  const name = textOf(row, "provider");
  if (name === "openai" || name === "anthropic" || name === "google") return name;
  throw new TypeError(`There is no provider ${name}.`);
}

export function textOf(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== "string") throw new TypeError(`The column ${column} holds no text.`);
  return value;
}

export function integerOf(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== "number") throw new TypeError(`The column ${column} holds no number.`);
  return value;
}

export function optionalText(row: Row, column: string): string | undefined {
  const value = row[column];
  return typeof value === "string" ? value : undefined;
}

export function optionalInteger(row: Row, column: string): number | undefined {
  const value = row[column];
  return typeof value === "number" ? value : undefined;
}
