import { BatchProcessor } from "../../../src/batch-processor.ts";
import { Person, SYSTEM } from "../models.ts";

export interface ProductBatchOptions {
  readonly input: string;
  readonly folder: string;
  readonly baseUrl: string;
  /** Which part of the work is timed: until all jobs are sent, or from their end until all outcomes are there. */
  readonly phase: "submit" | "results";
}

const POLL_MS = 20;

/** A batch through the library, as its users write it. */
export async function productBatch(options: ProductBatchOptions): Promise<() => Promise<void>> {
  const { input, folder, baseUrl, phase } = options;
  const processor = new BatchProcessor({
    model: "openai/gpt-4o-mini",
    responseModel: Person,
    system: SYSTEM,
    maxOutputTokens: 500,
    apiKey: "none",
    baseUrl,
    store: folder,
    tuning: { pollMs: POLL_MS, roomMs: POLL_MS },
    // An account of the highest tier, as the rivals take it for granted.
    limits: { openai: { enqueuedTokens: 15_000_000_000 } },
  });
  if (phase === "submit") return async () => void (await processor.create(input));
  const batch = await processor.create(input);
  await jobsEnded(baseUrl);
  return async () => {
    await batch.wait();
    const people: unknown[] = [];
    for await (const outcome of batch.results()) {
      if (outcome.kind === "succeeded") people.push(outcome.data);
    }
  };
}

/** Until the emulator is done, which is not what is timed. */
async function jobsEnded(baseUrl: string): Promise<void> {
  for (;;) {
    const answer = await (await fetch(new URL("/admin/jobs", baseUrl))).text();
    const { jobs }: { readonly jobs: readonly { readonly state: string }[] } = JSON.parse(answer);
    if (jobs.every(({ state }) => state === "completed")) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
