import type { Artifacts } from "../store/artifacts.ts";
import type { ShardPlan } from "../store/batch.ts";
import { recordsAnswered, shardRecords } from "./shard-records.ts";

/** Which records of a shard, by their 1-based position in it, one of its requests answers. */
export interface RequestIndex {
  /** 0 where the request answers none. */
  first(request: number): number;
  /** The next one that the same request answers; 0 where there is none. */
  next(position: number): number;
}

/** Every request answers one record, in order. */
const ONE_TO_ONE: RequestIndex = { first: (request) => request, next: () => 0 };

export async function requestIndex(shard: ShardPlan, artifacts: Artifacts): Promise<RequestIndex> {
  const records = recordsAnswered(shard);
  if (records === shard.requests) return ONE_TO_ONE;
  // Chains of positions per request: the first one by request, and the next one by position.
  const first = new Uint32Array(shard.requests + 1);
  const next = new Uint32Array(records + 1);
  let position = 0;
  for await (const walk of shardRecords(shard, artifacts)) {
    while (walk.next()) {
      const { request } = walk;
      position += 1;
      next[position] = first[request] ?? 0;
      first[request] = position;
    }
  }
  return {
    first: (request) => first[request] ?? 0,
    next: (at) => next[at] ?? 0,
  };
}
