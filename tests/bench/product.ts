import { join } from "node:path";
import { createEngine } from "../../src/lifecycle/create-engine.ts";
import { DEFAULT_TUNING, type Worker } from "../../src/lifecycle/engine.ts";
import { Ownership } from "../../src/lifecycle/ownership.ts";
import { migrate } from "../../src/store/migrations.ts";
import { PROVIDERS } from "../../src/providers/registry.ts";
import { openStore } from "../../src/store/open-store.ts";
import { SqlStore } from "../../src/store/sql-store.ts";
import { openDatabase } from "../../src/store/sqlite-database.ts";
import type { Store } from "../../src/store/store.ts";
import { toResponseModel } from "../../src/schema/to-response-model.ts";
import { systemClock } from "../../src/util/clock.ts";
import { LargeInvoice, Person } from "./models.ts";
import { PlainArtifacts } from "./plain-artifacts.ts";

export const MODEL = "openai/gpt-4o-mini";

export type ModelSize = "small" | "large";

export function responseModel(size: ModelSize): ReturnType<typeof toResponseModel> {
  return size === "small"
    ? toResponseModel(Person, { name: "Person" })
    : toResponseModel(LargeInvoice, { name: "LargeInvoice" });
}

export interface WorkerOptions {
  readonly durable: boolean;
  readonly size: ModelSize;
  /** @default from as many records on as the product does */
  readonly threads?: boolean | undefined;
}

/** The product at work on a store: as it is, or without what makes it durable. */
export async function openWorker(
  folder: string,
  { durable, size, threads }: WorkerOptions,
): Promise<Worker> {
  const store = durable ? await openStore(folder) : await openPlainStore(folder);
  const tuning = {
    ...DEFAULT_TUNING,
    ...(threads === undefined ? {} : { threadsFromRecords: threads ? 0 : Infinity }),
  };
  const engine = createEngine({
    store,
    clock: systemClock,
    random: () => 0.5,
    tuning,
    env: {},
    providers: PROVIDERS,
    connection: () => Promise.resolve({ apiKey: "none" }),
    responseModel: () => Promise.resolve(responseModel(size)),
    // An account of the highest tier: jobs are cut by requests and bytes.
    limits: { openai: { enqueuedTokens: 15_000_000_000 } },
  });
  return {
    engine,
    ownership: new Ownership({ store, clock: systemClock, leaseMs: tuning.leaseMs }),
  };
}

async function openPlainStore(folder: string): Promise<Store> {
  const database = openDatabase(":memory:");
  await migrate(database, ":memory:");
  return new SqlStore(database, new PlainArtifacts(join(folder, "batches")));
}
