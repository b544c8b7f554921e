import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import {
  CompiledQuery,
  type DatabaseConnection,
  Kysely,
  type SqliteDatabase,
  SqliteDialect,
  SqliteDriver,
  type SqliteStatement,
} from "kysely";
import { sqliteFault } from "./sqlite-fault.ts";
import type { Tables } from "./tables.ts";

/** How long a process waits for another one's transaction; they take milliseconds. */
const BUSY_TIMEOUT_MS = 10_000;

/** Opens the database file, or `:memory:`, as SQL of Kysely. */
export function openDatabase(path: string): Kysely<Tables> {
  const connection = sqliteFault(path, () => {
    const opened = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
    opened.exec("pragma journal_mode = wal");
    // A fact such as "this was submitted" must outlive a power cut.
    opened.exec("pragma synchronous = full");
    return opened;
  });
  return new Kysely<Tables>({ dialect: new ImmediateDialect(adapted(connection, path)) });
}

/** node:sqlite in the shape of better-sqlite3, which Kysely's dialect is written for. */
function adapted(connection: DatabaseSync, path: string): SqliteDatabase {
  return {
    close: () => connection.close(),
    prepare: (text): SqliteStatement => {
      const statement = sqliteFault(path, () => connection.prepare(text));
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => sqliteFault(path, () => statement.all(...inputs(parameters))),
        run: (parameters) => sqliteFault(path, () => statement.run(...inputs(parameters))),
        iterate: (parameters) => statement.iterate(...inputs(parameters)),
      };
    },
  };
}

/** Kysely's parameters are what the typed tables allow: texts, numbers and null. */
function inputs(parameters: readonly unknown[]): SQLInputValue[] {
  return parameters as SQLInputValue[]; // eslint-disable-line typescript/no-unsafe-type-assertion -- see above
}

class ImmediateDialect extends SqliteDialect {
  readonly #database: SqliteDatabase;

  constructor(database: SqliteDatabase) {
    super({ database });
    this.#database = database;
  }

  override createDriver(): SqliteDriver {
    return new ImmediateDriver({ database: this.#database });
  }
}

/** A transaction that reads first and writes later fails at once when another one writes in between, busy timeout or not. */
class ImmediateDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("begin immediate"));
  }
}
