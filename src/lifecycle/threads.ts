import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { SentAnswer, ThreadResults, ThreadTask } from "./thread.ts";
import { thrownError } from "./thread-errors.ts";

/** Beside this file, in the sources and in the package. */
const ENTRY = new URL(
  import.meta.url.endsWith(".ts") ? "./thread.ts" : "./thread.js",
  import.meta.url,
);

/** Records are gone soon after they came; room for more of them would be filled, and gain little time. */
const YOUNG_MB = 32;
/** Tasks of one thread: while the disk ends one of them, the next one begins. */
const SLOTS = 2;
/** A thread that has had nothing to do for so long ends, and gives its memory back. */
const IDLE_MS = 5_000;

/**
 * Threads that do the work on large batches side by side. They are started when they are first needed, and keep no process
 * alive while they have nothing to do.
 */
export class Threads implements AsyncDisposable {
  /** How many there may be. */
  readonly limit: number;
  readonly #threads: Thread[] = [];
  readonly #waiting: (() => void)[] = [];
  #usable: Promise<boolean> | undefined;

  /** @param limit No more than the machine has processors are started. */
  constructor(limit: number) {
    this.limit = Math.min(limit, availableParallelism());
  }

  /** Tasks that can be under way at a time; more of them wait. */
  get slots(): number {
    return this.limit * SLOTS;
  }

  /** False where a second thread gains nothing, or where none can start, as in a program that was bundled into one file. */
  async usable(): Promise<boolean> {
    if (this.limit < 2) return false;
    // All at once, since each takes its time to load its modules; where these can't be loaded, this is when it says so.
    this.#usable ??= Promise.all(
      Array.from({ length: this.limit }, () => this.run<"ready">({ kind: "ready" })),
    ).then(
      () => true,
      () => false,
    );
    return await this.#usable;
  }

  /** Does a task in a thread, as soon as one has room. @throws what the task throws */
  async run<Kind extends keyof ThreadResults>(
    task: Extract<ThreadTask, { readonly kind: Kind }>,
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<ThreadResults[Kind]> {
    const thread = await this.#free();
    const stop = () => void thread.stop();
    try {
      // Who waited for a thread while all was stopped has no use for it.
      signal?.throwIfAborted();
      signal?.addEventListener("abort", stop);
      return (await thread.do(task)) as ThreadResults[Kind]; // oxlint-disable-line typescript/no-unsafe-type-assertion -- of a task of this kind
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener("abort", stop);
      thread.release();
      this.#waiting.shift()?.();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#threads.splice(0).map((thread) => thread.stop()));
  }

  async #free(): Promise<Thread> {
    for (;;) {
      const [least] = this.#threads.toSorted((one, other) => one.tasks - other.tasks);
      const room = least !== undefined && least.tasks < SLOTS;
      if (this.#threads.length < this.limit && (!room || least.tasks > 0)) return this.#start();
      if (room) {
        least.take();
        return least;
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  #start(): Thread {
    const thread = new Thread(() => {
      this.#threads.splice(this.#threads.indexOf(thread), 1);
    });
    this.#threads.push(thread);
    thread.take();
    return thread;
  }
}

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** One thread, with the tasks that it has. */
class Thread {
  tasks = 0;
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #asked = 0;
  #idle: NodeJS.Timeout | undefined;

  /** @param onEnd Called when it takes no more tasks. */
  constructor(onEnd: () => void) {
    this.#worker = new Worker(ENTRY, { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } });
    this.#worker.on("message", (answer: SentAnswer) => this.#take(answer));
    let failure: unknown;
    this.#worker.on("error", (error) => {
      failure = error;
    });
    this.#worker.on("exit", (code) => {
      clearTimeout(this.#idle);
      onEnd();
      const ended = new Error(`a thread ended with code ${code} before it had done its task`);
      for (const { reject } of this.#pending.values()) reject(failure ?? ended);
    });
  }

  take(): void {
    clearTimeout(this.#idle);
    this.tasks += 1;
    this.#worker.ref();
  }

  release(): void {
    this.tasks -= 1;
    if (this.tasks > 0) return;
    this.#worker.unref();
    this.#idle = setTimeout(() => void this.stop(), IDLE_MS);
    this.#idle.unref();
  }

  async do(task: ThreadTask): Promise<unknown> {
    this.#asked += 1;
    const id = this.#asked;
    return await new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#worker.postMessage({ id, task }); // oxlint-disable-line unicorn/require-post-message-target-origin -- a thread has no origin
    });
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  #take({ id, answer }: SentAnswer): void {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (answer.ok) pending?.resolve(answer.value);
    else pending?.reject(thrownError(answer.error));
  }
}
