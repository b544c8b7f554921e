import {
  integerOf,
  optionalInteger,
  providerOf,
  textOf,
  type Database,
  type Row,
} from "./database.ts";
import type { ProviderName } from "../faults/profile.ts";

/** What is known of a file beside its bytes. */
interface FileFacts {
  /** Name of its bytes in the folder. */
  readonly stored: string;
  readonly bytes: number;
  /** How many lines it has; undefined where nobody counted. */
  readonly lines?: number | undefined;
  /** As the client named it. */
  readonly name: string;
  /** OpenAI's purpose. */
  readonly purpose?: string | undefined;
  /** Google's. */
  readonly mimeType?: string | undefined;
  readonly displayName?: string | undefined;
  /** Base64 of the SHA-256 of its bytes. */
  readonly sha256?: string | undefined;
  /** Made by the service, not uploaded. */
  readonly generated?: boolean | undefined;
}

export interface StoredFile extends FileFacts {
  readonly number: number;
  readonly id: string;
  readonly provider: ProviderName;
  /** Milliseconds of the emulator's clock, as all times are. */
  readonly createdAt: number;
  readonly expiresAt: number | undefined;
}

export interface NewFile extends FileFacts {
  readonly id: string;
  readonly provider: ProviderName;
  readonly createdAt: number;
  readonly expiresAt?: number | undefined;
}

/** A page of a list, newest first. */
export interface PageRequest {
  readonly provider: ProviderName;
  readonly limit: number;
  /** Leaves out everything from this number on: what comes after it in the list. */
  readonly before?: number | undefined;
  readonly now: number;
}

export class Files {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  add({ id, provider, createdAt, expiresAt, ...facts }: NewFile): StoredFile {
    const row = this.#database.get(
      "INSERT INTO file (id, provider, created_at, expires_at, facts) VALUES (?, ?, ?, ?, ?) RETURNING *",
      id,
      provider,
      createdAt,
      expiresAt ?? null,
      JSON.stringify(facts),
    );
    if (row === undefined) throw new Error("The file was not stored.");
    return decode(row);
  }

  /** Undefined for a file that is unknown, deleted or expired, or that is not there before a later time. */
  find(provider: ProviderName, id: string, now: number): StoredFile | undefined {
    const row = this.#database.get(
      `SELECT * FROM file WHERE provider = ? AND id = ? AND deleted_at IS NULL
         AND created_at <= ? AND (expires_at IS NULL OR expires_at > ?)`,
      provider,
      id,
      now,
      now,
    );
    return row && decode(row);
  }

  /** Whether the id is taken, also by a file that is gone. */
  isTaken(id: string): boolean {
    return this.#database.get("SELECT 1 FROM file WHERE id = ?", id) !== undefined;
  }

  list({ provider, limit, before, now }: PageRequest): readonly StoredFile[] {
    const rows = this.#database.all(
      `SELECT * FROM file WHERE provider = ? AND number < ? AND deleted_at IS NULL
         AND created_at <= ? AND (expires_at IS NULL OR expires_at > ?) ORDER BY number DESC LIMIT ?`,
      provider,
      before ?? Number.MAX_SAFE_INTEGER,
      now,
      now,
      limit,
    );
    return rows.map(decode);
  }

  delete(id: string, now: number): void {
    this.#database.run("UPDATE file SET deleted_at = ? WHERE id = ?", now, id);
  }

  clear(): void {
    this.#database.run("DELETE FROM file");
  }
}

function decode(row: Row): StoredFile {
  const facts: FileFacts = JSON.parse(textOf(row, "facts"));
  return {
    ...facts,
    number: integerOf(row, "number"),
    id: textOf(row, "id"),
    provider: providerOf(row),
    createdAt: integerOf(row, "created_at"),
    expiresAt: optionalInteger(row, "expires_at"),
  };
}
