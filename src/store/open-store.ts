import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { FileArtifacts } from "./file-artifacts.ts";
import { migrate } from "./migrations.ts";
import { SqlStore } from "./sql-store.ts";
import { openDatabase } from "./sqlite-database.ts";
import type { Store } from "./store.ts";
import { storeFault } from "./store-fault.ts";

const OWNER_ONLY = 0o700;

/**
 * Opens the store in a folder, and makes it where there is none.
 *
 * @throws StoreError where the folder can't be used, or was written by a newer version.
 */
export async function openStore(folder: string): Promise<Store> {
  const path = join(folder, "state.db");
  return await storeFault(folder, async () => {
    await mkdir(folder, { recursive: true, mode: OWNER_ONLY });
    const db = openDatabase(path);
    try {
      await migrate(db, path);
    } catch (error) {
      await db.destroy();
      throw error;
    }
    return new SqlStore(db, new FileArtifacts(join(folder, "batches")));
  });
}

/** A store that writes nothing to disk and is gone with the process. */
export async function openMemoryStore(): Promise<Store> {
  const { MemoryArtifacts } = await import("./memory-artifacts.ts");
  const db = openDatabase(":memory:");
  await migrate(db, ":memory:");
  return new SqlStore(db, new MemoryArtifacts());
}
