import fc from "fast-check";
import { expect, it } from "vitest";
import { finalOutcomeLines } from "../../src/lifecycle/final-outcomes.ts";
import { outcomeRuns } from "../../src/lifecycle/outcome-runs.ts";
import type { RecordLine } from "../../src/lifecycle/shard-records.ts";
import { MemoryArtifacts } from "../../src/store/memory-artifacts.ts";
import type { Shard } from "../../src/store/batch.ts";
import { all } from "../support/collected.ts";
import { artifactOf, plannedShard } from "../support/shards.ts";

/** Ordinals by attempt: the first attempt is cut into shards, later ones take some of the records again. */
const attempts = fc.integer({ min: 1, max: 40 }).chain((records) =>
  fc.record({
    records: fc.constant(records),
    cuts: fc.array(fc.integer({ min: 1, max: records }), { maxLength: 6 }),
    retried: fc.array(fc.subarray(Array.from({ length: records }, (_, index) => index + 1)), {
      maxLength: 4,
    }),
  }),
);

interface Sources {
  readonly artifacts: MemoryArtifacts;
  readonly shards: Shard[];
}

async function addShard(
  { artifacts, shards }: Sources,
  attempt: number,
  ordinals: readonly number[],
) {
  if (ordinals.length === 0) return;
  const number = shards.length + 1;
  const records = ordinals.map((ordinal, index): RecordLine => [null, ordinal, index + 1]);
  const plan = {
    number,
    attempt,
    setup: 0,
    provider: "openai",
    model: "m",
    nonce: `nonce${number}`,
    firstOrdinal: Math.min(...ordinals),
    lastOrdinal: Math.max(...ordinals),
    records: ordinals.length,
    requests: ordinals.length,
    tokens: 0,
    requestsFile: await artifactOf(artifacts, `requests-${number}`, []),
    recordsFile: await artifactOf(
      artifacts,
      `records-${number}`,
      records.map((line) => JSON.stringify(line)),
    ),
    aliases: undefined,
    supersedes: {},
  };
  const lines = ordinals.map((ordinal) => JSON.stringify({ ordinal, attempt }));
  const outcomesFile = await artifactOf(artifacts, `outcomes-${number}`, lines);
  shards.push({ ...plannedShard(plan), state: "done", outcomesFile });
}

it("gives the last attempt of every record, once and in the order of the input", async () => {
  await fc.assert(
    fc.asyncProperty(attempts, async ({ records, cuts, retried }) => {
      const sources: Sources = { artifacts: new MemoryArtifacts(), shards: [] };
      const bounds = [...new Set([1, ...cuts, records + 1])].toSorted((one, other) => one - other);
      for (const [index, first] of bounds.slice(0, -1).entries()) {
        const end = bounds[index + 1] ?? first;
        await addShard(
          sources,
          1,
          Array.from({ length: end - first }, (_, offset) => first + offset),
        );
      }
      for (const [index, ordinals] of retried.entries())
        await addShard(sources, index + 2, ordinals);
      const runs = sources.shards.flatMap((shard) => outcomeRuns(shard, sources.artifacts));
      const text = Buffer.concat(
        (await all(finalOutcomeLines(runs))).map((block) => Buffer.from(block)),
      );
      const found = text
        .toString()
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line));
      const lastAttempt = (ordinal: number) =>
        retried.reduce(
          (last, ordinals, index) => (ordinals.includes(ordinal) ? index + 2 : last),
          1,
        );
      expect(found).toEqual(
        Array.from({ length: records }, (_, index) => ({
          ordinal: index + 1,
          attempt: lastAttempt(index + 1),
        })),
      );
    }),
  );
});
