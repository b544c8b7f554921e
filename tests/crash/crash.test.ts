import { readFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startEmulator, type EmulatorOptions } from "../../src/emulator/server.ts";
import { lazy } from "../../src/util/lazy.ts";
import { STRESS } from "../support/scale.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/temporary-folder.ts";
import { bundleChild, CrashRun, ended, stepsIn, VARIANTS, type Variant } from "./crash-run.ts";
import type { Step } from "./instructions.ts";

const SHARDS = STRESS ? 20 : 3;
const REQUESTS_PER_SHARD = STRESS ? 5 : 2;
const RANDOM_KILLS = STRESS ? 50 : 6;
const LEASE_MS = 1_000;
const LONG = STRESS ? 3_600_000 : 180_000;
/** Processes that run at a time; most of their time is waiting. */
const AT_ONCE = 4;

let bundle: TemporaryFolder;
let child: string;

beforeAll(async () => {
  bundle = await temporaryFolder();
  child = await bundleChild(bundle.path);
});

afterAll(() => bundle[Symbol.asyncDispose]());

interface Prepared extends AsyncDisposable {
  readonly run: CrashRun;
}

async function prepared(variant: Variant, options: EmulatorOptions = {}): Promise<Prepared> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await temporaryFolder());
  const emulator = stack.use(await startEmulator({ workMs: 60, ...options }));
  const run = await CrashRun.prepare({
    folder: folder.path,
    child,
    emulator,
    variant,
    shards: SHARDS,
    requestsPerShard: REQUESTS_PER_SHARD,
    leaseMs: LEASE_MS,
  });
  const all = stack.move();
  return { run, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

/** What a run that nothing disturbed steps through, and its outcomes. */
interface Reference {
  readonly steps: readonly Step[];
  readonly outcomes: readonly unknown[];
}

const references = new Map<Variant, () => Promise<Reference>>(
  VARIANTS.map((variant) => [
    variant,
    lazy(async () => {
      await using whole = await prepared(variant);
      const { said } = await whole.run.run();
      return { steps: stepsIn(said), outcomes: await whole.run.outcomes() };
    }),
  ]),
);

async function referenceOf(variant: Variant): Promise<Reference> {
  const reference = await references.get(variant)?.();
  if (reference === undefined) throw new Error("no such variant");
  return reference;
}

/** What must be true at the end, whatever happened: one job per shard, and the outcomes of an undisturbed run. */
async function expectIntact(run: CrashRun, variant: Variant, what: string): Promise<void> {
  const named = `${variant.provider}: ${what}`;
  const jobs = await run.jobs();
  expect(
    jobs.map(({ requests }) => requests),
    named,
  ).toEqual(Array.from({ length: SHARDS }, () => REQUESTS_PER_SHARD));
  const { outcomes } = await referenceOf(variant);
  expect(await run.outcomes(), named).toEqual(outcomes);
}

/** Each step: the first time it is taken, and in the large size the last time too. */
function stepsToKillAt(steps: readonly Step[]): readonly Step[] {
  const groups = Map.groupBy(steps, ({ call, when }) => `${when} ${call}`);
  return [...groups.values()].flatMap((group) => {
    const [first, last] = [group[0], group.at(-1)];
    if (first === undefined || last === undefined) return [];
    return STRESS && last !== first ? [first, last] : [first];
  });
}

/** Runs over the items, some at a time. */
async function severalAtOnce<Item>(
  items: readonly Item[],
  run: (item: Item) => Promise<void>,
): Promise<void> {
  const waiting = [...items];
  const runner = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await run(item);
  };
  // All come to their end also where one fails: what they use is closed then.
  const ends = await Promise.allSettled(Array.from({ length: AT_ONCE }, runner));
  const failed = ends.find((end) => end.status === "rejected");
  if (failed !== undefined) throw failed.reason;
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
    const steps = await Promise.all(
      VARIANTS.map(async (variant) => stepsToKillAt((await referenceOf(variant)).steps)),
    );
    const tasks = VARIANTS.flatMap((variant, index) =>
      // The steps are shared out between the providers, but for the ones around a create, which all get.
      (steps[index] ?? [])
        .filter(
          ({ call }, at) =>
            STRESS || at % VARIANTS.length === index || /submit|admit|find/.test(call),
        )
        .map((step) => ({ variant, step })),
    );
    expect(tasks.length).toBeGreaterThan(30);
    await severalAtOnce(tasks, async ({ variant, step }) => {
      await using disturbed = await prepared(variant);
      const { run } = disturbed;
      const { killed } = await run.run({ at: step, signal: "SIGKILL" });
      const what = `${step.when} ${step.call} ${step.nth}`;
      // How often the lease is renewed, and what is done how often in all, is a matter of time.
      const certain = step.nth === 1 && step.call !== "store.renew";
      expect(killed || !certain, what).toBe(true);
      await run.run();
      await expectIntact(run, variant, what);
    });
  });

  it("loses nothing and pays for nothing twice, at any instant", { timeout: LONG }, async () => {
    const random = seeded(20_261_120);
    const longest = STRESS ? 1_200 : 400;
    const kills = VARIANTS.flatMap((variant, index) =>
      Array.from({ length: RANDOM_KILLS }, () => ({
        variant,
        delays: [200 + random() * longest, 200 + random() * longest],
      })).filter((_kill, at) => at % VARIANTS.length === index),
    );
    await severalAtOnce(kills, async ({ variant, delays }) => {
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
      await expectIntact(run, variant, delays.join(", "));
    });
  });
});

const CREATE_ROUTE =
  "^POST /(openai/v1/batches|anthropic/v1/messages/batches|v1/models/[^/]+:batchGenerateContent)$";

it(
  "a create whose answer is lost is not paid for twice, before or after it was accepted",
  {
    timeout: LONG,
  },
  async () => {
    const faults = [
      { fault: "server_error", when: "after" },
      { fault: "overloaded", when: "after" },
      { fault: "reset", when: "after" },
      { fault: "server_error", when: "before" },
      { fault: "reset", when: "before" },
    ] as const;
    const tasks = VARIANTS.flatMap((variant) => faults.map((fault) => ({ variant, fault })));
    await severalAtOnce(tasks, async ({ variant, fault }) => {
      const rules = [{ ...fault, route: CREATE_ROUTE, times: 3 }];
      await using disturbed = await prepared(variant, { faults: { rules } });
      await disturbed.run.run();
      await expectIntact(disturbed.run, variant, `${fault.fault} ${fault.when}`);
    });
  },
);

it("two processes on one store do the work once", { timeout: LONG }, async () => {
  await severalAtOnce(VARIANTS, async (variant) => {
    await using shared = await prepared(variant);
    const { run } = shared;
    const firstEnd = ended(run.start());
    // The second one starts when there is a batch to find.
    while ((await run.jobs()).length === 0) await pause(10);
    const [one, other] = await Promise.all([firstEnd, run.run()]);
    expect([one.said, other.said].every((said) => said.includes("finished"))).toBe(true);
    await expectIntact(run, variant, "two processes");
  });
});

it("a process that freezes comes back to find its work done", { timeout: LONG }, async () => {
  const freezes: readonly Step[] = [
    { call: "transport.submit", when: "before", nth: 2 },
    { call: "transport.submit", when: "after", nth: 2 },
    { call: "store.admit", when: "after", nth: 1 },
    // While the input is planned, and while the first results are turned into outcomes.
    { call: "artifact.commit", when: "before", nth: 2 },
    { call: "artifact.commit", when: "before", nth: 2 * SHARDS + 2 },
  ];
  const tasks = VARIANTS.flatMap((variant) => freezes.map((at) => ({ variant, at })));
  await severalAtOnce(tasks, async ({ variant, at }) => {
    await using shared = await prepared(variant);
    const { run } = shared;
    const frozen = run.start({ at, signal: "SIGSTOP" });
    const frozenEnd = ended(frozen);
    while (!(await isStopped(frozen.pid ?? 0))) await pause(10);
    await pause(LEASE_MS + 100);
    await run.run();
    frozen.kill("SIGCONT");
    await frozenEnd;
    await expectIntact(run, variant, `frozen ${at.when} ${at.call}`);
  });
});

async function isStopped(pid: number): Promise<boolean> {
  // A stopped process is in state T.
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return /\) T /.test(stat);
}
