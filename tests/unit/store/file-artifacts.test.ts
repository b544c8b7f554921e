import { expect, it } from "vitest";
import { FileArtifacts } from "../../../src/store/file-artifacts.ts";
import { openFilesIn } from "../../support/open-files.ts";
import { artifactOf } from "../../support/shards.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

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
