import { stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { UsageError } from "../errors.ts";
import type { Context } from "./context.ts";
import type { FlagValues } from "./flag-values.ts";

/**
 * The file that `--output-file` names, as the user wrote it.
 *
 * @throws UsageError where its folder is not there: found out now, nobody has waited for nothing.
 */
export async function outputFile(
  values: FlagValues,
  { folder }: Pick<Context, "folder">,
): Promise<string | undefined> {
  const file = values.text("output-file");
  if (file === undefined) return undefined;
  const parent = await stat(dirname(resolve(folder, file))).catch(() => undefined);
  if (parent?.isDirectory() !== true) {
    throw new UsageError(
      "not_found",
      `There is no folder ${dirname(file)} for --output-file. Make it first.`,
    );
  }
  return file;
}
