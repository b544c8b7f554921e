import {
  DatabaseSync,
  type SQLInputValue,
  type SQLOutputValue,
  type StatementSync,
} from "node:sqlite";
import type { ProviderName } from "../faults/profile.ts";

/** How long a statement waits for another process's transaction, in milliseconds. */
const BUSY_TIMEOUT = 10_000;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS job (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    provider TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    accepted TEXT NOT NULL,
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
  CREATE INDEX IF NOT EXISTS job_by_provider ON job (provider, number);
  CREATE TABLE IF NOT EXISTS file (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    provider TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    facts TEXT NOT NULL,
    deleted_at INTEGER
  ) STRICT;
  CREATE TABLE IF NOT EXISTS call (
    route TEXT PRIMARY KEY,
    count INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS profile (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    value TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS strike (
    profile INTEGER NOT NULL,
    rule INTEGER NOT NULL,
    occasion TEXT NOT NULL,
    PRIMARY KEY (profile, rule, occasion)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS occasion (
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
    this.transaction(() => this.#connection.exec(SCHEMA));
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
      this.#connection.exec("ROLLBACK");
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
