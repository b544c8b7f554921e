import { cp } from "node:fs/promises";
import { join } from "node:path";
import { symlink } from "node:fs/promises";
import { cli, type CliOptions, type CliResult } from "./cli.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const root = new URL("../..", import.meta.url).pathname;

/** A user's folder with the sample models and fixtures, in which commands are run. */
export interface Workplace extends AsyncDisposable {
  readonly path: string;
  run(argv: readonly string[], options?: Partial<CliOptions>): Promise<CliResult>;
}

export async function workplace(): Promise<Workplace> {
  const folder = await temporaryFolder();
  for (const name of ["schemas", "fixtures"]) {
    await cp(join(root, name), join(folder.path, name), {
      recursive: true,
      filter: (source) => !source.endsWith("tsconfig.json"),
    });
  }
  // A user's models import zod, which is found beside them.
  await symlink(join(root, "node_modules"), join(folder.path, "node_modules"));
  return {
    path: folder.path,
    run: (argv, { env, ...options } = {}) =>
      cli(argv, {
        folder: folder.path,
        ...options,
        env: { BATCH_EMULATE_WORK_MS: "100", ...env },
      }),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}
