import { ProtocolError, ProviderError } from "../errors.ts";
import type { JobStatus } from "../model/job.ts";
import type { Quota } from "../providers/provider.ts";
import { LostClaim } from "../store/store.ts";
import { backoff } from "../util/retry.ts";
import { sentence } from "../util/sentence.ts";
import { nextPollMs } from "./poll.ts";
import { labelOf, providerOf, requestFileOf, setupOf, type Step } from "./step.ts";

/** After a create that was turned away for now without saying for how long. */
const TURNED_AWAY_ATTEMPT = 5;
/** How long a refused number of tokens is remembered: limits rise as accounts grow. */
const LEARNED_FOR_MS = 24 * 60 * 60_000;
/** How soon a lost create is looked up. */
const LOOK_UP_MS = 1_000;

/**
 * Sends a planned shard: upload, intent, create. The intent is committed before the create, and a create is never
 * repeated here; where its answer is lost the shard stays in `submitting`, to be looked up. Where the provider turned it
 * away for now, the shard is planned as before, and the reason is given.
 *
 * @throws ProviderError where the provider refuses for good, with the shard planned as before.
 */
export async function submit(step: Step): Promise<ProviderError | undefined> {
  const { engine, shard, claim, signal } = step;
  const { store, clock } = engine;
  const quota = await quotaOf(step);
  const room = await store.room(shard.id, quota, clock.now());
  if (room.kind === "full") return await wait(step, room.limit);
  const provider = await providerOf(step);
  const mark = { nonce: shard.nonce, label: labelOf(shard) };
  const file = requestFileOf(step);
  let intended = false;
  try {
    const uploadId = shard.uploadId ?? (await upload(step));
    const admission = await store.admit(claim, quota, clock.now());
    if (admission.kind === "full") return await wait(step, admission.limit);
    intended = true;
    await step.ownership.requireAlive(claim);
    const { model } = shard;
    const guard = () => step.ownership.assertAlive(claim);
    const job = await provider.transport.submit({ mark, model, file, uploadId, guard }, { signal });
    await submitted(step, job);
    return undefined;
  } catch (error) {
    return intended ? await createFailed(step, error) : await turnedAway(step, error);
  }
}

/** What the provider takes by its documents or the user's word, or by what it has lately refused. */
async function quotaOf({ engine, batch, shard }: Step): Promise<Quota> {
  const quota = await engine.quota(setupOf(batch, shard));
  const learned = await engine.store.learnedTokens(shard, engine.clock.now() - LEARNED_FOR_MS);
  if (learned === undefined) return quota;
  return { ...quota, enqueuedTokens: Math.min(learned, quota.enqueuedTokens ?? Infinity) };
}

async function upload(step: Step): Promise<string | undefined> {
  const { engine, shard, claim, signal } = step;
  // What is sent must be what was planned: a request can't be taken back.
  await engine.store.artifacts.verify(shard.requestsFile);
  const provider = await providerOf(step);
  const mark = { nonce: shard.nonce, label: labelOf(shard) };
  const uploadId = await provider.transport.upload(requestFileOf(step), mark, { signal });
  if (uploadId !== undefined) await engine.store.change(claim, { uploadId });
  return uploadId;
}

async function wait({ engine, claim }: Step, limit: keyof Quota): Promise<undefined> {
  await engine.store.change(claim, {
    nextAt: engine.clock.now() + engine.tuning.roomMs,
    waitsForRoom: true,
    problem: `waiting for room: the limit on ${LIMIT_NAMES[limit]} is reached`,
  });
}

const LIMIT_NAMES: Readonly<Record<keyof Quota, string>> = {
  enqueuedTokens: "enqueued tokens",
  enqueuedRequests: "enqueued requests",
  jobs: "jobs at a time",
  createsPerHour: "jobs an hour",
};

/** Notes the job that a shard has become. */
export async function submitted(step: Step, job: JobStatus): Promise<void> {
  const { engine, claim } = step;
  const now = engine.clock.now();
  try {
    await engine.store.change(claim, {
      state: "submitted",
      jobId: job.jobId,
      job,
      submittedAt: now,
      lostAt: undefined,
      waitsForRoom: false,
      polls: 0,
      nextAt: now + nextPollMs(step, now, now),
      problem: undefined,
    });
  } catch (error) {
    if (error instanceof LostClaim) await disown(step, job);
    throw error;
  }
}

/** Another process has taken the shard over: unless it has found this very job, the job is nobody's and is cancelled. */
async function disown(step: Step, { jobId }: JobStatus): Promise<void> {
  const { engine, batch, shard } = step;
  const now = (await engine.store.shards(batch.id)).find(({ id }) => id === shard.id);
  if (now?.jobId === jobId || now?.jobId === undefined) return;
  const provider = await providerOf(step);
  await provider.transport.cancel(jobId, {});
}

/** The create was about to be sent: unless the provider says that it did nothing, it may have been accepted. */
async function createFailed(step: Step, error: unknown): Promise<ProviderError | undefined> {
  if (error instanceof ProviderError && error.definite) return await turnedAway(step, error);
  // An answer that can't be read was an answer all the same.
  if (!(error instanceof ProviderError || error instanceof ProtocolError)) throw error;
  const { engine, claim } = step;
  const now = engine.clock.now();
  await engine.store.change(claim, {
    lostAt: now,
    nextAt: now + LOOK_UP_MS,
    problem: `${sentence(error.message)} Whether the job was created is being looked up.`,
  });
  return undefined;
}

/** The upload failed, or the provider says that it did nothing: as if nothing had happened. */
async function turnedAway({ engine, claim }: Step, error: unknown): Promise<ProviderError> {
  if (!(error instanceof ProviderError)) throw error;
  const now = engine.clock.now();
  const delay = error.retryAfterMs ?? backoff(TURNED_AWAY_ATTEMPT, engine.random);
  await engine.store.change(claim, {
    state: "planned",
    intentAt: undefined,
    // A file may be what the provider did not like: it is uploaded anew.
    ...(error.retryable ? {} : { uploadId: undefined }),
    nextAt: error.retryable ? now + delay : now,
    waitsForRoom: false,
    problem: error.message,
  });
  if (!error.retryable) throw error;
  return error;
}
