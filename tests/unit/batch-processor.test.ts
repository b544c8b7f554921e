import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { BatchProcessor } from "../../src/batch-processor.ts";
import { StoreError } from "../../src/errors.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

it("says once why its store can't be opened, also where it is disposed of", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "file");
  await writeFile(file, "");
  const run = async () => {
    await using processor = new BatchProcessor({ model: "openai/gpt-4o-mini", store: file });
    await processor.create(["What is your name?"]);
  };
  await expect(run()).rejects.toThrow(StoreError);
});
