import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Makes a folder and those above it that are missing, and gives the first that was made; undefined where there was nothing
 * to make. What Node's own `recursive` does, which never ends where a file system has the parent and lets nobody in, as
 * `/proc` does.
 */
export async function makeFolders(path: string, mode: number): Promise<string | undefined> {
  const parent = dirname(path);
  const first = (await isMissing(parent)) ? await makeFolders(parent, mode) : undefined;
  try {
    await mkdir(path, { mode });
    return first ?? path;
  } catch (error) {
    if (codeOf(error) === "EEXIST" && (await stat(path)).isDirectory()) return first;
    throw error;
  }
}

async function isMissing(path: string): Promise<boolean> {
  try {
    await stat(path);
    return false;
  } catch (error) {
    return codeOf(error) === "ENOENT";
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
