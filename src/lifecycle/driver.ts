import { UsageError } from "../errors.ts";
import type { BatchStatus } from "../model/batch-status.ts";
import type { Batch, Shard } from "../store/batch.ts";
import { type Claim, LostClaim } from "../store/store.ts";
import { batchStatus } from "./batch-status.ts";
import { cancelJob, cancelPlanned } from "./cancel-shard.ts";
import { collectShard } from "./collect-shard.ts";
import type { DriveOptions } from "./drive.ts";
import type { Engine } from "./engine.ts";
import { LostOwnership, type Ownership } from "./ownership.ts";
import { poll } from "./poll.ts";
import { reconcile } from "./reconcile.ts";
import { planRetry, retriesDue, retryGroup } from "./retry.ts";
import type { Step } from "./step.ts";
import { submit } from "./submit.ts";
import { TaskPool } from "./task-pool.ts";

/** Between two looks at what another process does. */
const FOLLOW_MS = 1_000;
/** The longest sleep: cancellation and other processes' changes are noticed after it. */
const LONGEST_SLEEP_MS = 5_000;
/** The shortest, so that no clock that stands still makes this a busy loop. */
const SHORTEST_SLEEP_MS = 20;
/** A claim that another process holds is tried again after this. */
const HELD_MS = 1_000;
/** How often a create may be turned away before `submitted` is given up. */
const MOST_TURNED_AWAY = 5;

/** Does what a batch needs, turn by turn. */
export class Driver {
  readonly #engine: Engine;
  readonly #ownership: Ownership;
  readonly #batchId: string;
  readonly #options: DriveOptions;
  readonly #claims = new Map<number, Claim>();
  readonly #tasks: TaskPool<"submit" | "poll" | "collect" | "retry">;
  /** Until when a shard is left alone that another process has. */
  readonly #held = new Map<number, number>();
  /** States of shards that have been looked at. */
  readonly #looked = new Set<string>();
  #turnedAway = 0;

  constructor(engine: Engine, ownership: Ownership, batchId: string, options: DriveOptions) {
    this.#engine = engine;
    this.#ownership = ownership;
    this.#batchId = batchId;
    this.#options = options;
    const { submitsAtOnce, collectsAtOnce } = engine.tuning;
    this.#tasks = new TaskPool({
      submit: submitsAtOnce,
      poll: 1,
      collect: collectsAtOnce,
      retry: 1,
    });
  }

  async run(): Promise<BatchStatus> {
    for (;;) {
      const status = await this.#turn();
      if (status !== undefined) return status;
    }
  }

  /** One look at the whole batch; the status where the goal is reached. */
  async #turn(): Promise<BatchStatus | undefined> {
    const { store, clock } = this.#engine;
    this.#options.signal?.throwIfAborted();
    // In this order what is read can't be older than the right to act on it, or than the work under way.
    const other = await this.#drives();
    const busy = this.#tasks.ids();
    const batch = await store.batch(this.#batchId);
    if (batch === undefined) {
      throw new UsageError("not_found", `There is no batch ${this.#batchId} any more.`);
    }
    const shards = await store.shards(this.#batchId);
    const status = batchStatus(batch, shards);
    if (batch.state !== "running") return status;
    this.#options.onProgress?.(status, other);
    const late = clock.now() >= (this.#options.deadline ?? Infinity);
    if (other !== undefined) {
      if (late || this.#options.goal !== "finished") return status;
      await this.#sleep(FOLLOW_MS);
      return undefined;
    }
    const idle = shards.filter(({ id }) => !busy.has(id));
    if (!late) this.#start(batch, shards, idle);
    if (this.#tasks.size === 0) {
      if (shards.every((shard) => isOver(shard)) && !retriesDue(shards))
        return await this.#finish(batch, shards);
      if (late || this.#reached(shards)) return status;
    }
    await this.#wait(shards);
    return undefined;
  }

  /** The name of the process that drives the batch, if it is not driven from here. */
  async #drives(): Promise<string | undefined> {
    try {
      return await this.#ownership.drive(this.#batchId, this);
    } catch (error) {
      if (!(error instanceof LostOwnership)) throw error;
      this.#claims.clear();
      await this.#ownership.reenter();
      return await this.#ownership.drive(this.#batchId, this);
    }
  }

  /** Undefined where another process has taken over at the last moment. */
  async #finish(batch: Batch, shards: readonly Shard[]): Promise<BatchStatus | undefined> {
    const { store, clock } = this.#engine;
    try {
      await store.finishBatch(batch.id, await this.#ownership.id(), clock.now());
    } catch (error) {
      if (!(error instanceof LostClaim)) throw error;
      return undefined;
    }
    const finished = batchStatus((await store.batch(batch.id)) ?? batch, shards);
    this.#options.onProgress?.(finished, undefined);
    return finished;
  }

  /** Starts what is due and has room among the tasks. */
  #start(batch: Batch, shards: readonly Shard[], idle: readonly Shard[]): void {
    const polled: Shard[] = [];
    for (const shard of idle) {
      if (!this.#due(shard)) continue;
      switch (shard.state) {
        case "planned":
          this.#run("submit", [shard], batch, ([step]) =>
            batch.cancelled ? cancelPlanned(step) : this.#submit(step),
          );
          break;
        case "submitting":
        case "uncertain":
          this.#run("submit", [shard], batch, ([step]) => reconcile(step));
          break;
        case "submitted":
          if (batch.cancelled && !shard.cancelSent) {
            this.#run("submit", [shard], batch, ([step]) => cancelJob(step));
          } else {
            polled.push(shard);
          }
          break;
        case "collecting":
          this.#run("collect", [shard], batch, ([step]) => collectShard(step));
          break;
        case "done":
        case "cancelled":
        case "replaced":
          break;
      }
    }
    for (const group of Map.groupBy(polled, ({ setup }) => setup).values()) {
      this.#run("poll", group, batch, (steps) => poll(steps));
    }
    const retried = retryGroup(this.#engine, shards);
    if (retried.length === 0 || !retried.every((shard) => idle.includes(shard))) return;
    const ids = retried.map(({ id }) => id);
    this.#tasks.start("retry", ids, () =>
      this.#forgiving(retried, () => planRetry(this.#engine, batch, retried)),
    );
  }

  #due(shard: Shard): boolean {
    const now = this.#engine.clock.now();
    if ((this.#held.get(shard.id) ?? 0) > now) return false;
    if (this.#options.goal !== "looked") return shard.nextAt <= now;
    // Whoever looks wants to know how it is now, and not how it was when it was last looked at.
    return !this.#looked.has(lookKey(shard)) && (shard.nextAt <= now || shard.state !== "planned");
  }

  #run(
    kind: "submit" | "poll" | "collect",
    shards: readonly Shard[],
    batch: Batch,
    action: (steps: readonly [Step, ...Step[]]) => Promise<void>,
  ): void {
    const ids = shards.map(({ id }) => id);
    this.#tasks.start(kind, ids, async () => {
      const [first, ...rest] = await this.#steps(batch, shards);
      if (first === undefined) return;
      for (const { shard } of [first, ...rest]) this.#looked.add(lookKey(shard));
      await this.#forgiving(shards, () => action([first, ...rest]));
    });
  }

  async #steps(batch: Batch, shards: readonly Shard[]): Promise<readonly Step[]> {
    const steps: Step[] = [];
    for (const shard of shards) {
      const claim = this.#claims.get(shard.id) ?? (await this.#ownership.claim(shard));
      if (claim === undefined) {
        this.#held.set(shard.id, this.#engine.clock.now() + HELD_MS);
        continue;
      }
      this.#claims.set(shard.id, claim);
      steps.push({
        engine: this.#engine,
        ownership: this.#ownership,
        batch,
        shard,
        claim,
        signal: this.#options.signal,
      });
    }
    return steps;
  }

  /** That another process has taken a shard over is no fault. */
  async #forgiving(shards: readonly Shard[], action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      if (!(error instanceof LostClaim) && !(error instanceof LostOwnership)) throw error;
      for (const { id } of shards) this.#claims.delete(id);
    }
  }

  async #submit(step: Step): Promise<void> {
    const turnedAway = await submit(step);
    if (turnedAway === undefined) return;
    this.#turnedAway += 1;
    const patient = this.#options.goal === "finished" || this.#turnedAway < MOST_TURNED_AWAY;
    if (!patient) throw turnedAway;
  }

  /** Whether all that can be done for the goal now is done. */
  #reached(shards: readonly Shard[]): boolean {
    switch (this.#options.goal) {
      case "finished":
        return false;
      case "looked":
        return !shards.some((shard) => !isOver(shard) && this.#due(shard));
      case "submitted":
        return !shards.some(
          ({ state, waitsForRoom }) =>
            (state === "planned" && !waitsForRoom) || state === "submitting",
        );
    }
  }

  /** Until a task ends or the next shard is due. */
  async #wait(shards: readonly Shard[]): Promise<void> {
    const busy = this.#tasks.ids();
    const now = this.#engine.clock.now();
    const times = shards
      .filter((shard) => !isOver(shard) && !busy.has(shard.id))
      .map(({ id, nextAt }) => Math.max(nextAt, this.#held.get(id) ?? 0))
      // What is due and was not started waits for a task to end.
      .filter((time) => time > now);
    const next = Math.min(this.#options.deadline ?? Infinity, ...times);
    const delay = Math.min(Math.max(next - now, SHORTEST_SLEEP_MS), LONGEST_SLEEP_MS);
    await this.#tasks.race(this.#sleepUntilDone(delay));
  }

  #sleepUntilDone(ms: number): (done: AbortSignal) => Promise<void> {
    const { signal } = this.#options;
    return async (done) => {
      const either = signal === undefined ? done : AbortSignal.any([signal, done]);
      try {
        await this.#engine.clock.sleep(ms, { signal: either });
      } catch (error) {
        if (!done.aborted) throw error;
      }
    };
  }

  async #sleep(ms: number): Promise<void> {
    await this.#engine.clock.sleep(ms, { signal: this.#options.signal });
  }

  /** Waits for what is under way, so that nothing goes on behind the caller's back. */
  async settle(): Promise<void> {
    await this.#tasks.settle();
    this.#ownership.release(this.#batchId, this);
  }
}

function isOver({ state }: Shard): boolean {
  return state === "done" || state === "cancelled" || state === "replaced";
}

function lookKey({ id, state }: Shard): string {
  return `${id} ${state}`;
}
