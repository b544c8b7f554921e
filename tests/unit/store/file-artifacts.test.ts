import { readdir, readlink } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { FileArtifacts } from "../../../src/store/file-artifacts.ts";
import { artifactOf } from "../../support/shards.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

/** The files of a folder that this process has open. */
async function openFilesIn(folder: string): Promise<readonly string[]> {
  const numbers = await readdir("/proc/self/fd");
  const paths = await Promise.all(
    numbers.map((number) => readlink(join("/proc/self/fd", number)).catch(() => "")),
  );
  return paths.filter((path) => path.startsWith(folder));
}

it("leaves no file open behind a reader that stops early, or that fails", async () => {
  await using folder = await temporaryFolder();
  const artifacts = new FileArtifacts(folder.path);
  const artifact = await artifactOf(artifacts, "bx_1/a", ["some", "lines"]);
  for await (const _ of artifacts.read(artifact)) break;
  const failing = async () => {
    for await (const _ of artifacts.read(artifact)) throw new Error("enough");
  };
  await expect(failing()).rejects.toThrow("enough");
  expect(await openFilesIn(folder.path)).toEqual([]);
});
