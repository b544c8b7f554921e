/** Runs tasks of several kinds side by side, of each kind at most so many; a task works on some shards. */
export class TaskPool<Kind extends string> {
  readonly #limits: Readonly<Record<Kind, number>>;
  readonly #tasks = new Set<{
    readonly kind: Kind;
    readonly ids: readonly number[];
    done: Promise<void>;
  }>();
  #failure: { readonly error: unknown } | undefined;

  constructor(limits: Readonly<Record<Kind, number>>) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#tasks.size;
  }

  /** The shards that are worked on. */
  ids(): ReadonlySet<number> {
    return new Set([...this.#tasks].flatMap(({ ids }) => ids));
  }

  /** Starts a task, unless as many of its kind are under way as may be. */
  start(kind: Kind, ids: readonly number[], run: () => Promise<void>): void {
    const running = [...this.#tasks].filter((task) => task.kind === kind).length;
    if (running >= this.#limits[kind] || this.#failure !== undefined) return;
    const task = { kind, ids, done: Promise.resolve() };
    this.#tasks.add(task);
    task.done = run()
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => this.#tasks.delete(task));
  }

  /** Waits for a task or the sleep to end, whichever comes first. @throws what a task threw. */
  async race(sleep: (done: AbortSignal) => Promise<void>): Promise<void> {
    await this.#throwFailure();
    const awake = new AbortController();
    try {
      await Promise.race([...[...this.#tasks].map(({ done }) => done), sleep(awake.signal)]);
    } finally {
      awake.abort();
    }
    await this.#throwFailure();
  }

  async #throwFailure(): Promise<void> {
    if (this.#failure === undefined) return;
    await this.settle();
    throw this.#failure.error;
  }

  /** Waits for all tasks; what they throw is kept for `race`. */
  async settle(): Promise<void> {
    await Promise.all([...this.#tasks].map(({ done }) => done));
  }
}
