import { ProviderError, StoreError } from "../errors.ts";
import type { JobStatus } from "../model/job.ts";
import type { Reply } from "../model/outcome.ts";
import type { ArtifactInfo } from "../store/artifacts.ts";
import { shardFolder } from "./artifact-keys.ts";
import { collect, type Collected, type CollectOptions } from "./collect.ts";
import { download } from "./download.ts";
import { postponed } from "./poll.ts";
import { retryModeFor } from "./retry.ts";
import { providerOf, setupOf, type Step } from "./step.ts";

/**
 * Brings a job's results home and turns them into outcomes. Files are complete before the state says so, and a try that
 * was cut off is done again from what is there.
 */
export async function collectShard(step: Step): Promise<void> {
  const { engine, batch, shard, claim } = step;
  const { store, clock } = engine;
  let found: Found;
  try {
    found = await resultsOf(step);
  } catch (error) {
    if (!(error instanceof ProviderError) || !error.retryable) throw error;
    return await postponed(step, error);
  }
  if (found.kind === "not_ready") {
    return await store.change(claim, {
      nextAt: clock.now() + engine.tuning.pollMs,
      problem: "the job has ended, and its results are not there yet",
    });
  }
  let collected: Collected;
  try {
    collected = await collectHere(step, {
      shard: { ...shard, resultFiles: found.files },
      folder: `${shardFolder(batch.id, shard)}/${claim.fence}`,
      retry: retryModeFor(batch, shard.attempt),
      unanswered: found.gone ?? unansweredReply(shard.job),
    });
  } catch (error) {
    // Results that an earlier try has kept, and the disk has damaged since, can be had again.
    const corrupt = error instanceof StoreError && error.code === "store_corrupt";
    if (!corrupt || shard.resultFiles.length === 0) throw error;
    return await store.change(claim, { resultFiles: [] });
  }
  await store.change(claim, { ...collected, state: "done", problem: undefined });
  await leaveNothingBehind(step);
}

/** In this thread, or for a large batch in another. */
async function collectHere(
  step: Step,
  options: Pick<CollectOptions, "shard" | "folder" | "retry" | "unanswered">,
): Promise<Collected> {
  const { engine, batch, shard, signal } = step;
  const setup = setupOf(batch, shard);
  const reader = await engine.reader(batch, setup);
  const modelFile = engine.modelFile(batch);
  const elsewhere = modelFile !== undefined || setup.request.output.kind === "text";
  const work = elsewhere ? await engine.threads(setup, batch.records) : undefined;
  if (work !== undefined) {
    const { threads, artifactsFolder, protocol } = work;
    const parts = { artifactsFolder, protocol, setup, modelFile };
    return await threads.run({ ...options, ...parts, kind: "collect" }, { signal });
  }
  const { codec } = await providerOf(step);
  const { artifacts } = engine.store;
  const { buffers } = engine;
  return await collect({ ...options, artifacts, codec, reader, buffers, signal });
}

type Found =
  | { readonly kind: "not_ready" }
  | {
      readonly kind: "there";
      readonly files: readonly ArtifactInfo[];
      /** What the requests without a line have come to, where results were there once. */
      readonly gone?: Reply | undefined;
    };

/** The results as they are here, or as they are brought here now. */
async function resultsOf(step: Step): Promise<Found> {
  const { resultFiles, job, submittedAt } = step.shard;
  if (resultFiles.length > 0) return { kind: "there", files: resultFiles };
  const { clock, tuning } = step.engine;
  const waited = clock.now() - (job?.endedAt ?? submittedAt ?? 0);
  const patient = waited < tuning.resultsPatienceMs;
  try {
    const files = await downloadResults(step);
    if (files !== undefined) return { kind: "there", files };
    return patient ? { kind: "not_ready" } : { kind: "there", files: [] };
  } catch (error) {
    if (!(error instanceof ProviderError) || error.code !== "results_gone") throw error;
    // Right after the end they may not be there yet rather than not any more.
    if (patient) return { kind: "not_ready" };
    const { code, message } = error;
    const gone = { kind: "errored", error: { code, message, retryable: false } } as const;
    return { kind: "there", files: [], gone };
  }
}

/** Undefined where the results are not there yet. */
async function downloadResults(step: Step): Promise<readonly ArtifactInfo[] | undefined> {
  const { engine, batch, shard, claim, signal } = step;
  const { store, clock, random } = engine;
  const provider = await providerOf(step);
  const results = await provider.transport.results(shard.jobId ?? "", { signal });
  if (results.kind === "not_ready") return undefined;
  const files: ArtifactInfo[] = [];
  for (const file of results.files) {
    const key = `${shardFolder(batch.id, shard)}/${claim.fence}-${file.name}.jsonl`;
    const { artifacts } = store;
    files.push(await download(file, { artifacts, key, clock, random, signal }));
  }
  await store.change(claim, { resultFiles: files });
  return files;
}

/** What became of requests that no result line names; undefined where nothing says it. */
function unansweredReply(job: JobStatus | undefined): Reply | undefined {
  switch (job?.state) {
    case "timed_out":
      return { kind: "expired" };
    case "cancelled":
      return { kind: "cancelled" };
    case "failed": {
      const [first] = job.errors;
      const message = job.errors.map((error) => error.message).join("; ");
      return {
        kind: "errored",
        error: {
          code: first?.code ?? "job_failed",
          message: message || "The job failed, and the provider gave no reason.",
          retryable: job.errors.length > 0 && job.errors.every(({ retryable }) => retryable),
        },
      };
    }
    case "succeeded":
    case "in_progress":
    case undefined:
      return undefined;
  }
}

/** The files at the provider have served; that they can't be removed harms nobody. */
async function leaveNothingBehind(step: Step): Promise<void> {
  const { engine, batch, shard, signal } = step;
  const { jobId, uploadId } = shard;
  if (batch.options.keepRemoteFiles || jobId === undefined) return;
  const provider = await engine.provider(setupOf(batch, shard));
  await provider.transport.removeFiles({ jobId, uploadId }, { signal }).catch(() => undefined);
}
