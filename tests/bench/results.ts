import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { customId } from "../../src/model/custom-id.ts";
import { openStore } from "../../src/store/open-store.ts";
import type { Shard } from "../../src/store/batch.ts";
import { openAIResultLine, personJson, seeded, shuffled } from "./data.ts";

const WRITE_CHARACTERS = 1 << 20;

/** Gives every shard of the one batch in a store its results, out of order, and writes the shards down for the tasks. */
export async function makeResults(folder: string): Promise<void> {
  await using store = await openStore(folder);
  const [batch] = await store.batches();
  const shards: Shard[] = [];
  for (const shard of await store.shards(batch?.id ?? "")) {
    const random = seeded(shard.number);
    await using file = await store.artifacts.create(`results/${shard.number}.jsonl`);
    let gathered = "";
    for (const request of shuffled(shard.requests, random)) {
      const answer = personJson(shard.firstOrdinal + request - 1);
      gathered += openAIResultLine(customId(shard.nonce, request), answer);
      if (gathered.length < WRITE_CHARACTERS) continue;
      await file.write(Buffer.from(gathered));
      gathered = "";
    }
    await file.write(Buffer.from(gathered));
    shards.push({
      ...shard,
      jobId: `batch_${shard.number}`,
      resultFiles: [await file.commit(shard.requests)],
    });
  }
  await writeFile(join(folder, "shards.json"), JSON.stringify(shards));
}
