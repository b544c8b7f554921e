import { join } from "node:path";
import { readFile, writeFile } from "node:fs/promises";
import { customId } from "../../../src/model/custom-id.ts";
import { FileArtifacts } from "../../../src/store/file-artifacts.ts";
import { openStore } from "../../../src/store/open-store.ts";
import type { Shard } from "../../../src/store/batch.ts";
import { inputLine, openAIResultLine, personJson, seeded, shuffled, writeTexts } from "../data.ts";

/** Writes an input of so many records. */
export function makeInput({
  path,
  records,
}: {
  readonly path: string;
  readonly records: number;
}): () => Promise<void> {
  return () => writeTexts(path, inputLines(records));
}

function* inputLines(records: number): Generator<string> {
  const random = seeded(1);
  for (let ordinal = 1; ordinal <= records; ordinal += 1) yield inputLine(ordinal, random);
}

const WRITE_CHARACTERS = 1 << 20;

/**
 * Gives every shard of the one batch in a store its results, out of order, writes the shards down for the tasks, and all
 * result lines into one file for the limits.
 */
export function makeResults({
  folder,
  lines,
}: {
  readonly folder: string;
  readonly lines: string;
}): () => Promise<void> {
  return async () => {
    await using store = await openStore(folder);
    const [batch] = await store.batches();
    const shards: Shard[] = [];
    const all = async function* (): AsyncGenerator<string> {
      for (const shard of await store.shards(batch?.id ?? "")) {
        await using file = await store.artifacts.create(`results/${shard.number}.jsonl`);
        for (const text of resultTexts(shard)) {
          await file.write(Buffer.from(text));
          yield text;
        }
        const resultFiles = [await file.commit(shard.requests)];
        shards.push({ ...shard, jobId: `batch_${shard.number}`, resultFiles });
      }
    };
    await writeTexts(lines, all());
    await writeFile(join(folder, "shards.json"), JSON.stringify(shards));
  };
}

function* resultTexts(shard: Shard): Generator<string> {
  let gathered = "";
  for (const request of shuffled(shard.requests, seeded(shard.number))) {
    const answer = personJson(shard.firstOrdinal + request - 1);
    gathered += openAIResultLine(customId(shard.nonce, request), answer);
    if (gathered.length < WRITE_CHARACTERS) continue;
    yield gathered;
    gathered = "";
  }
  yield gathered;
}

/** Puts all shards of a store together into one, with its results in one file in no order at all. */
export function makeGiant({
  folder,
  shards,
}: {
  readonly folder: string;
  readonly shards: string;
}): () => Promise<void> {
  return async () => {
    const parts: Shard[] = JSON.parse(await readFile(join(folder, "shards.json"), "utf8"));
    const [first] = parts;
    if (first === undefined) throw new Error("there are no shards");
    const artifacts = new FileArtifacts(join(folder, "batches"));
    const sum = (count: (part: Shard) => number) =>
      parts.reduce((total, part) => total + count(part), 0);
    await using records = await artifacts.create("giant/records.jsonl");
    for (const { recordsFile } of parts) {
      if (recordsFile === undefined) throw new Error("the records have no ids");
      for await (const chunk of artifacts.read(recordsFile)) await records.write(chunk);
    }
    const giant: Shard = {
      ...first,
      records: sum((part) => part.records),
      requests: sum((part) => part.requests),
      lastOrdinal: parts.at(-1)?.lastOrdinal ?? 0,
      recordsFile: await records.commit(sum((part) => part.records)),
    };
    await using results = await artifacts.create("giant/results.jsonl");
    for (const text of resultTexts(giant)) await results.write(Buffer.from(text));
    const resultFiles = [await results.commit(giant.requests)];
    await writeFile(join(folder, shards), JSON.stringify([{ ...giant, resultFiles }]));
  };
}
