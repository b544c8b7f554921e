import { StoreError } from "../errors.ts";

/** What can be done about the faults of a disk, by the system's code. */
const ADVICE: Readonly<Record<string, string>> = {
  ENOSPC: "The disk is full. Free some space, then go on with: batch resume",
  EDQUOT: "Your disk quota is used up. Free some space, then go on with: batch resume",
  EROFS: "The folder is read-only. Name another one with --store or BATCH_STORE.",
  EACCES: "You may not write there. Change the permissions, or name another folder with --store.",
  EPERM: "You may not write there. Change the permissions, or name another folder with --store.",
  ENOENT:
    "It is not there. Restore it from a backup, delete the batch, or name another folder with --store.",
  ENOTDIR: "A part of the path is no folder. Name another folder with --store.",
  EEXIST: "A file is in the place of the folder. Name another folder with --store.",
  EFBIG:
    "Files may not grow so large here. Raise the limit (ulimit -f), or name another folder with --store.",
  EIO: "The disk has a fault. Nothing was lost that was committed; go on elsewhere from a copy.",
  EMFILE: "Too many files are open. Raise the limit with ulimit -n.",
};

const OTHERWISE = "The system refused it. Mend that, or name another folder with --store.";

/** Runs what touches the disk, and says what to do where the disk refuses. */
export async function storeFault<Result>(
  path: string,
  run: () => Promise<Result>,
): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    // Only what the system refuses has the name of its call with it.
    if (!(error instanceof Error) || !("code" in error) || !("syscall" in error)) throw error;
    // That a folder can't be made is not that a file is missing.
    const code = error.syscall === "mkdir" && error.code === "ENOENT" ? "EACCES" : error.code;
    const advice = ADVICE[String(code)] ?? OTHERWISE;
    throw new StoreError("store_io", `${path}: ${error.message}. ${advice}`, { cause: error });
  }
}
