import { ProtocolError, ProviderError } from "../../src/errors.ts";
import type { JobStatus } from "../../src/model/job.ts";
import { createCodec } from "../../src/providers/openai/codec.ts";
import type {
  LostSubmission,
  Provider,
  ProviderDefinition,
  RequestFile,
  Submission,
  Transport,
} from "../../src/providers/provider.ts";
import type { Clock } from "../../src/util/clock.ts";
import type { JsonObject } from "../../src/util/json.ts";
import { all } from "./collected.ts";

/** What the service makes of a request. */
export type Fate = "answered" | "failed" | "rejected" | "refused" | "missing";

/**
 * What becomes of a create: done, turned away, done or not with its answer lost, done with an answer that can't be read,
 * or failed later for want of room.
 */
export type CreateFate =
  | "accepted"
  | "turned_away"
  | "lost_before"
  | "lost_after"
  | "garbled"
  | "no_room";

export interface Script {
  /** Whether a job carries our mark. Where it does not, only its results tell whose it is. */
  readonly marked: boolean;
  /** How long a job takes, by its number from 1. */
  readonly workMs: (job: number) => number;
  /** By the text of the request, and how often that has been worked on, this time included. */
  readonly fate: (text: string, time: number) => Fate;
  /** By the number of the create, from 1. */
  readonly create: (nth: number) => CreateFate | Promise<CreateFate>;
  /** Whether a call that may be repeated fails for a passing reason, by its name and number. */
  readonly fails?: ((call: string, nth: number) => boolean) | undefined;
  /** How long a new job is missing in lists. */
  readonly lagMs?: number | undefined;
}

interface ScriptedJob {
  readonly id: string;
  readonly nonce: string;
  readonly label: string;
  readonly texts: readonly string[];
  readonly customIds: readonly string[];
  readonly uploadId: string | undefined;
  readonly createdAt: number;
  endsAt: number;
  readonly failsForRoom: boolean;
  cancelled: boolean;
  results: string | undefined;
}

const codec = createCodec("chat");

/** A provider at the port's level: it keeps jobs in memory, and what goes wrong when stands in a script. */
export class ScriptedService {
  readonly jobs: ScriptedJob[] = [];
  readonly #worked = new Map<string, number>();
  readonly #script: Script;
  readonly #clock: Clock;
  readonly #files = new Map<string, string>();
  readonly #forgotten = new Set<string>();
  readonly #calls = new Map<string, number>();

  constructor(script: Script, clock: Clock) {
    this.#script = script;
    this.#clock = clock;
  }

  readonly definition: ProviderDefinition = {
    name: "scripted",
    protocol: "scripted",
    tiers: [],
    title: "Scripted",
    flagsOf: () => ({}),
    keyVariables: [],
    flags: [],
    models: [],
    baseUrlVariable: undefined,
    create: () => Promise.resolve(this.#provider()),
  };

  /** What a user pays for: the texts of all jobs that did their work. */
  paid(): readonly string[] {
    return this.jobs.flatMap(({ cancelled, failsForRoom, texts }) =>
      cancelled || failsForRoom ? [] : texts,
    );
  }

  #provider(): Provider {
    return {
      name: "scripted",
      limits: {
        requestsPerJob: 100,
        bytesPerJob: 1e9,
        mixesModels: false,
        submitTimeoutMs: 1_000,
      },
      codec,
      transport: this.#transport(),
      profile: () => ({
        known: true,
        acceptsTemperature: true,
        acceptsEffort: true,
        maxOutputTokens: 100,
        structuredOutput: [],
      }),
      quota: () => ({
        enqueuedTokens: undefined,
        enqueuedRequests: undefined,
        jobs: undefined,
        createsPerHour: undefined,
      }),
      requireKey: () => undefined,
    };
  }

  #transport(): Transport {
    return {
      ask: () => Promise.reject(new Error("no life cycle asks for an ordinary answer")),
      upload: async (file) => {
        await this.#mayFail("upload");
        if (!this.#script.marked) return undefined;
        const id = `file-${this.#files.size + 1}`;
        this.#files.set(id, await textOf(file));
        return id;
      },
      submit: (submission) => this.#submit(submission),
      find: async (lost) => {
        await this.#mayFail("find");
        return this.#find(lost);
      },
      status: async (jobIds) => {
        await this.#mayFail("status");
        return new Map(
          this.#known()
            .filter(({ id }) => jobIds.includes(id))
            .map((job) => [job.id, this.#of(job)]),
        );
      },
      results: async (jobId) => {
        await this.#mayFail("results");
        const job = this.#known().find(({ id }) => id === jobId);
        if (job === undefined || this.#of(job).state === "in_progress")
          return { kind: "not_ready" };
        return {
          kind: "ready",
          files: [{ name: "output", open: () => Promise.resolve(bytesOf(this.#results(job))) }],
        };
      },
      cancel: async (jobId) => {
        await this.#mayFail("cancel");
        const job = this.#known().find(({ id }) => id === jobId);
        if (job === undefined || job.endsAt <= this.#clock.now()) throw refused("no such job", 404);
        job.cancelled = true;
        job.endsAt = this.#clock.now();
      },
      removeFiles: () => this.#mayFail("removeFiles"),
      delete: () => this.#mayFail("delete"),
      list: () => noJobs(),
    };
  }

  async #submit({ mark, file, uploadId, guard }: Submission): Promise<JobStatus> {
    await later();
    const fate = await this.#script.create(this.#count("submit"));
    const lines = uploadId === undefined ? await textOf(file) : (this.#files.get(uploadId) ?? "");
    guard();
    if (fate === "turned_away") throw refused("too many requests", 429);
    if (fate === "lost_before") throw refused("the connection was reset", undefined);
    const requests = lines
      .trimEnd()
      .split("\n")
      .map((line) => codec.decodeRequest(JSON.parse(line)));
    const now = this.#clock.now();
    const job: ScriptedJob = {
      id: `job-${this.jobs.length + 1}`,
      ...mark,
      uploadId,
      texts: requests.map(({ body }) => textIn(body)),
      customIds: requests.map(({ customId }) => customId),
      createdAt: now,
      endsAt: now + (fate === "no_room" ? 0 : this.#script.workMs(this.jobs.length + 1)),
      failsForRoom: fate === "no_room",
      cancelled: false,
      results: undefined,
    };
    this.jobs.push(job);
    await later();
    if (fate === "lost_after") throw refused("HTTP 500", 500);
    if (fate === "garbled") throw new ProtocolError("the answer to a create", "is cut off");
    return this.#of(job);
  }

  #find(lost: LostSubmission): Awaited<ReturnType<Transport["find"]>> {
    const { lagMs = 0, marked } = this.#script;
    const visible = this.jobs
      .filter(({ createdAt }) => createdAt + lagMs <= this.#clock.now())
      .filter(({ id }) => !lost.knownJobIds.has(id));
    if (marked) {
      const job = visible.findLast(({ uploadId }) => uploadId === lost.uploadId);
      return job === undefined ? { kind: "absent" } : { kind: "found", job: this.#of(job) };
    }
    const alike = visible.filter(({ texts }) => texts.length === lost.requests);
    const ended = alike.filter(({ endsAt }) => endsAt <= this.#clock.now());
    const own = ended.find(({ nonce }) => nonce === lost.mark.nonce);
    if (own !== undefined) return { kind: "found", job: this.#of(own) };
    const open = alike.filter((job) => !ended.includes(job)).map(({ id }) => id);
    return open.length === 0 ? { kind: "absent" } : { kind: "doubtful", jobIds: open };
  }

  #of(job: ScriptedJob): JobStatus {
    const ended = job.endsAt <= this.#clock.now();
    const state = job.failsForRoom ? "failed" : job.cancelled ? "cancelled" : "succeeded";
    return {
      jobId: job.id,
      state: ended ? state : "in_progress",
      providerState: ended ? state : "working",
      counts: { total: job.texts.length, succeeded: undefined, failed: undefined },
      createdAt: job.createdAt,
      endedAt: ended ? job.endsAt : undefined,
      expiresAt: undefined,
      errors: job.failsForRoom
        ? [{ code: "token_limit_exceeded", message: "Too many tokens.", retryable: true }]
        : [],
      model: undefined,
    };
  }

  /** Worked off once, whoever asks how often. */
  #results(job: ScriptedJob): string {
    if (job.cancelled || job.failsForRoom) return "";
    job.results ??= job.texts
      .map((text, index) => {
        const time = (this.#worked.get(text) ?? 0) + 1;
        this.#worked.set(text, time);
        return lineOf(job.customIds[index] ?? "", text, this.#script.fate(text, time));
      })
      .join("");
    return job.results;
  }

  /** Makes the service forget a job, as when somebody deletes it. */
  forget(jobId: string): void {
    this.#forgotten.add(jobId);
  }

  #known(): readonly ScriptedJob[] {
    return this.jobs.filter(({ id }) => !this.#forgotten.has(id));
  }

  #count(call: string): number {
    const nth = (this.#calls.get(call) ?? 0) + 1;
    this.#calls.set(call, nth);
    return nth;
  }

  async #mayFail(call: string): Promise<void> {
    const fails = this.#script.fails?.(call, this.#count(call)) ?? false;
    await later();
    if (fails) throw refused("HTTP 503", 503);
  }
}

function refused(reason: string, status: number | undefined): ProviderError {
  const retryable = status === undefined || status === 429 || status >= 500;
  return new ProviderError({ provider: "scripted", action: "calling", reason, status, retryable });
}

function lineOf(customId: string, text: string, fate: Fate): string {
  switch (fate) {
    case "answered":
      return resultLine(customId, 200, { choices: [choice({ content: `answer to ${text}` })] });
    case "refused":
      return resultLine(customId, 200, { choices: [choice({ refusal: "no" })] });
    case "failed":
      return resultLine(customId, 500, { error: { code: "server_error", message: "oops" } });
    case "rejected":
      return resultLine(customId, 400, { error: { code: "bad", message: "too long" } });
    case "missing":
      return "";
  }
}

function choice(message: object): object {
  return { finish_reason: "stop", message };
}

function resultLine(customId: string, status: number, body: object): string {
  return `${JSON.stringify({ custom_id: customId, response: { status_code: status, body }, error: null })}\n`;
}

function textIn(body: JsonObject): string {
  return codec
    .decodeConversation(body)
    .messages.map(({ content }) => content)
    .join(" ");
}

async function textOf(file: RequestFile): Promise<string> {
  return Buffer.concat(await all(file.chunks())).toString();
}

async function later(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

async function* noJobs(): AsyncGenerator<JobStatus> {
  // Nothing asks this service for its list.
}
