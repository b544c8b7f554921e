import fc from "fast-check";
import { expect, it } from "vitest";
import { plan, type ShardLimits } from "../../src/lifecycle/plan.ts";
import { shardRecords } from "../../src/lifecycle/shard-records.ts";
import type { InputRecord } from "../../src/model/record.ts";
import { requestNumber } from "../../src/model/custom-id.ts";
import { MemoryArtifacts } from "../../src/store/memory-artifacts.ts";
import type { Dedupe, ShardPlan } from "../../src/store/batch.ts";
import { all, streamOf } from "../support/collected.ts";
import { textTemplate } from "../support/engine.ts";

const template = textTemplate();

interface Sample {
  readonly id: string | undefined;
  readonly text: string;
}

const samples = fc.uniqueArray(
  fc.record({
    id: fc.option(
      fc.string({ minLength: 1, maxLength: 6 }).map((id) => `n${id}`),
      { nil: undefined },
    ),
    text: fc.constantFrom("a", "b", "c", "d", "long ".repeat(40)),
  }),
  { selector: ({ id }) => id ?? Symbol("unnamed"), minLength: 1, maxLength: 40 },
);

const limits: fc.Arbitrary<ShardLimits> = fc.record({
  requests: fc.integer({ min: 1, max: 12 }),
  bytes: fc.integer({ min: 1_200, max: 6_000 }),
  tokens: fc.integer({ min: 100, max: 2_000 }),
});

async function planned(rows: readonly Sample[], shardLimits: ShardLimits, dedupe: Dedupe) {
  const artifacts = new MemoryArtifacts();
  const records = rows.map(({ id, text }, index): InputRecord => ({
    id,
    content: { kind: "text", text },
    source: "test",
    line: index + 1,
  }));
  const { shards } = await plan(streamOf(records), {
    batchId: "bx_test",
    artifacts,
    template,
    limits: shardLimits,
    dedupe,
    setup: { provider: "openai", model: "m" },
  });
  return { artifacts, shards };
}

async function requestsOf(shard: ShardPlan, artifacts: MemoryArtifacts): Promise<string[]> {
  const text = Buffer.concat(await all(artifacts.read(shard.requestsFile))).toString();
  return text.split("\n").filter((line) => line !== "");
}

it("puts every record into exactly one shard, in order, and within every limit", async () => {
  const dedupes = fc.constantFrom<Dedupe>("none", "shard", "batch");
  await fc.assert(
    fc.asyncProperty(samples, limits, dedupes, async (rows, shardLimits, dedupe) => {
      const { artifacts, shards } = await planned(rows, shardLimits, dedupe);
      const answered: { ordinal: number; id: string; text: string }[] = [];
      for (const shard of shards) {
        const lines = await requestsOf(shard, artifacts);
        expect(lines.length).toBe(shard.requests);
        expect(shard.requests).toBeLessThanOrEqual(shardLimits.requests);
        expect(shard.requestsFile.bytes).toBeLessThanOrEqual(shardLimits.bytes);
        // A request that is larger than the limit by itself is sent alone.
        const most = shard.requests > 1 ? shardLimits.tokens + 1 : Infinity;
        expect(shard.tokens).toBeLessThanOrEqual(most);
        const requests = lines.map((line) => JSON.parse(line));
        requests.forEach(({ custom_id }, index) => {
          expect(requestNumber(custom_id, shard.nonce)).toBe(index + 1);
        });
        for await (const record of shardRecords(shard, artifacts)) {
          while (record.next()) {
            const { id, ordinal, request } = record;
            const text = requests[request - 1].body.messages[0].content;
            answered.push({ ordinal, id: JSON.parse(id), text });
          }
        }
      }
      const inOrder = answered.toSorted((one, other) => one.ordinal - other.ordinal);
      expect(inOrder).toEqual(
        rows.map(({ id, text }, index) => ({
          ordinal: index + 1,
          id: id ?? String(index + 1),
          text,
        })),
      );
    }),
  );
});

it("sends identical requests once where it is told to, and each where it is not", async () => {
  const rows = Array.from({ length: 30 }, (_, index) => ({
    id: undefined,
    text: index % 2 === 0 ? "a" : "b",
  }));
  const small = { requests: 4, bytes: 100_000, tokens: Infinity };
  const requests = async (dedupe: Dedupe) => {
    const { shards } = await planned(rows, small, dedupe);
    return shards.map((shard) => shard.requests);
  };
  expect(await requests("none")).toEqual([4, 4, 4, 4, 4, 4, 4, 2]);
  expect(await requests("shard")).toEqual([2]);
  expect(await requests("batch")).toEqual([2]);
});
