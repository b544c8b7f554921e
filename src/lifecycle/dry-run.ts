import type { CompiledModel } from "../schema/response-model.ts";
import { ScratchArtifacts } from "../store/scratch-artifacts.ts";
import { isRequestsFile } from "./artifact-keys.ts";
import { type BatchInput, type CreateOptions, planInput } from "./create-batch.ts";
import type { Engine } from "./engine.ts";
import type { ResolvedSetup } from "./resolve-setup.ts";
import { type BatchSettings, batchDefaults } from "./settings.ts";
import { type BatchRequest, prepareSetup } from "./start-batch.ts";

/** What would become one job. */
interface PlannedJob {
  readonly records: number;
  /** Fewer than records where identical ones are sent once. */
  readonly requests: number;
  readonly bytes: number;
  /** Estimated from the bytes, schema and prompt included. */
  readonly inputTokens: number;
}

/** What `create` would do. */
export interface DryRun extends Pick<ResolvedSetup, "setup" | "warnings"> {
  /** Undefined where answers are taken as text. */
  readonly compiled: CompiledModel | undefined;
  readonly records: number;
  readonly jobs: readonly PlannedJob[];
}

/**
 * Reads the whole input and plans a batch without keeping it: nothing is sent, and no key is needed.
 *
 * @throws InputError for a bad record, as a real plan does.
 */
export async function dryRun(
  engine: Engine,
  request: Pick<BatchRequest, "model" | "responseModel"> & { readonly settings: BatchSettings },
  input: BatchInput,
  hooks: Pick<CreateOptions, "signal" | "onPlanning"> = {},
): Promise<DryRun> {
  const { setup, compiled, warnings } = await prepareSetup(engine, request);
  const provider = await engine.provider(setup);
  await using artifacts = await ScratchArtifacts.open(isRequestsFile);
  const options = batchDefaults(request.settings);
  const parts = { batchId: "plan", artifacts, options, setup, provider };
  const { records, shards } = await planInput(engine, input, parts, hooks);
  const jobs = shards.map((shard) => ({
    records: shard.records,
    requests: shard.requests,
    bytes: shard.requestsFile.bytes,
    inputTokens: shard.tokens,
  }));
  return { setup, compiled, warnings, records, jobs };
}
