import { mkdtemp, rm, stat, unlink } from "node:fs/promises";
import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeFolders } from "../../util/make-folders.ts";

/** The directory that holds the emulator's state: a database, and the files beside it. */
export class Folder implements AsyncDisposable {
  readonly path: string;
  readonly #temporary: boolean;

  private constructor(path: string, temporary: boolean) {
    this.path = path;
    this.#temporary = temporary;
  }

  /** Opens a directory, and makes it where it is not there; without a path one that goes away with the emulator. */
  static async open(path: string | undefined): Promise<Folder> {
    const folder = new Folder(
      path ?? (await mkdtemp(join(tmpdir(), "batch-emulator-"))),
      path === undefined,
    );
    await makeFolders(folder.file("."), 0o700);
    return folder;
  }

  get database(): string {
    return join(this.path, "emulator.db");
  }

  /** Where a file of this name lies. */
  file(name: string): string {
    return join(this.path, "files", name);
  }

  /** A name that no other file has, so that a file is complete before anything names it. */
  newName(kind: string): string {
    return `${kind}-${randomUUID()}`;
  }

  async size(name: string): Promise<number> {
    return (await stat(this.file(name))).size;
  }

  /** Removes a file; one that is not there is removed already. */
  async remove(name: string): Promise<void> {
    try {
      await unlink(this.file(name));
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
    }
  }

  /** Removes all files, but not the database, which other processes may hold open. */
  async clear(): Promise<void> {
    await rm(this.file("."), { recursive: true, force: true });
    await makeFolders(this.file("."), 0o700);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#temporary) await rm(this.path, { recursive: true, force: true });
  }
}
