import fc from "fast-check";
import { expect, it } from "vitest";
import type { ShardState } from "../../src/store/batch.ts";
import { openMemoryStore } from "../../src/store/open-store.ts";
import type { Store } from "../../src/store/store.ts";
import { PlannedClock } from "../support/planned-clock.ts";
import { STRESS } from "../support/scale.ts";
import { createdBatch, driven, outcomesOf } from "../support/scripted-batch.ts";
import { type CreateFate, type Fate, ScriptedService } from "../support/scripted-service.ts";
import { Died, SimulatedProcess, type Stop } from "../support/simulated-process.ts";

// The model: what becomes of a record follows from nothing but what the provider makes of it each time, and it is paid
// for as often as it was tried. Which processes died or froze at which calls, which answers were lost, which calls
// failed and how long all took must not show in it. The real life cycle runs over a real store in memory and a provider
// at the port's level.

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const FATES: readonly Fate[] = ["answered", "failed", "rejected", "refused", "missing"];
const CREATES: readonly CreateFate[] = [
  "accepted",
  "turned_away",
  "lost_before",
  "lost_after",
  "garbled",
  "no_room",
];

const stops: fc.Arbitrary<Stop> = fc.record({
  call: fc.integer({ min: 1, max: 80 }),
  when: fc.constantFrom("before", "after"),
  how: fc.constantFrom("dies", "freezes"),
});

const worlds = fc.record({
  records: fc.integer({ min: 1, max: 9 }),
  perShard: fc.integer({ min: 1, max: 4 }),
  maxAttempts: fc.integer({ min: 1, max: 3 }),
  marked: fc.boolean(),
  fates: fc.array(fc.array(fc.constantFrom(...FATES), { maxLength: 3 }), { maxLength: 9 }),
  creates: fc.array(fc.constantFrom(...CREATES), { maxLength: 8 }),
  works: fc.array(fc.constantFrom(SECOND, MINUTE, 20 * MINUTE, 40 * MINUTE), { maxLength: 8 }),
  fails: fc.array(fc.boolean(), { maxLength: 20 }),
  lagMs: fc.constantFrom(0, 30 * SECOND, 90 * SECOND),
  stops: fc.array(fc.tuple(stops, fc.integer({ min: 0, max: 10 * MINUTE })), { maxLength: 4 }),
  /** After how many processes the user cancels; never, where there are fewer. */
  cancelAfter: fc.integer({ min: 0, max: 12 }),
});

type World = typeof worlds extends fc.Arbitrary<infer Value> ? Value : never;

const ALLOWED: Readonly<Record<ShardState, readonly ShardState[]>> = {
  planned: ["submitting", "cancelled"],
  submitting: ["submitted", "planned", "uncertain", "cancelled"],
  uncertain: ["submitted", "planned", "cancelled"],
  submitted: ["collecting", "planned", "replaced"],
  collecting: ["done"],
  done: [],
  cancelled: [],
  replaced: [],
};

const KINDS = {
  answered: "succeeded",
  failed: "errored",
  rejected: "errored",
  refused: "refused",
  missing: "missing",
} as const;

function fateOf({ fates }: World, record: number, time: number): Fate {
  return fates[record - 1]?.[time - 1] ?? "answered";
}

/** The model: the last outcome of a record, and how often it is paid for. */
function expected(world: World, record: number): { readonly kind: string; readonly times: number } {
  for (let time = 1; ; time += 1) {
    const fate = fateOf(world, record, time);
    const again = fate === "failed" || fate === "missing";
    if (!again || time === world.maxAttempts) return { kind: KINDS[fate], times: time };
  }
}

/** A store that tells of every change of a shard's state. */
function noting(store: Store, note: (from: ShardState, to: ShardState) => void): Store {
  const known = new Map<number, ShardState>();
  return new Proxy(store, {
    get(object, property) {
      const value: unknown = Reflect.get(object, property, object);
      if (typeof value !== "function") return value;
      if (property !== "change" && property !== "admit" && property !== "replace")
        return value.bind(object);
      return async (...args: unknown[]) => {
        const result: unknown = await Reflect.apply(value, object, args);
        for (const { id } of await store.batches()) {
          for (const { id: shard, state } of await store.shards(id)) {
            const before = known.get(shard) ?? "planned";
            if (before !== state) note(before, state);
            known.set(shard, state);
          }
        }
        return result;
      };
    },
  });
}

async function run(world: World) {
  await using stack = new AsyncDisposableStack();
  const clock = new PlannedClock();
  const moves: string[] = [];
  const store = noting(stack.use(await openMemoryStore()), (from, to) => {
    if (!ALLOWED[from].includes(to)) moves.push(`${from} to ${to}`);
  });
  let calls = 0;
  const service = new ScriptedService(
    {
      marked: world.marked,
      workMs: (job) => world.works[job - 1] ?? MINUTE,
      fate: (text, time) => fateOf(world, Number(text.slice("text ".length)), time),
      create: (nth) => world.creates[nth - 1] ?? "accepted",
      fails: () => world.fails[calls++] ?? false,
      lagMs: world.lagMs,
    },
    clock,
  );
  const process = (stop?: Stop) =>
    stack.use(new SimulatedProcess({ store, provider: service.definition, clock, stop }));
  const planner = process();
  const { maxAttempts } = world;
  const batch = await createdBatch(planner, world.records, {
    maxRequestsPerJob: world.perShard,
    maxAttempts,
  });
  await planner[Symbol.asyncDispose]();
  const frozen: { readonly thaw: () => void; readonly end: Promise<unknown> }[] = [];
  for (const [index, [stop, gapMs]] of world.stops.entries()) {
    if (index === world.cancelAfter) await store.cancelBatch(batch.id);
    const worker = process(stop);
    const end = driven(worker, batch).catch((error: unknown) => {
      if (!(error instanceof Died)) throw error;
    });
    await Promise.race([end, worker.frozen]);
    frozen.push({ thaw: () => worker.thaw(), end });
    clock.advance(gapMs);
  }
  if (world.cancelAfter === world.stops.length) await store.cancelBatch(batch.id);
  const last = process();
  await driven(last, batch);
  for (const { thaw } of frozen) thaw();
  for (const { end } of frozen) await end;
  const status = await driven(last, batch);
  return { status, outcomes: await outcomesOf(last, batch), service, moves };
}

/** Whether a record has come to what the model says; a cancelled batch may stop short of it. */
function agrees(world: World, record: number, kind: string | undefined, times: number): boolean {
  const model = expected(world, record);
  if (world.cancelAfter <= world.stops.length) return times <= model.times;
  return kind === model.kind && times === model.times;
}

it(
  "whoever dies, freezes or fails when, records have one outcome each and are paid for once",
  { timeout: STRESS ? 1_800_000 : 60_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(worlds, async (world) => {
        const { status, outcomes, service, moves } = await run(world);
        const records = Array.from({ length: world.records }, (_, index) => index + 1);
        const paid = service.paid();
        const found = records.map((record) => ({
          record,
          kind: outcomes[record - 1]?.kind,
          times: paid.filter((text) => text === `text ${record}`).length,
        }));
        expect(status.state).toBe("finished");
        expect(outcomes.map(({ id }) => Number(id))).toEqual(records);
        expect(moves).toEqual([]);
        const counted = Object.values(status.outcomes).reduce((sum, count) => sum + count, 0);
        expect(counted).toBe(world.records);
        expect(
          found.filter(({ record, kind, times }) => !agrees(world, record, kind, times)),
        ).toEqual([]);
      }),
      { numRuns: STRESS ? 1_000 : 60, timeout: 15_000 },
    );
  },
);
