import { expect, it, vi } from "vitest";
import { BatchProcessor } from "../../../src/batch-processor.ts";
import { testEmulator } from "../../support/emulated.ts";
import { openFilesIn } from "../../support/open-files.ts";
import { QUICK } from "../../support/quick.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

it("closes the file of a download whose client has gone away", async () => {
  await using folder = await temporaryFolder();
  await using emulator = await testEmulator({ workMs: 20, directory: folder.path });
  const baseUrl = emulator.baseUrls.openai;
  await using processor = new BatchProcessor({
    model: "openai/gpt-4o-mini",
    store: "memory",
    apiKey: "key",
    baseUrl,
    keepRemoteFiles: true,
    tuning: QUICK,
  });
  const texts = Array.from({ length: 1_000 }, (_, index) => `What is ${index} and ${index}?`);
  const batch = await processor.create(texts);
  const { jobs } = await batch.wait();
  const headers = { authorization: "Bearer key" };
  const job = await (await fetch(`${baseUrl}/batches/${jobs[0]?.jobId}`, { headers })).json();
  const { output_file_id: id } = job as { output_file_id: string };
  await emulator.faults({ fault: "slow_body", bytesPerSecond: 1_000_000 });
  const before = await openFilesIn(folder.path);
  const gone = new AbortController();
  const answer = await fetch(`${baseUrl}/files/${id}/content`, { headers, signal: gone.signal });
  await answer.body?.getReader().read();
  gone.abort();
  await vi.waitFor(async () => expect(await openFilesIn(folder.path)).toEqual(before), 5_000);
});
