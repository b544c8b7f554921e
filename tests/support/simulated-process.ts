import { createEngine } from "../../src/lifecycle/create-engine.ts";
import { DEFAULT_TUNING, type Engine } from "../../src/lifecycle/engine.ts";
import { Ownership } from "../../src/lifecycle/ownership.ts";
import type { ProviderDefinition } from "../../src/providers/provider.ts";
import type { Store } from "../../src/store/store.ts";
import type { Clock } from "../../src/util/clock.ts";

/** What a process does after so many calls of the store and the provider, before or after the call had its effect. */
export interface Stop {
  /** Its number among all calls, or its name for the first one of that name. */
  readonly call: number | string;
  readonly when: "before" | "after";
  readonly how: "dies" | "freezes";
}

/** What gives a stream: that is not a call that has an effect. */
const STREAMS: ReadonlySet<string> = new Set(["read", "chunks", "list"]);

/** Thrown into a process that is dead: nothing that it does has an effect any more. */
export class Died extends Error {}

export interface SimulatedProcessOptions {
  readonly store: Store;
  readonly provider: ProviderDefinition;
  readonly clock: Clock;
  readonly stop?: Stop | undefined;
}

/** A process in this one, over a store that others share: it can die, or freeze and come back, at every call. */
export class SimulatedProcess implements AsyncDisposable {
  readonly engine: Engine;
  readonly ownership: Ownership;
  readonly #stop: Stop | undefined;
  readonly #frozen = Promise.withResolvers<void>();
  #gate: PromiseWithResolvers<void> | undefined;
  #dead = false;
  #stopped = false;
  #calls = 0;

  constructor({ store, provider, clock, stop }: SimulatedProcessOptions) {
    this.#stop = stop;
    const own = this.#watched(store);
    this.engine = createEngine({
      store: own,
      clock,
      random: () => 0.5,
      tuning: DEFAULT_TUNING,
      env: {},
      providers: [
        {
          ...provider,
          create: async (options) => {
            const made = await provider.create(options);
            return { ...made, transport: this.#watched(made.transport) };
          },
        },
      ],
      connection: () => Promise.resolve({}),
      responseModel: () => Promise.resolve(undefined),
      limits: {},
    });
    this.ownership = new Ownership({ store: own, clock, leaseMs: DEFAULT_TUNING.leaseMs });
  }

  /** Resolves when the process has frozen. */
  get frozen(): Promise<void> {
    return this.#frozen.promise;
  }

  thaw(): void {
    this.#gate?.resolve();
    this.#gate = undefined;
  }

  #watched<Target extends object>(target: Target): Target {
    return new Proxy(target, {
      get: (object, property) => {
        const value: unknown = Reflect.get(object, property, object);
        if (property === "artifacts") return this.#watched(value as object);
        if (typeof value !== "function" || typeof property === "symbol") return value;
        if (STREAMS.has(property)) return value.bind(object);
        return (...args: unknown[]) =>
          this.#call(property, () => Reflect.apply(value, object, args));
      },
    });
  }

  async #call(name: string, run: () => unknown): Promise<unknown> {
    this.#calls += 1;
    const nth = this.#calls;
    const here = this.#stop?.call === nth || this.#stop?.call === name;
    await this.#passing("before", here);
    try {
      return await run();
    } finally {
      await this.#passing("after", here);
    }
  }

  async #passing(when: Stop["when"], here: boolean): Promise<void> {
    if (here && this.#stop?.when === when && !this.#stopped) {
      this.#stopped = true;
      if (this.#stop.how === "dies") this.#dead = true;
      else {
        this.#gate = Promise.withResolvers();
        this.#frozen.resolve();
      }
    }
    await this.#gate?.promise;
    if (this.#dead) throw new Died();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped = true;
    this.thaw();
    await this.ownership[Symbol.asyncDispose]().catch((error: unknown) => {
      if (!(error instanceof Died)) throw error;
    });
  }
}
