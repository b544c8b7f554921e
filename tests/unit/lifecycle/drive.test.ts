import { beforeEach, describe, expect, it } from "vitest";
import { UsageError } from "../../../src/errors.ts";
import { deleteBatch } from "../../../src/lifecycle/delete-batch.ts";
import { followOutcomeLines } from "../../../src/lifecycle/results.ts";
import { retryBatch } from "../../../src/lifecycle/retry-batch.ts";
import { openMemoryStore } from "../../../src/store/open-store.ts";
import type { Store } from "../../../src/store/store.ts";
import { PlannedClock } from "../../support/planned-clock.ts";
import { createdBatch, driven, outcomesIn, outcomesOf } from "../../support/scripted-batch.ts";
import { type CreateFate, type Script, ScriptedService } from "../../support/scripted-service.ts";
import { SimulatedProcess, type Stop } from "../../support/simulated-process.ts";

const MINUTE = 60_000;

const PLAIN: Script = {
  marked: true,
  workMs: () => MINUTE,
  fate: () => "answered",
  create: () => "accepted",
};

describe("the life cycle, with a provider that follows a script", () => {
  let stack: AsyncDisposableStack;
  let store: Store;
  let clock: PlannedClock;
  let service: ScriptedService;

  beforeEach(async () => {
    stack = new AsyncDisposableStack();
    store = stack.use(await openMemoryStore());
    clock = new PlannedClock();
    return () => stack.disposeAsync();
  });

  function follow(script: Partial<Script>): void {
    service = new ScriptedService({ ...PLAIN, ...script }, clock);
  }

  function process(stop?: Stop): SimulatedProcess {
    return stack.use(new SimulatedProcess({ store, provider: service.definition, clock, stop }));
  }

  it("gives one outcome per record where jobs of one attempt end far apart and fail in part", async () => {
    // The second job takes so long that the others' remainders are not held back for it.
    follow({
      workMs: (job) => (job === 2 ? 40 * MINUTE : MINUTE),
      fate: (text, time) => (time < 3 && !/[369]$/.test(text) ? "failed" : "answered"),
    });
    const worker = process();
    const batch = await createdBatch(worker, 9, { maxRequestsPerJob: 3 });
    const status = await driven(worker, batch);
    const outcomes = await outcomesOf(worker, batch);
    expect(outcomes.map(({ id, attempt }) => [id, attempt])).toEqual(
      Array.from({ length: 9 }, (_, index) => [`${index + 1}`, index % 3 === 2 ? 1 : 3]),
    );
    expect(status.outcomes).toEqual({ succeeded: 9 });
  });

  it("does not take the failed job of an earlier try for a create whose answer was lost", async () => {
    const fates: readonly CreateFate[] = ["no_room", "lost_after"];
    follow({ create: (nth) => fates[nth - 1] ?? "accepted", lagMs: 90_000 });
    const worker = process();
    const status = await driven(worker, await createdBatch(worker, 1));
    expect(status.outcomes).toEqual({ succeeded: 1 });
    expect(service.paid()).toEqual(["text 1"]);
  });

  it("looks a create up whose answer can't be read", async () => {
    follow({ create: () => "garbled" });
    const worker = process();
    const status = await driven(worker, await createdBatch(worker, 4, { maxRequestsPerJob: 2 }));
    expect(status.outcomes).toEqual({ succeeded: 4 });
    expect(service.jobs).toHaveLength(2);
  });

  const passing = ["upload", "find", "status", "results", "cancel", "removeFiles"] as const;
  it.each(passing)("survives that %s fails for as long as somebody waits", async (call) => {
    follow({
      create: (nth) => (nth === 1 ? "lost_after" : "accepted"),
      fails: (failing, nth) => failing === call && nth <= 30,
    });
    const worker = process();
    const batch = await createdBatch(worker, 4, { maxRequestsPerJob: 2 });
    const status = await driven(worker, batch);
    expect(status.outcomes).toEqual({ succeeded: 4 });
    expect(service.jobs).toHaveLength(2);
  });

  it("ends a cancelled batch whose job the provider does not know any more", async () => {
    follow({ workMs: () => 90 * MINUTE });
    const worker = process();
    const batch = await createdBatch(worker, 2);
    await driven(worker, batch, "submitted");
    service.forget("job-1");
    await store.cancelBatch(batch.id);
    const status = await driven(worker, batch);
    expect(status).toMatchObject({ state: "finished", outcomes: { missing: 2 } });
  });

  it("gives up a job in doubt when the batch is cancelled, and says which it may be", async () => {
    follow({ marked: false, create: () => "lost_after", workMs: () => 20 * 60 * MINUTE });
    const worker = process();
    const batch = await createdBatch(worker, 2);
    const before = clock.now();
    await driven(worker, batch, "submitted");
    expect((await store.shards(batch.id))[0]?.state).toBe("uncertain");
    await store.cancelBatch(batch.id);
    const status = await driven(worker, batch);
    expect(clock.now() - before).toBeLessThan(10 * MINUTE);
    expect(status).toMatchObject({ state: "finished", outcomes: { cancelled: 2 } });
    expect(status.jobs[0]?.problem).toContain("job-1");
  });

  it("works on a batch once in a process, however many ask for it", async () => {
    const held = Promise.withResolvers<CreateFate>();
    follow({ marked: false, create: () => held.promise });
    const worker = process();
    const batch = await createdBatch(worker, 2);
    const waiting = driven(worker, batch);
    while ((await store.shards(batch.id))[0]?.state !== "submitting") await clock.sleep(1);
    // Longer than the grace: by then a create without an answer would be taken for one that never was.
    for (let step = 0; step < 20; step += 1) {
      clock.advance(10_000);
      await driven(worker, batch, "looked");
    }
    held.resolve("accepted");
    await waiting;
    expect(service.paid()).toEqual(["text 1", "text 2"]);
  });

  it("holds a create back after a long stop, though another batch has brought the process back", async () => {
    // The first create is the other batch's, the second one that of the process that takes over.
    const held = Promise.withResolvers<CreateFate>();
    follow({
      workMs: (job) => (job === 1 ? 60 * MINUTE : MINUTE),
      create: (nth) => (nth === 3 ? held.promise : "accepted"),
    });
    const first = process();
    const other = await createdBatch(first, 1);
    await driven(first, other, "submitted");
    await first[Symbol.asyncDispose]();
    const stopped = process({ call: "submit", when: "before", how: "freezes" });
    const batch = await createdBatch(stopped, 2);
    const both = Promise.all([driven(stopped, other), driven(stopped, batch)]);
    await stopped.frozen;
    clock.advance(10 * MINUTE);
    const status = await driven(process(), batch);
    const before = await stopped.ownership.id();
    stopped.thaw();
    while ((await stopped.ownership.id()) === before) await clock.sleep(1);
    held.resolve("accepted");
    await both;
    expect(status.outcomes).toEqual({ succeeded: 2 });
    expect(service.jobs).toHaveLength(2);
  });

  it("does not finish a batch that was reopened while the process was stopped", async () => {
    follow({ fate: (_text, time) => (time === 1 ? "refused" : "answered") });
    const frozen = process({ call: "finishBatch", when: "before", how: "freezes" });
    const again = await createdBatch(frozen, 2);
    const waking = driven(frozen, again);
    await frozen.frozen;
    clock.advance(MINUTE);
    const next = process();
    await driven(next, again);
    await retryBatch(next, again.id, {});
    frozen.thaw();
    await waking;
    const status = await driven(next, again);
    expect(status.outcomes).toEqual({ succeeded: 2 });
  });

  it("takes up a retry once, whoever asks for it at the same time", async () => {
    follow({ fate: (_text, time) => (time === 1 ? "refused" : "answered") });
    const one = process({ call: "reopenBatch", when: "before", how: "freezes" });
    const batch = await createdBatch(one, 2);
    await driven(one, batch);
    const late = retryBatch(one, batch.id, {});
    await one.frozen;
    const other = process();
    await retryBatch(other, batch.id, {});
    one.thaw();
    await expect(late).rejects.toThrow(UsageError);
    const status = await driven(other, batch);
    expect(status.jobs).toHaveLength(2);
  });

  it("follows outcomes of a batch that is tried again on demand, each once", async () => {
    follow({ fate: (_text, time) => (time === 1 ? "refused" : "answered") });
    const worker = process();
    const { id } = await createdBatch(worker, 2);
    await driven(worker, { id });
    await retryBatch(worker, id, {});
    const batch = await store.batch(id);
    if (batch === undefined) throw new Error("no batch");
    const lines = await outcomesIn(followOutcomeLines(worker.engine, worker.ownership, batch, {}));
    expect(lines.map((line) => [line.id, line.kind])).toEqual([
      ["1", "succeeded"],
      ["2", "succeeded"],
    ]);
  });

  it("tells of a job in doubt that a deleted batch may have left at the provider", async () => {
    follow({ marked: false, create: () => "lost_after" });
    const worker = process();
    const batch = await createdBatch(worker, 2);
    await driven(worker, batch, "submitted");
    const leftovers = await deleteBatch(worker, batch.id, { force: true, localOnly: false });
    expect(leftovers).toEqual([
      { jobId: `${batch.id}/1/1`, reason: expect.stringContaining("batch list --remote") },
    ]);
    expect(await store.batch(batch.id)).toBeUndefined();
  });
});
