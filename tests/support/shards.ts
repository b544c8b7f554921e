import type { ArtifactInfo, Artifacts } from "../../src/store/artifacts.ts";
import type { Shard, ShardPlan } from "../../src/store/batch.ts";

/** Writes lines as an artifact. */
export async function artifactOf(
  artifacts: Artifacts,
  key: string,
  lines: readonly string[],
): Promise<ArtifactInfo> {
  await using writer = await artifacts.create(key);
  await writer.write(Buffer.from(lines.map((line) => `${line}\n`).join("")));
  return await writer.commit(lines.length);
}

/** A shard as the store gives it right after planning. */
export function plannedShard(plan: ShardPlan): Shard {
  return {
    ...plan,
    id: plan.number,
    batchId: "bx_test",
    state: "planned",
    fence: 0,
    nextAt: 0,
    uploadId: undefined,
    intentAt: undefined,
    lostAt: undefined,
    jobId: undefined,
    pastJobIds: [],
    submittedAt: undefined,
    polls: 0,
    job: undefined,
    cancelSent: false,
    problem: undefined,
    waitsForRoom: false,
    resultFiles: [],
    outcomesFile: undefined,
    aliasOutcomesFile: undefined,
    totals: undefined,
    retryable: 0,
    retried: false,
  };
}
