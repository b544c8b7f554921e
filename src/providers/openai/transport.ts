import type { OpenAI } from "openai";
import type { JobStatus } from "../../model/job.ts";
import type { JsonObject } from "../../util/json.ts";
import { type ProviderCalls, unlessGone } from "../calls.ts";
import type {
  CallOptions,
  FindResult,
  JobMark,
  JobResults,
  LostSubmission,
  RemoteJob,
  RequestFile,
  Submission,
  Transport,
} from "../provider.ts";
import { unlessResultsGone } from "../results-gone.ts";
import { findMarked } from "../find-marked.ts";
import { statusOfJobs } from "../status-of-jobs.ts";
import { formWithFile } from "./form.ts";
import { decodeFileId, decodeJob, decodePage, type OpenAIJob } from "./status.ts";

export interface OpenAITransportOptions {
  /** Made on first use, so that commands without calls never load the SDK. */
  readonly client: () => Promise<OpenAI>;
  readonly calls: ProviderCalls;
  /** Where the requests of a job go. */
  readonly endpoint: string;
  /** Whether uploaded files are told when to go. */
  readonly filesExpire: boolean;
  readonly submitTimeoutMs: number;
}

/** The longest that the Files API keeps a file; nothing of a batch is wanted after that. */
const EXPIRY = {
  "expires_after[anchor]": "created_at",
  "expires_after[seconds]": "2592000",
} as const;
/** Jobs a page of the list; the API's maximum. */
const PAGE = 100;
/** Beyond this many jobs, asking for single ones is cheaper. */
const MOST_LISTED = 5 * PAGE;
/** An upload of the largest file over a slow line. */
const UPLOAD_TIMEOUT_MS = 60 * 60_000;

export class OpenAITransport implements Transport {
  readonly #client: () => Promise<OpenAI>;
  readonly #calls: ProviderCalls;
  readonly #endpoint: string;
  readonly #filesExpire: boolean;
  readonly #submitTimeoutMs: number;

  constructor(options: OpenAITransportOptions) {
    const { client, calls, endpoint, filesExpire, submitTimeoutMs } = options;
    this.#client = client;
    this.#calls = calls;
    this.#endpoint = endpoint;
    this.#filesExpire = filesExpire;
    this.#submitTimeoutMs = submitTimeoutMs;
  }

  async upload(file: RequestFile, _mark: JobMark, { signal }: CallOptions): Promise<string> {
    const client = await this.#client();
    const upload = async () => {
      const fields = { purpose: "batch", ...(this.#filesExpire ? EXPIRY : {}) };
      const { type, bytes, stream } = formWithFile(file, fields);
      return await client.post<unknown>("/files", {
        body: stream,
        headers: { "content-type": type, "content-length": String(bytes) },
        signal,
        timeout: UPLOAD_TIMEOUT_MS,
      });
    };
    return decodeFileId(await this.#calls.repeatable("uploading a request file", upload, signal));
  }

  async submit({ mark, uploadId, guard }: Submission, { signal }: CallOptions): Promise<JobStatus> {
    const client = await this.#client();
    const body = {
      input_file_id: uploadId ?? "",
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the SDK lists OpenAI's own names only
      endpoint: this.#endpoint as "/v1/chat/completions",
      completion_window: "24h",
      metadata: { batch_extract: mark.label, nonce: mark.nonce },
    } as const;
    const create = () => {
      guard();
      return client.batches.create(body, { signal, timeout: this.#submitTimeoutMs });
    };
    const job = await this.#calls.once("creating a job", create, signal);
    return decodeJob(job).status;
  }

  async find(lost: LostSubmission, { signal }: CallOptions): Promise<FindResult> {
    return await findMarked(this.#jobs({ signal }), lost, ({ inputFileId, nonce }) => {
      const sameFile = lost.uploadId !== undefined && inputFileId === lost.uploadId;
      return sameFile || nonce === lost.mark.nonce;
    });
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
    const files = [
      { name: "output", id: job?.outputFileId },
      { name: "errors", id: job?.errorFileId },
    ];
    return {
      kind: "ready",
      files: files.flatMap(({ name, id }) =>
        id === undefined
          ? []
          : [{ name, open: (options: CallOptions) => this.#content(id, options) }],
      ),
    };
  }

  async #content(id: string, { signal }: CallOptions): Promise<AsyncIterable<Uint8Array>> {
    const client = await this.#client();
    const action = "downloading results";
    const open = () => client.files.content(id, { signal });
    const response = await unlessResultsGone(
      { provider: this.#calls.provider, kept: "for 30 days after the end of the job" },
      () => this.#calls.repeatable(action, open, signal),
    );
    return this.#calls.stream(action, response.body, signal);
  }

  async cancel(jobId: string, { signal }: CallOptions): Promise<void> {
    const client = await this.#client();
    await this.#calls.repeatable(
      "cancelling a job",
      () => client.batches.cancel(jobId, { signal }),
      signal,
    );
  }

  async removeFiles({ jobId, uploadId }: RemoteJob, { signal }: CallOptions): Promise<void> {
    const client = await this.#client();
    const job = await this.#retrieve(jobId, { signal });
    const ids = [uploadId ?? job?.inputFileId, job?.outputFileId, job?.errorFileId];
    const faults: unknown[] = [];
    for (const id of ids) {
      if (id === undefined) continue;
      const remove = () =>
        this.#calls.repeatable(
          "deleting a file",
          () => client.files.delete(id, { signal }),
          signal,
        );
      // One that can't be deleted does not keep the others.
      await unlessGone(remove).catch((error: unknown) => faults.push(error));
    }
    if (faults.length > 0) throw faults[0];
  }

  /** Jobs themselves can't be deleted at OpenAI. */
  async delete(job: RemoteJob, options: CallOptions): Promise<void> {
    await this.removeFiles(job, options);
  }

  async ask(_model: string, body: JsonObject, { signal }: CallOptions): Promise<unknown> {
    const client = await this.#client();
    // The SDK's base URL ends with the version.
    const path = this.#endpoint.replace(/^\/v1/, "");
    return await this.#calls.repeatable(
      "asking a model",
      () => client.post<unknown>(path, { body, signal }),
      signal,
    );
  }

  async *list(options: CallOptions): AsyncGenerator<JobStatus> {
    for await (const { status } of this.#jobs(options)) yield status;
  }

  /** All jobs, newest first; a page that fails is asked for again. */
  async *#jobs({ signal }: CallOptions): AsyncGenerator<OpenAIJob> {
    const client = await this.#client();
    let after: string | undefined;
    for (;;) {
      const query = after === undefined ? { limit: PAGE } : { limit: PAGE, after };
      // Read raw: the SDK takes an answer without a list for an empty list.
      const list = () => client.get<unknown>("/batches", { query, signal });
      const { jobs, more } = decodePage(await this.#calls.repeatable("listing jobs", list, signal));
      yield* jobs;
      after = jobs.at(-1)?.status.jobId;
      if (!more || after === undefined) return;
    }
  }

  async #retrieve(jobId: string, { signal }: CallOptions): Promise<OpenAIJob | undefined> {
    const client = await this.#client();
    const job = await unlessGone(() =>
      this.#calls.repeatable(
        "asking for a job",
        () => client.batches.retrieve(jobId, { signal }),
        signal,
      ),
    );
    return job === undefined ? undefined : decodeJob(job);
  }
}
