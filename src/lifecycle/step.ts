import type { Provider, RequestFile } from "../providers/provider.ts";
import type { Batch, Setup, Shard } from "../store/batch.ts";
import type { Claim } from "../store/store.ts";
import type { Engine } from "./engine.ts";
import type { Ownership } from "./ownership.ts";

/** One shard, claimed, to be brought one step further. */
export interface Step {
  readonly engine: Engine;
  readonly ownership: Ownership;
  readonly batch: Batch;
  readonly shard: Shard;
  readonly claim: Claim;
  readonly signal: AbortSignal | undefined;
}

export function setupOf(batch: Batch, shard: Shard): Setup {
  return batch.options.setups[shard.setup] ?? batch.options.setups[0];
}

export async function providerOf({ engine, batch, shard }: Step): Promise<Provider> {
  return await engine.provider(setupOf(batch, shard));
}

/** What a provider's own list of jobs shows of ours. */
export function labelOf({ batchId, number, attempt }: Shard): string {
  return `${batchId}/${number}/${attempt}`;
}

export function requestFileOf({ engine, shard }: Step): RequestFile {
  const { requestsFile } = shard;
  return {
    // OpenAI refuses other endings.
    name: `${labelOf(shard).replaceAll("/", "-")}.jsonl`,
    bytes: requestsFile.bytes,
    requests: shard.requests,
    chunks: (start) => engine.store.artifacts.chunks(requestsFile, start),
  };
}
