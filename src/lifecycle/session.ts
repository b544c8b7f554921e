import { PROVIDERS } from "../providers/registry.ts";
import { openMemoryStore, openStore } from "../store/open-store.ts";
import { systemClock } from "../util/clock.ts";
import { createEngine, type EngineOptions } from "./create-engine.ts";
import { DEFAULT_TUNING, type Tuning, type Worker } from "./engine.ts";
import { Ownership } from "./ownership.ts";

export interface SessionOptions extends Partial<Omit<EngineOptions, "store" | "tuning">> {
  /** The folder of the store, or `memory`. */
  readonly store: string;
  readonly tuning?: Partial<Tuning> | undefined;
}

/** A process at work on a store. */
export interface Session extends Worker, AsyncDisposable {}

/** Where batches are kept in memory, and gone with the process. */
const MEMORY_STORE = "memory";

/** @throws StoreError where the store can't be used. */
export async function openSession(options: SessionOptions): Promise<Session> {
  const { store: folder } = options;
  const store = folder === MEMORY_STORE ? await openMemoryStore() : await openStore(folder);
  const tuning = { ...DEFAULT_TUNING, ...options.tuning };
  const engine = createEngine({
    store,
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
    tuning,
    env: options.env ?? process.env,
    providers: options.providers ?? PROVIDERS,
    connection: options.connection ?? (() => Promise.resolve({})),
    responseModel: options.responseModel ?? (() => Promise.resolve(undefined)),
    ...(options.modelFile === undefined ? {} : { modelFile: options.modelFile }),
    limits: options.limits ?? {},
  });
  const { clock } = engine;
  const ownership = new Ownership({ store, clock, leaseMs: tuning.leaseMs });
  return {
    engine,
    ownership,
    async [Symbol.asyncDispose]() {
      await engine[Symbol.asyncDispose]();
      await ownership[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
    },
  };
}
