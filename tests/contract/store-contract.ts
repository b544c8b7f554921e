import { beforeEach, describe, expect, it } from "vitest";
import { StoreError } from "../../src/errors.ts";
import type { Batch, BatchOptions, Shard, ShardPlan } from "../../src/store/batch.ts";
import { type Claim, LostClaim, type Owner, type Store } from "../../src/store/store.ts";
import { all } from "../support/collected.ts";
import { sampleSettings } from "../support/sample-settings.ts";
import { artifactOf } from "../support/shards.ts";

export interface StoreUnderTest {
  readonly open: () => Promise<Store>;
  /** Whether what one instance writes another one reads. */
  readonly shared: boolean;
}

const NOW = Date.UTC(2026, 10, 20);
const NO_QUOTA = {
  enqueuedTokens: undefined,
  enqueuedRequests: undefined,
  jobs: undefined,
  createsPerHour: undefined,
};

const options: BatchOptions = {
  setups: [{ provider: "openai", request: sampleSettings, flags: {} }],
  responseModel: { name: "User", path: "schemas/user.ts#User", hash: "h", jsonOutput: true },
  input: { source: "people.jsonl", kind: "records", format: undefined, file: undefined },
  system: undefined,
  prompt: "{{text}}",
  maxRequestsPerJob: undefined,
  dedupe: "shard",
  retry: "all",
  maxAttempts: 3,
  keepRemoteFiles: false,
  emulated: false,
};

function batchCalled(id: string, more: Partial<BatchOptions> = {}): Batch {
  return {
    id,
    createdAt: NOW,
    finishedAt: undefined,
    state: "planning",
    cancelled: false,
    records: 0,
    options: { ...options, ...more },
  };
}

function ownerCalled(id: string, leaseUntil: number): Owner {
  return { id, name: `process ${id}`, machine: "here", pid: 1, leaseUntil };
}

/** The behaviour that every store has. */
export function describeStoreContract(name: string, { open, shared }: StoreUnderTest): void {
  describe(`${name} as a store`, () => {
    let store: Store;
    let stack: AsyncDisposableStack;

    beforeEach(async () => {
      stack = new AsyncDisposableStack();
      store = stack.use(await open());
      return () => stack.disposeAsync();
    });

    async function planOf(number: number, more: Partial<ShardPlan> = {}): Promise<ShardPlan> {
      return {
        number,
        attempt: 1,
        setup: 0,
        provider: "openai",
        model: "some-model",
        nonce: `nonce${number}`,
        firstOrdinal: number,
        lastOrdinal: number,
        records: 1,
        requests: 10,
        tokens: 100,
        requestsFile: await artifactOf(store.artifacts, `${number}/requests`, ["{}"]),
        recordsFile: undefined,
        aliases: undefined,
        supersedes: {},
        ...more,
      };
    }

    async function planned(
      batchId: string,
      ...plans: readonly ShardPlan[]
    ): Promise<readonly Shard[]> {
      await store.insertBatch(batchCalled(batchId), "me");
      await store.commitPlan(batchId, "me", { records: plans.length, shards: plans });
      return await store.shards(batchId);
    }

    async function claimed(shard: Shard | undefined, owner = "me"): Promise<Claim> {
      const now = await store.shards(shard?.batchId ?? "");
      const seen = now.find(({ id }) => id === shard?.id);
      const claim = seen === undefined ? undefined : await store.claim(seen, owner, NOW);
      if (claim === undefined) throw new Error("the shard is held by another");
      return claim;
    }

    it("remembers what a provider said of a schema, by schema, means and model", async () => {
      const key = { schemaHash: "h1", via: "native", model: "openai/gpt-4o-mini" } as const;
      expect(await store.probe(key)).toBeUndefined();
      await store.rememberProbe(key, { refusal: undefined, askedAt: NOW });
      await store.rememberProbe({ ...key, via: "tool" }, { refusal: "too large", askedAt: NOW });
      expect(await store.probe(key)).toEqual({ refusal: undefined, askedAt: NOW });
      expect(await store.probe({ ...key, via: "tool" })).toMatchObject({ refusal: "too large" });
      expect(await store.probe({ ...key, model: "openai/gpt-4.1" })).toBeUndefined();
      await store.rememberProbe(key, { refusal: "no more", askedAt: NOW + 1 });
      expect(await store.probe(key)).toEqual({ refusal: "no more", askedAt: NOW + 1 });
    });

    it("keeps a batch as it was, and lists the newest first", async () => {
      await store.insertBatch(batchCalled("bx_1"), "me");
      await store.insertBatch(batchCalled("bx_2", { emulated: true }), "me");
      expect(await store.batch("bx_1")).toEqual(batchCalled("bx_1"));
      expect(await store.batch("bx_none")).toBeUndefined();
      expect((await store.batches()).map(({ id }) => id)).toEqual(["bx_2", "bx_1"]);
    });

    it("keeps null in what the user gave, such as an enum of a schema", async () => {
      const schema = { enum: ["a", null] };
      const output = {
        kind: "schema",
        via: "native",
        name: "A",
        dialect: "openai-strict",
        schema,
      } as const;
      const setups = [
        { provider: "openai", request: { ...sampleSettings, output }, flags: {} },
      ] as const;
      await store.insertBatch(batchCalled("bx_1", { setups }), "me");
      expect((await store.batch("bx_1"))?.options.setups).toEqual(setups);
    });

    it("commits a plan as a whole", async () => {
      const plan = await planOf(1);
      const [shard] = await planned("bx_1", plan, await planOf(2));
      expect((await store.batch("bx_1"))?.state).toBe("running");
      const { recordsFile: _none, aliases: _no, ...given } = plan;
      expect(shard).toMatchObject({
        ...given,
        state: "planned",
        fence: 0,
        polls: 0,
        retried: false,
      });
      const twice = planned("bx_2", await planOf(1), await planOf(1));
      await expect(twice).rejects.toThrow(/UNIQUE/);
      expect((await store.batch("bx_2"))?.state).toBe("planning");
      expect(await store.shards("bx_2")).toEqual([]);
    });

    it("lets nobody commit or abandon a plan that another process has taken over", async () => {
      await store.insertBatch(batchCalled("bx_1"), "old");
      await store.enter(ownerCalled("new", NOW + 1_000));
      expect(await store.drive("bx_1", "new", NOW)).toBeUndefined();
      const plan = { records: 1, shards: [await planOf(1)] };
      await expect(store.commitPlan("bx_1", "old", plan)).rejects.toThrow(LostClaim);
      expect(await store.abandonPlan("bx_1", "old")).toBe(false);
      await store.commitPlan("bx_1", "new", plan);
      await expect(store.commitPlan("bx_1", "new", plan)).rejects.toThrow(LostClaim);
      expect(await store.abandonPlan("bx_1", "new")).toBe(false);
      expect(await store.shards("bx_1")).toHaveLength(1);
      await store.insertBatch(batchCalled("bx_2"), "new");
      expect(await store.abandonPlan("bx_2", "new")).toBe(true);
      expect(await store.batch("bx_2")).toBeUndefined();
    });

    it("changes what a claim may change, and clears what is undefined", async () => {
      const [shard] = await planned("bx_1", await planOf(1));
      const claim = await claimed(shard);
      await store.change(claim, { state: "submitted", jobId: "job-1", problem: "odd", polls: 3 });
      await store.change(claim, { problem: undefined, jobId: undefined });
      const [changed] = await store.shards("bx_1");
      expect(changed).toMatchObject({
        state: "submitted",
        jobId: undefined,
        problem: undefined,
        polls: 3,
      });
    });

    it("lets nobody write whose claim another has taken over", async () => {
      const [shard] = await planned("bx_1", await planOf(1));
      await store.enter(ownerCalled("old", NOW + 1_000));
      const old = await claimed(shard, "old");
      const [seen] = await store.shards("bx_1");
      if (seen === undefined) throw new Error("no shard");
      expect(await store.claim(seen, "new", NOW)).toBeUndefined();
      // The old owner's lease has run out.
      const later = await store.claim(seen, "new", NOW + 2_000);
      expect(later?.fence).toBeGreaterThan(old.fence);
      await expect(store.change(old, { polls: 9 })).rejects.toThrow(LostClaim);
      await expect(store.admit(old, NO_QUOTA, NOW)).rejects.toThrow(LostClaim);
      await expect(store.replace(old, "bx_1", [await planOf(2)])).rejects.toThrow(LostClaim);
      const [untouched, ...others] = await store.shards("bx_1");
      expect(untouched).toMatchObject({ polls: 0, state: "planned" });
      expect(others).toEqual([]);
    });

    it("lets nobody claim a shard by what it was before somebody else worked on it", async () => {
      const [seen] = await planned("bx_1", await planOf(1));
      if (seen === undefined) throw new Error("no shard");
      const claim = await claimed(seen);
      expect(await store.claim(seen, "me", NOW)).toBeUndefined();
      const [again] = await store.shards("bx_1");
      await store.change(claim, { state: "cancelled" });
      expect(await store.claim({ ...seen, ...again }, "me", NOW)).toBeUndefined();
    });

    it("lets an owner renew only while its lease lasts", async () => {
      const owner = ownerCalled("me", NOW + 1_000);
      await store.enter(owner);
      expect(await store.renew({ ...owner, leaseUntil: NOW + 2_000 }, NOW + 500)).toBe(true);
      expect(await store.renew({ ...owner, leaseUntil: NOW + 9_000 }, NOW + 3_000)).toBe(false);
    });

    it("has one living driver per batch", async () => {
      await planned("bx_1", await planOf(1));
      await store.enter(ownerCalled("one", NOW + 1_000));
      await store.enter(ownerCalled("two", NOW + 9_000));
      expect(await store.drive("bx_1", "one", NOW)).toBeUndefined();
      expect(await store.drive("bx_1", "one", NOW)).toBeUndefined();
      expect(await store.drive("bx_1", "two", NOW)).toEqual(ownerCalled("one", NOW + 1_000));
      expect(await store.drive("bx_1", "two", NOW + 2_000)).toBeUndefined();
      await store.leave("two");
      expect(await store.drive("bx_1", "three", NOW)).toBeUndefined();
    });

    const limits = [
      ["jobs", { jobs: 1 }],
      ["enqueuedRequests", { enqueuedRequests: 15 }],
      ["enqueuedTokens", { enqueuedTokens: 150 }],
      ["createsPerHour", { createsPerHour: 1 }],
    ] as const;
    it.each(limits)(
      "admits a shard only within the limit on %s, over all batches",
      async (limit, some) => {
        const quota = { ...NO_QUOTA, ...some };
        const [first] = await planned("bx_1", await planOf(1));
        const [second] = await planned("bx_2", await planOf(1));
        expect(await store.admit(await claimed(first), quota, NOW)).toEqual({ kind: "admitted" });
        const claim = await claimed(second);
        expect(await store.admit(claim, quota, NOW)).toEqual({ kind: "full", limit });
        expect(await store.room(second?.id ?? -1, quota, NOW)).toEqual({ kind: "full", limit });
        expect((await store.shards("bx_2"))[0]?.state).toBe("planned");
        // What has ended takes no room, and an hour ago is no longer this hour.
        await store.change(await claimed(first), { state: "collecting" });
        expect(await store.admit(claim, quota, NOW + 3_600_001)).toEqual({ kind: "admitted" });
        expect((await store.shards("bx_2"))[0]).toMatchObject({
          state: "submitting",
          intentAt: NOW + 3_600_001,
        });
      },
    );

    it("admits a shard once: who looked at it before that comes too late", async () => {
      const [shard] = await planned("bx_1", await planOf(1));
      const claim = await claimed(shard);
      await store.admit(claim, NO_QUOTA, NOW);
      await expect(store.admit(claim, NO_QUOTA, NOW)).rejects.toThrow(LostClaim);
    });

    it("lets through what is larger than a limit by itself, while nothing else is in flight", async () => {
      const [shard] = await planned("bx_1", await planOf(1));
      const quota = { ...NO_QUOTA, enqueuedTokens: 50 };
      expect(await store.admit(await claimed(shard), quota, NOW)).toEqual({ kind: "admitted" });
    });

    it("does not count emulated jobs against a provider", async () => {
      const [first] = await planned("bx_1", await planOf(1));
      await store.insertBatch(batchCalled("bx_2", { emulated: true }), "me");
      await store.commitPlan("bx_2", "me", { records: 1, shards: [await planOf(1)] });
      const [second] = await store.shards("bx_2");
      const quota = { ...NO_QUOTA, jobs: 1 };
      await store.admit(await claimed(first), quota, NOW);
      expect(await store.admit(await claimed(second), quota, NOW)).toEqual({ kind: "admitted" });
    });

    it("commits a next attempt once, whoever tries", async () => {
      const [parent] = await planned("bx_1", await planOf(1));
      const parents = [parent?.id ?? -1];
      await store.commitRetry("bx_1", parents, [await planOf(2, { attempt: 2 })]);
      const again = store.commitRetry("bx_1", parents, [await planOf(3, { attempt: 2 })]);
      await expect(again).rejects.toThrow(LostClaim);
      const shards = await store.shards("bx_1");
      expect(shards.map(({ number, retried }) => [number, retried])).toEqual([
        [1, true],
        [2, false],
      ]);
    });

    it("lets only one of two that plan more shards at the same time do so", async () => {
      const [one, other] = await planned("bx_1", await planOf(1), await planOf(2));
      await store.commitRetry("bx_1", [one?.id ?? -1], [await planOf(3, { attempt: 2 })]);
      const split = store.replace(await claimed(other), "bx_1", [await planOf(3), await planOf(4)]);
      await expect(split).rejects.toThrow(LostClaim);
      expect((await store.shards("bx_1")).map(({ state }) => state)).toEqual([
        "planned",
        "planned",
        "planned",
      ]);
    });

    it("puts smaller shards in the place of one", async () => {
      const [shard] = await planned("bx_1", await planOf(1));
      await store.replace(await claimed(shard), "bx_1", [await planOf(2), await planOf(3)]);
      const states = (await store.shards("bx_1")).map(({ state }) => state);
      expect(states).toEqual(["replaced", "planned", "planned"]);
    });

    it("finishes, reopens and removes a batch", async () => {
      await planned("bx_1", await planOf(1));
      await store.cancelBatch("bx_1");
      expect((await store.batch("bx_1"))?.cancelled).toBe(true);
      await store.finishBatch("bx_1", "me", NOW + 5);
      expect(await store.batch("bx_1")).toMatchObject({ state: "finished", finishedAt: NOW + 5 });
      await store.reopenBatch("bx_1", { ...options, maxAttempts: 9 }, [await planOf(2)]);
      expect(await store.batch("bx_1")).toMatchObject({
        state: "running",
        cancelled: false,
        finishedAt: undefined,
        options: { maxAttempts: 9 },
      });
      await expect(store.finishBatch("bx_1", "another", NOW + 6)).rejects.toThrow(LostClaim);
      await expect(store.reopenBatch("bx_1", options, [])).rejects.toThrow(LostClaim);
      const claim = await claimed((await store.shards("bx_1"))[0]);
      await store.removeBatch("bx_1");
      await expect(store.change(claim, { polls: 1 })).rejects.toThrow(LostClaim);
      expect(await store.batch("bx_1")).toBeUndefined();
      expect(await store.shards("bx_1")).toEqual([]);
    });

    it("knows all jobs of a provider", async () => {
      const [one, two] = await planned("bx_1", await planOf(1), await planOf(2));
      await store.change(await claimed(one), { jobId: "job-1" });
      await store.change(await claimed(two), { jobId: "job-2" });
      expect(await store.jobIds("openai")).toEqual(new Set(["job-1", "job-2"]));
      expect(await store.jobIds("google")).toEqual(new Set());
    });

    it("remembers for a while what a model's queue was seen to take", async () => {
      const [shard] = await planned("bx_1", await planOf(1));
      if (shard === undefined) throw new Error("no shard");
      expect(await store.learnedTokens(shard, NOW - 1)).toBeUndefined();
      await store.learnTokens(shard, 700, NOW);
      await store.learnTokens(shard, 500, NOW + 1);
      expect(await store.learnedTokens(shard, NOW)).toBe(500);
      expect(await store.learnedTokens(shard, NOW + 1)).toBeUndefined();
    });

    it("does not mix up transactions that run at the same time", async () => {
      const plans = await Promise.all(Array.from({ length: 20 }, (_, index) => planOf(index + 1)));
      const shards = await planned("bx_1", ...plans);
      await Promise.all(
        shards.map(async (shard) => {
          const claim = await claimed(shard);
          await store.change(claim, { jobId: `job-${shard.number}` });
          await store.change(claim, { polls: shard.number });
        }),
      );
      for (const { number, jobId, polls } of await store.shards("bx_1")) {
        expect([jobId, polls]).toEqual([`job-${number}`, number]);
      }
    });

    describe("artifacts", () => {
      it("are there when they are committed, with their facts", async () => {
        const { artifacts } = store;
        const info = await artifactOf(artifacts, "bx_1/a.jsonl", ["one", "two"]);
        expect(info).toMatchObject({ key: "bx_1/a.jsonl", bytes: 8, lines: 2 });
        expect(Buffer.concat(await all(artifacts.read(info))).toString()).toBe("one\ntwo\n");
        await artifacts.verify(info);
      });

      it.each([0, 1, 4, 5, 8])("come in chunks from byte %i on", async (start) => {
        await using writer = await store.artifacts.create("bx_1/a.jsonl");
        for (const line of ["one\n", "two\n"]) await writer.write(Buffer.from(line));
        const info = await writer.commit(2);
        const chunks = await all(store.artifacts.chunks(info, start));
        expect(Buffer.concat(chunks).toString()).toBe("one\ntwo\n".slice(start));
      });

      it("are read and removed alike where they are temporary", async () => {
        const { artifacts } = store;
        await using writer = await artifacts.create("bx_1/sort/1", { temporary: true });
        await writer.write(Buffer.from("one\n"));
        const info = await writer.commit(1);
        expect(Buffer.concat(await all(artifacts.read(info))).toString()).toBe("one\n");
        await artifacts.remove("bx_1/sort");
        await expect(all(artifacts.read(info))).rejects.toThrow(StoreError);
      });

      it("leave nothing behind that was not committed", async () => {
        const { artifacts } = store;
        {
          await using writer = await artifacts.create("bx_1/a.jsonl");
          await writer.write(Buffer.from("half"));
        }
        const missing = { key: "bx_1/a.jsonl", bytes: 4, lines: 0, crc32: 0 };
        await expect(all(artifacts.read(missing))).rejects.toThrow(StoreError);
      });

      it("are removed by what their keys start with", async () => {
        const { artifacts } = store;
        const one = await artifactOf(artifacts, "bx_1/a", ["x"]);
        const other = await artifactOf(artifacts, "bx_2/a", ["x"]);
        await artifacts.remove("bx_1");
        await expect(all(artifacts.read(one))).rejects.toThrow(StoreError);
        await artifacts.verify(other);
        await artifacts.remove("bx_none");
      });
    });

    it(`is ${shared ? "seen by" : "hidden from"} another instance`, async () => {
      const [shard] = await planned("bx_1", await planOf(1));
      const other = stack.use(await open());
      await store.change(await claimed(shard), { jobId: "job-1" });
      expect((await other.shards("bx_1"))[0]?.jobId).toBe(shared ? "job-1" : undefined);
    });
  });
}
