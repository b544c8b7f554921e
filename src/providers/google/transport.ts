import type { GoogleGenAI } from "@google/genai";
import type { JobStatus } from "../../model/job.ts";
import type { JsonObject, JsonValue } from "../../util/json.ts";
import { forEachLine, wholeLines } from "../../util/lines.ts";
import { type ProviderCalls, unlessGone } from "../calls.ts";
import { items, text } from "../decode.ts";
import type {
  CallOptions,
  FindResult,
  JobMark,
  JobResults,
  LostSubmission,
  RemoteJob,
  RequestFile,
  ResultFile,
  Submission,
  Transport,
} from "../provider.ts";
import { type Retention, unlessResultsGone } from "../results-gone.ts";
import { undocumented } from "../undocumented.ts";
import { findMarked } from "../find-marked.ts";
import { statusOfJobs } from "../status-of-jobs.ts";
import type { GoogleHttp } from "./http.ts";
import { decodeRequest } from "./request.ts";
import { decodeJob, type GoogleJob, type JobOutput } from "./status.ts";
import { uploadFile } from "./upload.ts";

export interface GoogleTransportOptions {
  /** Made on first use, so that commands without calls never load the SDK. */
  readonly client: () => Promise<GoogleGenAI>;
  readonly http: GoogleHttp;
  readonly calls: ProviderCalls;
  /** Files of up to this many bytes travel in the create itself. */
  readonly inlineBytes: number;
}

/** Jobs a page of the list. */
const PAGE = 100;
/** Beyond this many jobs, asking for single ones is cheaper. */
const MOST_LISTED = 5 * PAGE;
/** Google does not say for how long it keeps output files. */
const RETENTION: Retention = { provider: "google", kept: "for a time that Google does not tell" };

export class GoogleTransport implements Transport {
  readonly #client: () => Promise<GoogleGenAI>;
  readonly #http: GoogleHttp;
  readonly #calls: ProviderCalls;
  readonly #inlineBytes: number;

  constructor({ client, http, calls, inlineBytes }: GoogleTransportOptions) {
    this.#client = client;
    this.#http = http;
    this.#calls = calls;
    this.#inlineBytes = inlineBytes;
  }

  async upload(
    file: RequestFile,
    mark: JobMark,
    { signal }: CallOptions,
  ): Promise<string | undefined> {
    if (file.bytes <= this.#inlineBytes) return undefined;
    const options = { http: this.#http, calls: this.#calls, signal };
    return await uploadFile(file, { ...options, displayName: displayName(mark) });
  }

  async submit(
    { mark, model, file, uploadId, guard }: Submission,
    { signal }: CallOptions,
  ): Promise<JobStatus> {
    const client = await this.#client();
    // The SDK would rewrite inline requests and drop what it does not know: the raw ones are put into its body instead.
    const extraBody =
      uploadId === undefined
        ? { batch: { inputConfig: { requests: { requests: await inlineRequests(file) } } } }
        : undefined;
    const create = () => {
      guard();
      return client.batches.create({
        model,
        src: uploadId ?? { inlinedRequests: [] },
        config: {
          displayName: displayName(mark),
          ...(extraBody === undefined ? {} : { httpOptions: { extraBody } }),
          ...(signal === undefined ? {} : { abortSignal: signal }),
        },
      });
    };
    const job = await this.#calls.once("creating a job", create, signal);
    if (!job.name) throw undocumented("Gemini batch", "it names no job");
    return {
      jobId: job.name,
      state: "in_progress",
      providerState: job.state ?? "",
      counts: { total: file.requests, succeeded: undefined, failed: undefined },
      createdAt: undefined,
      endedAt: undefined,
      expiresAt: undefined,
      errors: [],
      model,
    };
  }

  async find(lost: LostSubmission, { signal }: CallOptions): Promise<FindResult> {
    return await findMarked(this.#jobs({ signal }), lost, ({ inputFile, displayName: name }) => {
      const sameFile = lost.uploadId !== undefined && inputFile === lost.uploadId;
      return sameFile || name === displayName(lost.mark);
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
    if (job?.output !== undefined) return { kind: "ready", files: [this.#resultFile(job.output)] };
    // The state has been seen to say SUCCEEDED before the file was there (tidyverse/ellmer#926).
    return job?.status.state === "succeeded" ? { kind: "not_ready" } : { kind: "ready", files: [] };
  }

  #resultFile(output: JobOutput): ResultFile {
    const open = async (options: CallOptions): Promise<AsyncIterable<Uint8Array>> =>
      output.kind === "inline"
        ? jsonLines(output.responses)
        : // The SDK's download never settles, and brings the process down, when the connection is cut.
          await unlessResultsGone(RETENTION, () =>
            this.#http.bytes("downloading results", `${output.name}:download?alt=media`, options),
          );
    return { name: "responses", open };
  }

  async cancel(jobId: string, { signal }: CallOptions): Promise<void> {
    const client = await this.#client();
    await this.#calls.repeatable(
      "cancelling a job",
      () => client.batches.cancel({ name: jobId, ...abortable(signal) }),
      signal,
    );
  }

  /** The output file can't be deleted: its generated name is longer than the API's own limit for names (googleapis/python-genai#1759). */
  async removeFiles({ uploadId }: RemoteJob, { signal }: CallOptions): Promise<void> {
    if (uploadId === undefined) return;
    const client = await this.#client();
    const remove = () =>
      this.#calls.repeatable(
        "deleting a file",
        () => client.files.delete({ name: uploadId, ...abortable(signal) }),
        signal,
      );
    // Of a file that is gone, Google says that one may not access it, or that it may not exist.
    await unlessGone(remove, [403, 404]);
  }

  async delete(job: RemoteJob, { signal }: CallOptions): Promise<void> {
    const client = await this.#client();
    await this.removeFiles(job, { signal });
    await unlessGone(() =>
      this.#calls.repeatable(
        "deleting a job",
        () => client.batches.delete({ name: job.jobId, ...abortable(signal) }),
        signal,
      ),
    );
  }

  async ask(model: string, body: JsonObject, options: CallOptions): Promise<unknown> {
    const path = `models/${encodeURIComponent(model)}:generateContent`;
    return await this.#http.post("asking a model", path, body, options);
  }

  async *list(options: CallOptions): AsyncGenerator<JobStatus> {
    for await (const { status } of this.#jobs(options)) yield status;
  }

  /** All jobs, newest first; read raw, for the reasons of `decodeJob`. */
  async *#jobs(options: CallOptions): AsyncGenerator<GoogleJob> {
    let token: string | undefined;
    do {
      const query = new URLSearchParams({ pageSize: String(PAGE) });
      if (token !== undefined) query.set("pageToken", token);
      const page = await this.#http.json("listing jobs", `batches?${query.toString()}`, options);
      yield* items(page["operations"]).map((operation) => decodeJob(operation));
      token = text(page["nextPageToken"]) || undefined;
    } while (token !== undefined);
  }

  async #retrieve(jobId: string, options: CallOptions): Promise<GoogleJob | undefined> {
    const body = await unlessGone(() => this.#http.json("asking for a job", jobId, options));
    return body === undefined ? undefined : decodeJob(body);
  }
}

function abortable(signal: AbortSignal | undefined): { config?: { abortSignal: AbortSignal } } {
  return signal === undefined ? {} : { config: { abortSignal: signal } };
}

function displayName({ label, nonce }: JobMark): string {
  return `${label} ${nonce}`;
}

/** Request lines as the create call takes them inline: at most 20 MB, so they may be held. */
async function inlineRequests(file: RequestFile): Promise<readonly JsonValue[]> {
  const requests: JsonValue[] = [];
  for await (const block of wholeLines(file.chunks())) {
    forEachLine(block, (start, end) => {
      const { customId, body } = decodeRequest(JSON.parse(block.toString("utf8", start, end)));
      requests.push({ request: body, metadata: { key: customId } });
    });
  }
  return requests;
}

async function* jsonLines(values: readonly JsonValue[]): AsyncGenerator<Uint8Array> {
  for (const value of values) yield Buffer.from(`${JSON.stringify(value)}\n`);
}
