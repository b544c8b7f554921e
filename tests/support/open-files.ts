import { readdir, readlink } from "node:fs/promises";
import { join } from "node:path";

/** The files of a folder that this process has open. */
export async function openFilesIn(folder: string): Promise<readonly string[]> {
  const numbers = await readdir("/proc/self/fd");
  const paths = await Promise.all(
    numbers.map((number) => readlink(join("/proc/self/fd", number)).catch(() => "")),
  );
  return paths.filter((path) => path.startsWith(folder));
}
