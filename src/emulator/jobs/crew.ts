import { randomUUID } from "node:crypto";
import type { ProviderName } from "../faults/profile.ts";
import type { FaultDesk } from "../faults/desk.ts";
import type { EmulatorClock } from "../clock.ts";
import type { Folder } from "../storage/folder.ts";
import type { Inspection, Job, JobResults, ResultFile } from "../storage/job.ts";
import type { Jobs } from "../storage/jobs.ts";
import { readLines } from "../stream/line-reader.ts";
import { renderLines } from "./render.ts";
import { endingOf, needsWork, planOf, type Ending } from "./timeline.ts";
import type { Trade } from "./trade.ts";

/** Jobs that one process works on at a time; the others wait. */
const HANDS = 4;
/** How often a worker says that it lives, and after how long it is taken for dead, in real milliseconds. */
const BEAT = 1000;
const DEAD_AFTER = 30_000;

export interface CrewOptions {
  readonly jobs: Jobs;
  readonly folder: Folder;
  readonly clock: EmulatorClock;
  readonly faults: FaultDesk;
  readonly trades: Readonly<Record<ProviderName, Trade>>;
}

/** Thrown inside the work to leave it: the emulator closes, or the job is to end otherwise. */
class Dropped extends Error {}

/** Works jobs off in the background, one process's share of them. */
export class Crew implements AsyncDisposable {
  readonly #options: CrewOptions;
  /** Names this process among all on the directory: its number may have been another's before. */
  readonly #name = `${process.pid}:${randomUUID()}`;
  readonly #running = new Map<number, Promise<void>>();
  readonly #waiting: number[] = [];
  #closing = false;

  constructor(options: CrewOptions) {
    this.#options = options;
  }

  /** Sees to it that somebody works on the job, if there is anything to do. */
  ensure(job: Job): void {
    if (this.#closing || this.#running.has(job.number) || this.#waiting.includes(job.number))
      return;
    if (!needsWork(job) || this.#isInHands(job)) return;
    this.#waiting.push(job.number);
    this.#start();
  }

  #start(): void {
    while (this.#running.size < HANDS) {
      const number = this.#waiting.shift();
      if (number === undefined) return;
      // Whoever asks about the job next tries again.
      const work = this.#workOn(number).catch(() => undefined);
      const done = work.finally(() => {
        this.#running.delete(number);
        this.#start();
      });
      this.#running.set(number, done);
    }
  }

  /** Whether another process works on it that is alive. */
  #isInHands({ worker, beatAt }: Job): boolean {
    if (worker === undefined || worker === this.#name) return false;
    return Date.now() - (beatAt ?? 0) < DEAD_AFTER && isAlive(worker);
  }

  async #workOn(number: number): Promise<void> {
    const { jobs } = this.#options;
    const job = jobs.get(number);
    if (job === undefined || this.#closing || !needsWork(job) || this.#isInHands(job)) return;
    const claim = { worker: this.#name, from: job.worker, at: Date.now() };
    if (!jobs.claim(number, claim)) return;
    try {
      // What is to be done may change while it is done: a cancel ends a job otherwise.
      for (let current = this.#own(number); current !== undefined; current = this.#own(number)) {
        await this.#advance(current);
      }
    } finally {
      jobs.change(number, { worker: null }, { worker: this.#name });
    }
  }

  /** The job, as long as it is this process's to work on. */
  #own(number: number): Job | undefined {
    const job = this.#options.jobs.get(number);
    const mine = job !== undefined && job.worker === this.#name && needsWork(job);
    return mine && !this.#closing ? job : undefined;
  }

  async #advance(job: Job): Promise<void> {
    try {
      if (job.phase === "accepted") await this.#inspect(job);
      else await this.#render(job, endingOf(job));
    } catch (error) {
      if (!(error instanceof Dropped)) this.#fail(job, error);
    }
  }

  async #inspect(job: Job): Promise<void> {
    const { folder, trades } = this.#options;
    const inspector = trades[job.provider].inspector(job);
    const beat = this.#beats(job, undefined);
    let position = 0;
    for await (const lines of readLines(folder.file(job.input))) {
      for (const line of lines) {
        inspector.line(line.toString("utf8"), position);
        position += 1;
      }
      beat(0);
    }
    const inspection = inspector.finish();
    const phase = inspection.errors.length === 0 ? "checked" : "invalid";
    this.#change(job, { phase, inspection });
  }

  async #render(job: Job, ending: Ending): Promise<void> {
    const { folder, clock, trades } = this.#options;
    const trade = trades[job.provider];
    const plan = planOf(ending);
    const share = ending.kind === "expired" || ending.kind === "cancelled" ? ending.share : 1;
    const total = job.inspection?.requests ?? 0;
    const output = folder.newName("results");
    const errors = folder.newName("errors");
    const wanted = ending.kind === "completed" || trade.givesPartialResults;
    const draws = await this.#options.faults.drawsOf(job);
    await using leftovers = new Leftovers(folder, [output, errors]);
    const rendered = await renderLines(trade.renderer(job, draws), {
      input: folder.file(job.input),
      output: folder.file(output),
      errors: folder.file(errors),
      faults: job.accepted.faults,
      seed: job.number,
      reached: wanted ? Math.floor(total * share) : 0,
      left: ending.kind === "expired" ? "expired" : "canceled",
      onProgress: this.#beats(job, plan),
    });
    const results: JobResults = {
      plan,
      finishedAt: clock.now(),
      outputFile: wanted ? await this.#resultFile(output, rendered.hasOutput) : undefined,
      errorFile: wanted ? await this.#resultFile(errors, rendered.hasErrors) : undefined,
      counts: rendered.counts,
      usage: rendered.usage,
    };
    const endedAt = Math.max(ending.at, results.finishedAt);
    this.#change(job, {
      phase: "done",
      results: trade.publish(job, results, endedAt),
      done: total,
    });
    leftovers.names = [job.results?.outputFile?.stored, job.results?.errorFile?.stored];
  }

  async #resultFile(stored: string, exists: boolean): Promise<ResultFile | undefined> {
    return exists ? { stored, bytes: await this.#options.folder.size(stored) } : undefined;
  }

  #change(job: Job, change: Parameters<Jobs["change"]>[1]): void {
    if (!this.#options.jobs.change(job.number, change, { worker: this.#name })) throw new Dropped();
  }

  /** Says now and then that the work goes on, and leaves it when it should not. */
  #beats(job: Job, plan: string | undefined): (done: number) => void {
    let last = 0;
    return (done) => {
      if (this.#closing) throw new Dropped();
      const now = Date.now();
      if (now - last < BEAT) return;
      last = now;
      this.#change(job, { beatAt: now, done });
      const current = this.#options.jobs.get(job.number);
      const changed =
        plan !== undefined && current !== undefined && planOf(endingOf(current)) !== plan;
      if (current === undefined || changed) throw new Dropped();
    };
  }

  /** A fault of the emulator itself has to be seen: the job fails with it. */
  #fail(job: Job, error: unknown): void {
    const message = `The emulator failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
    const inspection: Inspection = {
      requests: job.inspection?.requests ?? 0,
      tokens: 0,
      errors: [{ code: "emulator_error", message }],
    };
    this.#options.jobs.change(job.number, { phase: "invalid", inspection }, { worker: this.#name });
  }

  /** Resolves when nothing is worked on in this process any more. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running.values());
  }

  /** Leaves all work where it is, for good when the emulator closes. */
  async leave(): Promise<void> {
    this.#closing = true;
    this.#waiting.length = 0;
    await this.idle();
    this.#closing = false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.leave();
    this.#closing = true;
  }
}

/** Files that nobody needs when the work ends: its own until it is finished, then those that they take the place of. */
class Leftovers implements AsyncDisposable {
  readonly #folder: Folder;
  names: readonly (string | undefined)[];

  constructor(folder: Folder, names: readonly (string | undefined)[]) {
    this.#folder = folder;
    this.names = names;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const name of this.names) if (name !== undefined) await this.#folder.remove(name);
  }
}

/** Whether the process of a worker's name is there. */
function isAlive(worker: string): boolean {
  const pid = Number(worker.split(":", 1)[0]);
  // This process has another name now, so the worker of the same number is gone.
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
