import type { Anthropic } from "@anthropic-ai/sdk";
import type { JobStatus } from "../../model/job.ts";
import type { JsonObject } from "../../util/json.ts";
import { type ProviderCalls, unlessGone } from "../calls.ts";
import { firstLine } from "../first-line.ts";
import type {
  CallOptions,
  FindResult,
  JobResults,
  LostSubmission,
  RemoteJob,
  Submission,
  Transport,
} from "../provider.ts";
import { type Retention, resultsGone, unlessResultsGone } from "../results-gone.ts";
import { statusOfJobs } from "../status-of-jobs.ts";
import { createBody } from "./create-body.ts";
import { decodeResult } from "./result.ts";
import { type AnthropicJob, decodeJob, decodePage } from "./status.ts";

export interface AnthropicTransportOptions {
  /** Made on first use, so that commands without calls never load the SDK. */
  readonly client: () => Promise<Anthropic>;
  readonly calls: ProviderCalls;
  readonly submitTimeoutMs: number;
}

/** Jobs a page of the list; the API takes up to 1,000. */
const PAGE = 100;
/** Beyond this many jobs, asking for single ones is cheaper. */
const MOST_LISTED = 5 * PAGE;
/** "Batch results are available for 29 days after creation" (the batch processing guide). */
const RETENTION: Retention = { provider: "anthropic", kept: "for 29 days after the create" };
/** Clocks of ours and theirs may differ by this much; other jobs of that time cost a look at their results. */
const SKEW_MS = 60 * 60_000;

export class AnthropicTransport implements Transport {
  readonly #client: () => Promise<Anthropic>;
  readonly #calls: ProviderCalls;
  readonly #submitTimeoutMs: number;

  constructor({ client, calls, submitTimeoutMs }: AnthropicTransportOptions) {
    this.#client = client;
    this.#calls = calls;
    this.#submitTimeoutMs = submitTimeoutMs;
  }

  /** Requests travel in the create itself. */
  upload(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  async submit({ file, guard }: Submission, { signal }: CallOptions): Promise<JobStatus> {
    const client = await this.#client();
    const { bytes, stream } = createBody(file, guard);
    const create = () =>
      client.post<unknown>("/v1/messages/batches", {
        body: stream,
        headers: { "content-type": "application/json", "content-length": String(bytes) },
        signal,
        timeout: this.#submitTimeoutMs,
      });
    return decodeJob(await this.#calls.once("creating a job", create, signal)).status;
  }

  /**
   * A job carries no mark of ours but the custom ids in its results. A job that was created in the time in question with
   * as many requests may be ours, and only its first result line tells, once it has ended.
   */
  async find(lost: LostSubmission, { signal }: CallOptions): Promise<FindResult> {
    const doubtful: string[] = [];
    for await (const { status } of this.#jobs({ signal })) {
      const createdAt = status.createdAt ?? lost.intentAt;
      if (createdAt < lost.intentAt - SKEW_MS) break;
      if (createdAt > lost.deadlineAt + SKEW_MS || status.counts.total !== lost.requests) continue;
      if (lost.knownJobIds.has(status.jobId)) continue;
      if (status.state === "in_progress") {
        doubtful.push(status.jobId);
        continue;
      }
      const id = await this.#firstCustomId(status.jobId, { signal });
      if (id === undefined) doubtful.push(status.jobId);
      else if (id.startsWith(lost.mark.nonce)) return { kind: "found", job: status };
    }
    return doubtful.length === 0 ? { kind: "absent" } : { kind: "doubtful", jobIds: doubtful };
  }

  async #firstCustomId(jobId: string, options: CallOptions): Promise<string | undefined> {
    const results = await this.results(jobId, options);
    if (results.kind === "not_ready") return undefined;
    for (const file of results.files) {
      const line = await firstLine(await file.open(options));
      if (line !== undefined) return decodeResult(line).customId;
    }
    return undefined;
  }

  async status(
    jobIds: readonly string[],
    { signal }: CallOptions,
  ): Promise<ReadonlyMap<string, JobStatus>> {
    return await statusOfJobs(jobIds, {
      list: () => this.list({ signal }),
      one: async (jobId) => (await this.#retrieve(jobId, { signal }))?.status,
      mostListed: MOST_LISTED,
    });
  }

  async results(jobId: string, { signal }: CallOptions): Promise<JobResults> {
    const job = await this.#retrieve(jobId, { signal });
    if (job?.archived) throw resultsGone(RETENTION);
    if (job?.resultsUrl === undefined) return { kind: "not_ready" };
    const { resultsUrl } = job;
    const open = (options: CallOptions) => this.#lines(jobId, resultsUrl, options);
    return { kind: "ready", files: [{ name: "results", open }] };
  }

  /** The SDK's own reader of results loses everything after a blank line, so the lines are read as bytes. */
  async #lines(
    jobId: string,
    resultsUrl: string,
    { signal }: CallOptions,
  ): Promise<AsyncIterable<Uint8Array>> {
    const client = await this.#client();
    // The key goes along with the request: never to a host that an answer names.
    const own = URL.parse(resultsUrl)?.origin === URL.parse(client.baseURL)?.origin;
    const url = own ? resultsUrl : `/v1/messages/batches/${encodeURIComponent(jobId)}/results`;
    const action = "downloading results";
    const open = () =>
      client.get<Response>(url, {
        headers: { accept: "application/binary" },
        __binaryResponse: true,
        signal,
      });
    const response = await unlessResultsGone(RETENTION, () =>
      this.#calls.repeatable(action, open, signal),
    );
    return this.#calls.stream(action, response.body, signal);
  }

  async cancel(jobId: string, { signal }: CallOptions): Promise<void> {
    const client = await this.#client();
    await this.#calls.repeatable(
      "cancelling a job",
      () => client.messages.batches.cancel(jobId, undefined, { signal }),
      signal,
    );
  }

  /** No files are left at Anthropic. */
  removeFiles(): Promise<void> {
    return Promise.resolve();
  }

  async delete({ jobId }: RemoteJob, { signal }: CallOptions): Promise<void> {
    const client = await this.#client();
    await unlessGone(() =>
      this.#calls.repeatable(
        "deleting a job",
        () => client.messages.batches.delete(jobId, undefined, { signal }),
        signal,
      ),
    );
  }

  async ask(_model: string, body: JsonObject, { signal }: CallOptions): Promise<unknown> {
    const client = await this.#client();
    return await this.#calls.repeatable(
      "asking a model",
      () => client.post<unknown>("/v1/messages", { body, signal }),
      signal,
    );
  }

  async *list(options: CallOptions): AsyncGenerator<JobStatus> {
    for await (const { status } of this.#jobs(options)) yield status;
  }

  /** All jobs, newest first; a page that fails is asked for again. */
  async *#jobs({ signal }: CallOptions): AsyncGenerator<AnthropicJob> {
    const client = await this.#client();
    let after: string | undefined;
    for (;;) {
      const query = after === undefined ? { limit: PAGE } : { limit: PAGE, after_id: after };
      // Read raw: the SDK takes an answer without a list for an empty list.
      const list = () => client.get<unknown>("/v1/messages/batches", { query, signal });
      const { jobs, next } = decodePage(await this.#calls.repeatable("listing jobs", list, signal));
      yield* jobs;
      if (next === undefined) return;
      after = next;
    }
  }

  async #retrieve(jobId: string, { signal }: CallOptions): Promise<AnthropicJob | undefined> {
    const client = await this.#client();
    const job = await unlessGone(() =>
      this.#calls.repeatable(
        "asking for a job",
        // Options in the second place would be ignored: that is where parameters go.
        () => client.messages.batches.retrieve(jobId, undefined, { signal }),
        signal,
      ),
    );
    return job === undefined ? undefined : decodeJob(job);
  }
}
