import { once } from "node:events";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { ThreadAnswer, ThreadResults, ThreadTask } from "./thread.ts";
import { thrownError } from "./thread-errors.ts";

/** Beside this file, in the sources and in the package. */
const ENTRY = new URL(
  import.meta.url.endsWith(".ts") ? "./thread.ts" : "./thread.js",
  import.meta.url,
);

/** Records are gone soon after they came; room for more of them would be filled, and gain no time. */
const YOUNG_MB = 12;

/**
 * Threads that do the work on large batches side by side. They are started when they are first needed, and keep no process
 * alive while they have nothing to do.
 */
export class Threads implements AsyncDisposable {
  /** How many there may be. */
  readonly limit: number;
  readonly #idle: Worker[] = [];
  readonly #waiting: ((worker: Worker | undefined) => void)[] = [];
  #running = 0;
  #usable: Promise<boolean> | undefined;

  /** @param limit No more than the machine has processors are started. */
  constructor(limit: number) {
    this.limit = Math.min(limit, availableParallelism());
  }

  /** False where a second thread gains nothing, or where none can start, as in a program that was bundled into one file. */
  async usable(): Promise<boolean> {
    if (this.limit < 2) return false;
    this.#usable ??= this.#try();
    return await this.#usable;
  }

  async #try(): Promise<boolean> {
    try {
      const worker = await this.#take();
      // Where its modules can't be loaded, this is when it says so.
      await answerOf(worker, { kind: "ready" });
      this.#giveBack(worker);
      return true;
    } catch {
      this.#running -= 1;
      return false;
    }
  }

  /** Does a task in a thread, as soon as one is free. @throws what the task throws */
  async run<Kind extends keyof ThreadResults>(
    task: Extract<ThreadTask, { readonly kind: Kind }>,
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<ThreadResults[Kind]> {
    const worker = await this.#take();
    // Kept, a thread that was waited for until after the interrupt would keep the process alive for ever.
    if (signal?.aborted === true) this.#giveBack(worker);
    signal?.throwIfAborted();
    const stop = () => void worker.terminate();
    signal?.addEventListener("abort", stop);
    try {
      const answer = await answerOf(worker, task);
      this.#giveBack(worker);
      if (answer.ok) return answer.value as ThreadResults[Kind]; // oxlint-disable-line typescript/no-unsafe-type-assertion -- of a task of this kind
      throw thrownError(answer.error);
    } catch (error) {
      if (worker.threadId === -1) this.#lose();
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener("abort", stop);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#idle.splice(0).map((worker) => worker.terminate()));
  }

  async #take(): Promise<Worker> {
    const idle = this.#idle.pop();
    if (idle !== undefined) {
      idle.ref();
      return idle;
    }
    if (this.#running >= this.limit) {
      const freed = await new Promise<Worker | undefined>((resolve) => this.#waiting.push(resolve));
      if (freed !== undefined) return freed;
    }
    this.#running += 1;
    return new Worker(ENTRY, { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } });
  }

  #giveBack(worker: Worker): void {
    const next = this.#waiting.shift();
    if (next !== undefined) return next(worker);
    worker.unref();
    this.#idle.push(worker);
  }

  /** A thread that has died makes room for another. */
  #lose(): void {
    this.#running -= 1;
    this.#waiting.shift()?.(undefined);
  }
}

async function answerOf(worker: Worker, task: ThreadTask): Promise<ThreadAnswer> {
  const done = new AbortController();
  const { signal } = done;
  try {
    // Rejects where the thread fails with an error that nobody caught.
    const answered = once(worker, "message", { signal });
    const ended = once(worker, "exit", { signal }).then(([code]) => {
      throw new Error(`a thread ended with code ${code} before it had done its task`);
    });
    worker.postMessage(task); // oxlint-disable-line unicorn/require-post-message-target-origin -- a thread has no origin
    const [answer]: readonly unknown[] = await Promise.race([answered, ended]);
    return answer as ThreadAnswer; // oxlint-disable-line typescript/no-unsafe-type-assertion -- it only sends those
  } finally {
    done.abort();
  }
}
