import { StoreError } from "../errors.ts";

/** What can be done about the faults of a disk, by the system's code. */
const ADVICE: Readonly<Record<string, string>> = {
  ENOSPC: "The disk is full. Free some space, then go on with: batch resume",
  EDQUOT: "Your disk quota is used up. Free some space, then go on with: batch resume",
  EROFS: "The folder is read-only. Name another one with --store or BATCH_STORE.",
  EACCES: "You may not write there. Change the permissions, or name another folder with --store.",
  EPERM: "You may not write there. Change the permissions, or name another folder with --store.",
  ENOENT: "The file is missing. Restore it from a backup, or delete the batch.",
  ENOTDIR: "A part of the path is no folder. Name another folder with --store.",
  EIO: "The disk has a fault. Nothing was lost that was committed; go on elsewhere from a copy.",
  EMFILE: "Too many files are open. Raise the limit with ulimit -n.",
};

/** Runs what touches the disk, and says what to do where the disk refuses. */
export async function storeFault<Result>(
  path: string,
  run: () => Promise<Result>,
): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    const advice = typeof code === "string" ? ADVICE[code] : undefined;
    if (advice === undefined || !(error instanceof Error)) throw error;
    throw new StoreError("store_io", `${path}: ${error.message}. ${advice}`, { cause: error });
  }
}
