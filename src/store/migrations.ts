import { type Kysely, sql } from "kysely";
import { StoreError } from "../errors.ts";
import type { Tables } from "./tables.ts";

type Migration = (db: Kysely<Tables>) => Promise<void>;

/** In order; the store's version is how many of them it has been through. None is ever changed. */
const MIGRATIONS: readonly Migration[] = [initial, probes];

/** @throws StoreError for a store that a newer version has written. */
export async function migrate(db: Kysely<Tables>, path: string): Promise<void> {
  const version = await versionOf(db);
  if (version > MIGRATIONS.length) {
    throw new StoreError(
      "store_newer",
      `${path} was written by a newer version of batch-extract (store version ${version}, this one knows ${MIGRATIONS.length}). Update batch-extract; nothing was changed.`,
    );
  }
  if (version === MIGRATIONS.length) return;
  await db.transaction().execute(async (transaction) => {
    // Another process may have been faster while this one waited for the lock.
    for (const migration of MIGRATIONS.slice(await versionOf(transaction))) {
      await migration(transaction);
    }
    await sql.raw(`pragma user_version = ${MIGRATIONS.length}`).execute(transaction);
  });
}

/** 0 for a database that is new. */
export async function versionOf(db: Kysely<Tables>): Promise<number> {
  const { rows } = await sql<{ user_version: number }>`pragma user_version`.execute(db);
  return rows[0]?.user_version ?? 0;
}

async function initial(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable("batches")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("created_at", "integer", (column) => column.notNull())
    .addColumn("finished_at", "integer")
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("cancelled", "integer", (column) => column.notNull())
    .addColumn("records", "integer", (column) => column.notNull())
    .addColumn("driver", "text")
    .addColumn("options", "text", (column) => column.notNull())
    .execute();
  await db.schema
    .createTable("shards")
    .addColumn("id", "integer", (column) => column.primaryKey().autoIncrement())
    .addColumn("batch_id", "text", (column) => column.notNull().references("batches.id"))
    .addColumn("number", "integer", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("fence", "integer", (column) => column.notNull())
    .addColumn("owner", "text")
    .addColumn("next_at", "integer", (column) => column.notNull())
    .addColumn("account", "text", (column) => column.notNull())
    .addColumn("pool", "text", (column) => column.notNull())
    .addColumn("tokens", "integer", (column) => column.notNull())
    .addColumn("requests", "integer", (column) => column.notNull())
    .addColumn("intent_at", "integer")
    .addColumn("job_id", "text")
    .addColumn("plan", "text", (column) => column.notNull())
    .addColumn("progress", "text", (column) => column.notNull())
    .addUniqueConstraint("shards_number", ["batch_id", "number"])
    .execute();
  await db.schema
    .createIndex("shards_account")
    .on("shards")
    .columns(["account", "state"])
    .execute();
  await db.schema
    .createTable("owners")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("machine", "text", (column) => column.notNull())
    .addColumn("pid", "integer", (column) => column.notNull())
    .addColumn("lease_until", "integer", (column) => column.notNull())
    .execute();
  await db.schema
    .createTable("limits")
    .addColumn("pool", "text", (column) => column.primaryKey())
    .addColumn("enqueued_tokens", "integer", (column) => column.notNull())
    .addColumn("learned_at", "integer", (column) => column.notNull())
    .execute();
}

/** What providers said of schemas that they were asked about. */
async function probes(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable("probes")
    .addColumn("schema_hash", "text", (column) => column.notNull())
    .addColumn("via", "text", (column) => column.notNull())
    .addColumn("model", "text", (column) => column.notNull())
    .addColumn("refusal", "text")
    .addColumn("asked_at", "integer", (column) => column.notNull())
    .addPrimaryKeyConstraint("probes_key", ["schema_hash", "via", "model"])
    .execute();
}
