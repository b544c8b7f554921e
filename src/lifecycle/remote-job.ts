import { ProviderError, UsageError } from "../errors.ts";
import type { JobStatus } from "../model/job.ts";
import { parseModelId } from "../model/model-id.ts";
import type { Provider } from "../providers/provider.ts";
import type { Clock } from "../util/clock.ts";
import type { Engine } from "./engine.ts";

/** A job that was made elsewhere: nothing of it is kept here. */
export interface RemoteJobTarget {
  /** As in `openai/gpt-4o-mini`. */
  readonly model: string;
  readonly jobId: string;
  readonly flags: Readonly<Record<string, string>>;
}

/** The adapter for a model, where only the provider matters. */
export async function providerFor(
  engine: Engine,
  { model: modelId, flags }: Omit<RemoteJobTarget, "jobId">,
): Promise<Provider> {
  const { provider, model } = parseModelId(modelId);
  const adapter = await engine.provider({ provider, request: { model }, flags });
  adapter.requireKey();
  return adapter;
}

/** @throws UsageError for a job that the provider does not know. */
export async function remoteStatus(
  provider: Provider,
  jobId: string,
  signal: AbortSignal | undefined,
): Promise<JobStatus> {
  const statuses = await provider.transport.status([jobId], { signal });
  const status = statuses.get(jobId);
  if (status === undefined) {
    throw new UsageError("not_found", `${provider.name} does not know the job "${jobId}".`);
  }
  return status;
}

export interface WaitForJob {
  readonly clock: Clock;
  readonly pollMs: number;
  /** When to give up, in milliseconds since 1970. @default never */
  readonly deadline?: number | undefined;
  readonly signal: AbortSignal | undefined;
  readonly onStatus: (status: JobStatus) => void;
}

/** Asks for a job's status until it has ended or the time is over; passing faults are survived. */
export async function waitForJob(
  provider: Provider,
  jobId: string,
  { clock, pollMs, deadline = Infinity, signal, onStatus }: WaitForJob,
): Promise<JobStatus> {
  let status = await remoteStatus(provider, jobId, signal);
  onStatus(status);
  while (status.state === "in_progress" && clock.now() < deadline) {
    await clock.sleep(Math.max(0, Math.min(pollMs, deadline - clock.now())), { signal });
    try {
      status = await remoteStatus(provider, jobId, signal);
      onStatus(status);
    } catch (error) {
      if (!(error instanceof ProviderError) || !error.retryable) throw error;
    }
  }
  return status;
}
