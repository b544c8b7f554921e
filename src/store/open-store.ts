import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Kysely } from "kysely";
import { StoreError } from "../errors.ts";
import { FileArtifacts } from "./file-artifacts.ts";
import { migrate, versionOf } from "./migrations.ts";
import { SqlStore } from "./sql-store.ts";
import { RESTORE } from "./sqlite-fault.ts";
import { openDatabase } from "./sqlite-database.ts";
import type { Store } from "./store.ts";
import { storeFault } from "./store-fault.ts";
import type { Tables } from "./tables.ts";
import { makeFolders } from "../util/make-folders.ts";

const OWNER_ONLY = 0o700;
/** The folder of the artifacts. */
const BATCHES = "batches";

/**
 * Opens the store in a folder, and makes it where there is none.
 *
 * @throws StoreError where the folder can't be used, or was written by a newer version.
 */
export async function openStore(folder: string): Promise<Store> {
  const path = join(folder, "state.db");
  return await storeFault(folder, async () => {
    await makeFolders(folder, OWNER_ONLY);
    const db = openDatabase(path);
    try {
      await requireWhole(db, folder, path);
      await migrate(db, path);
    } catch (error) {
      await db.destroy();
      throw error;
    }
    return new SqlStore(db, new FileArtifacts(join(folder, BATCHES)));
  });
}

/** An empty file is a new database to SQLite. Beside the files of batches it is one that has lost its content. */
async function requireWhole(db: Kysely<Tables>, folder: string, path: string): Promise<void> {
  if ((await versionOf(db)) > 0) return;
  const left = await readdir(join(folder, BATCHES)).catch(() => []);
  // Another process may have made the store, and planned a batch, since the first look.
  if (left.length === 0 || (await versionOf(db)) > 0) return;
  const message = `${path} is empty, though there are files of ${left.length} batches. ${RESTORE}`;
  throw new StoreError("store_corrupt", message);
}

/** A store that writes nothing to disk and is gone with the process. */
export async function openMemoryStore(): Promise<Store> {
  const { MemoryArtifacts } = await import("./memory-artifacts.ts");
  const db = openDatabase(":memory:");
  await migrate(db, ":memory:");
  return new SqlStore(db, new MemoryArtifacts());
}
