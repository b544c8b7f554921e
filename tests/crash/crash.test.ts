import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { startEmulator, type EmulatorOptions } from "../../src/emulator/server.ts";
import { STRESS } from "../support/scale.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { CrashRun, ended, stepsIn, VARIANTS, type Variant } from "./crash-run.ts";
import type { Step } from "./instructions.ts";

const SHARDS = STRESS ? 20 : 6;
const REQUESTS_PER_SHARD = 5;
const RANDOM_KILLS = STRESS ? 50 : 8;
const LEASE_MS = 1_500;
const LONG = STRESS ? 3_600_000 : 240_000;

interface Prepared extends AsyncDisposable {
  readonly run: CrashRun;
}

async function prepared(variant: Variant, options: EmulatorOptions = {}): Promise<Prepared> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await temporaryFolder());
  const emulator = stack.use(await startEmulator({ workMs: 150, ...options }));
  const run = await CrashRun.prepare({
    folder: folder.path,
    emulator,
    variant,
    shards: SHARDS,
    requestsPerShard: REQUESTS_PER_SHARD,
    leaseMs: LEASE_MS,
  });
  const all = stack.move();
  return { run, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

/** What must be true at the end, whatever happened: one job per shard, and the outcomes of an undisturbed run. */
async function expectIntact(
  run: CrashRun,
  expected: readonly unknown[],
  what: string,
): Promise<void> {
  const jobs = await run.jobs();
  expect(
    jobs.map(({ requests }) => requests),
    what,
  ).toEqual(Array.from({ length: SHARDS }, () => REQUESTS_PER_SHARD));
  expect(await run.outcomes(), what).toEqual(expected);
}

/** The steps of a run that nothing disturbed, and its outcomes. */
async function undisturbed(variant: Variant) {
  await using whole = await prepared(variant);
  const { said } = await whole.run.run();
  return { steps: stepsIn(said), outcomes: await whole.run.outcomes() };
}

/** Each step once: the first time it is taken, and the last. */
function stepsToKillAt(steps: readonly Step[]): readonly Step[] {
  const groups = Map.groupBy(steps, ({ call, when }) => `${when} ${call}`);
  return [...groups.values()].flatMap((group) => {
    const [first, last] = [group[0], group.at(-1)];
    if (first === undefined || last === undefined) return [];
    return STRESS && last !== first ? [first, last] : [first];
  });
}

/** Runs over the items, two at a time: there are two cores. */
async function inPairs<Item>(
  items: readonly Item[],
  run: (item: Item) => Promise<void>,
): Promise<void> {
  const waiting = [...items];
  const runner = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await run(item);
  };
  await Promise.all([runner(), runner()]);
}

/** A random number that is the same in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state / 2 ** 32;
  };
}

describe("a process that is killed", () => {
  it("loses nothing and pays for nothing twice, at every step", { timeout: LONG }, async () => {
    const references = await Promise.all(VARIANTS.map((variant) => undisturbed(variant)));
    const tasks = VARIANTS.flatMap((variant, index) => {
      const reference = references[index];
      const steps = stepsToKillAt(reference?.steps ?? []);
      // The steps are shared out between the providers, but for the ones around a create, which all get.
      return steps
        .filter(
          (step, at) => STRESS || at % VARIANTS.length === index || /submit|admit/.test(step.call),
        )
        .map((step) => ({ variant, step, expected: reference?.outcomes ?? [] }));
    });
    expect(tasks.length).toBeGreaterThan(40);
    await inPairs(tasks, async ({ variant, step, expected }) => {
      await using disturbed = await prepared(variant);
      const { run } = disturbed;
      const { killed } = await run.run({ at: step, signal: "SIGKILL" });
      const what = `${variant.provider}: ${step.when} ${step.call} ${step.nth}`;
      expect(killed, what).toBe(true);
      await run.run();
      await expectIntact(run, expected, what);
    });
  });

  it("loses nothing and pays for nothing twice, at any instant", { timeout: LONG }, async () => {
    const references = await Promise.all(VARIANTS.map((variant) => undisturbed(variant)));
    const random = seeded(20_261_120);
    const kills = Array.from({ length: RANDOM_KILLS }, (_, index) => ({
      index: index % VARIANTS.length,
      delays: [300 + random() * 1_200, 300 + random() * 1_200],
    }));
    await inPairs(kills, async ({ index, delays }) => {
      const variant = VARIANTS[index];
      if (variant === undefined) return;
      await using disturbed = await prepared(variant);
      const { run } = disturbed;
      for (const delay of delays) {
        const worker = run.start();
        const end = ended(worker);
        await Promise.race([pause(delay), end]);
        worker.kill("SIGKILL");
        await end;
      }
      await run.run();
      await expectIntact(
        run,
        references[index]?.outcomes ?? [],
        `${variant.provider} ${delays.join(", ")}`,
      );
    });
  });
});

describe.each(VARIANTS)("at $provider", (variant) => {
  const faults = [
    { fault: "server_error", when: "after" },
    { fault: "overloaded", when: "after" },
    { fault: "reset", when: "after" },
    { fault: "server_error", when: "before" },
    { fault: "reset", when: "before" },
  ] as const;
  it.each(faults)(
    "a create that is answered with $fault $when it was accepted is not paid for twice",
    { timeout: LONG },
    async (fault) => {
      const { outcomes } = await undisturbed(variant);
      const route =
        "^POST /(openai/v1/batches|anthropic/v1/messages/batches|v1/models/[^/]+:batchGenerateContent)$";
      await using disturbed = await prepared(variant, {
        faults: { rules: [{ ...fault, route, times: 3 }] },
      });
      await disturbed.run.run();
      await expectIntact(disturbed.run, outcomes, fault.fault);
    },
  );

  it("two processes on one store do the work once", { timeout: LONG }, async () => {
    const { outcomes } = await undisturbed(variant);
    await using shared = await prepared(variant);
    const { run } = shared;
    const first = run.start();
    const firstEnd = ended(first);
    // The second one starts when there is a batch to find.
    for (;;) {
      if ((await run.jobs()).length > 0) break;
      await pause(20);
    }
    const [one, other] = await Promise.all([firstEnd, run.run()]);
    expect([one.said, other.said].every((said) => said.includes("finished"))).toBe(true);
    await expectIntact(run, outcomes, "two processes");
  });

  const freezes: readonly Step[] = [
    { call: "transport.submit", when: "before", nth: 2 },
    { call: "transport.submit", when: "after", nth: 2 },
    { call: "store.admit", when: "after", nth: 1 },
    { call: "artifact.commit", when: "before", nth: SHARDS + 1 },
  ];
  it.each(freezes)(
    "a process that freezes $when $call comes back to find its work done",
    { timeout: LONG },
    async (at) => {
      const { outcomes } = await undisturbed(variant);
      await using shared = await prepared(variant);
      const { run } = shared;
      const frozen = run.start({ at, signal: "SIGSTOP" });
      const frozenEnd = ended(frozen);
      for (;;) {
        // A stopped process is in state T.
        if (await isStopped(frozen.pid ?? 0)) break;
        await pause(20);
      }
      await pause(LEASE_MS + 200);
      await run.run();
      frozen.kill("SIGCONT");
      await frozenEnd;
      await expectIntact(run, outcomes, `frozen ${at.when} ${at.call}`);
    },
  );
});

async function isStopped(pid: number): Promise<boolean> {
  const { readFile } = await import("node:fs/promises");
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return /\) T /.test(stat);
}
