import type { JsonObject } from "../../util/json.ts";
import type { LineFault } from "../faults/profile.ts";
import { LineIds, openaiFileId } from "../ids.ts";
import { openJobs } from "../jobs/accept.ts";
import type { LineDraws } from "../jobs/line-draws.ts";
import { withMishap, type Finished, type Renderer, type Trade } from "../jobs/trade.ts";
import { isJsonObject, parseJson } from "../json-value.ts";
import { OPENAI_FILE_RETENTION } from "../limits.ts";
import { sourceText } from "../model/conversation.ts";
import type { Services } from "../services.ts";
import type { Job, JobResults } from "../storage/job.ts";
import { chatBody, responsesBody } from "./bodies.ts";
import { errorBody, Refused } from "./errors.ts";
import { OpenaiInspector } from "./inspector.ts";
import { ENDPOINTS, replyTo, RequestReader, type RequestText } from "./reply.ts";

const EXPIRED = {
  code: "batch_expired",
  message: "This request could not be executed before the completion window expired.",
};
const CANCELLED = {
  code: "batch_cancelled",
  message: "This request could not be executed before the batch was cancelled.",
};

/** How OpenAI works on the lines of a batch. */
export function openaiTrade(services: () => Services): Trade {
  return {
    provider: "openai",
    givesPartialResults: true,
    inspector: (job) => new OpenaiInspector(job, services(), enqueuedBesides(job, services())),
    renderer: (job, draws) => new OpenaiRenderer(job, draws, services()),
    publish: (job, results, endedAt) => publish(job, results, { endedAt, services: services() }),
  };
}

/** Tokens of the jobs for the same model that are not done. */
function enqueuedBesides(job: Job, services: Services): number {
  return openJobs(services, "openai")
    .filter(({ number, accepted }) => number < job.number && accepted.model === job.accepted.model)
    .reduce((sum, { inspection }) => sum + (inspection?.tokens ?? 0), 0);
}

/** Output files are files like any other, from the job's end on. */
function publish(
  job: Job,
  results: JobResults,
  { endedAt, services }: { readonly endedAt: number; readonly services: Services },
): JobResults {
  const { files } = services;
  for (const old of [job.results?.outputFileId, job.results?.errorFileId]) {
    if (old !== undefined) files.delete(old, 0);
  }
  const asked = job.accepted.options["outputSeconds"];
  const lasts = typeof asked === "number" ? asked * 1000 : OPENAI_FILE_RETENTION;
  const add = (file: JobResults["outputFile"], kind: string): string | undefined =>
    file &&
    files.add({
      id: openaiFileId(),
      provider: "openai",
      createdAt: endedAt,
      expiresAt: endedAt + lasts,
      stored: file.stored,
      bytes: file.bytes,
      name: `${job.id}_${kind}.jsonl`,
      purpose: "batch_output",
      generated: true,
    }).id;
  return {
    ...results,
    outputFileId: add(results.outputFile, "output"),
    errorFileId: add(results.errorFile, "error"),
  };
}

const NO_RESPONSE = { status_code: 0, request_id: "", body: {} };
const UNKNOWN_RESULT = { response: null, error: null, outcome: { type: "some_future_type" } };
const ALL_FAIL: LineFault = { fault: "request_failed" };

interface LinePlace {
  readonly customId: string;
  readonly position: number;
  readonly fault: LineFault | undefined;
}

class OpenaiRenderer implements Renderer {
  readonly #draws: LineDraws;
  readonly #reader: RequestReader;
  readonly #ids: LineIds;
  readonly #now: number;
  readonly #write: typeof chatBody;
  readonly #allFail: boolean;

  constructor(job: Job, draws: LineDraws, { models, clock }: Services) {
    const endpoint = ENDPOINTS[job.accepted.endpoint ?? ""];
    if (endpoint === undefined)
      throw new Error(`The emulator has no model behind ${job.accepted.endpoint ?? ""}.`);
    this.#draws = draws;
    this.#reader = new RequestReader(endpoint, models);
    this.#ids = new LineIds(job.id);
    this.#now = clock.now();
    this.#write = job.accepted.endpoint?.endsWith("/responses") ? responsesBody : chatBody;
    this.#allFail = job.accepted.faults.some(({ fault }) => fault === "all_failed");
  }

  work(text: string, position: number): Finished {
    const { customId, body } = readLine(text);
    const request = this.#read(body);
    const prompt = (): string => (request instanceof Refused ? "" : sourceText(request.turns));
    const fault = this.#allFail ? ALL_FAIL : this.#draws.pick(position, customId, prompt);
    const place = { customId, position, fault };
    if (fault?.fault === "request_expired") return this.leave(text, position, "expired");
    if (fault?.fault === "request_canceled") return this.leave(text, position, "canceled");
    if (fault?.fault === "status_zero") {
      return this.#finish(place, { response: NO_RESPONSE, error: null }, "errored");
    }
    if (fault?.fault === "unknown_result") return this.#finish(place, UNKNOWN_RESULT, "succeeded");
    return request instanceof Refused
      ? this.#finish(place, this.#failure(request, position), "errored")
      : this.#answer(place, body, request);
  }

  #read(body: JsonObject): RequestText | Refused {
    try {
      return this.#reader.read(body);
    } catch (error) {
      if (error instanceof Refused) return error;
      throw error;
    }
  }

  #answer(place: LinePlace, body: JsonObject, request: RequestText): Finished {
    const { position, fault } = place;
    try {
      const { endpoint } = this.#reader;
      const reply = replyTo({ body, ...request, endpoint, warm: position > 0, fault });
      const response = {
        status_code: 200,
        request_id: this.#ids.id("req_", position, 32),
        body: this.#write(reply, { ids: this.#ids, position, now: this.#now }),
      };
      const finished = this.#finish(place, { response, error: null }, "succeeded");
      return { ...finished, usage: reply.usage };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return this.#finish(place, this.#failure(error, position), "errored");
    }
  }

  leave(text: string, position: number, why: "expired" | "canceled"): Finished {
    const { customId } = readLine(text);
    const error = why === "expired" ? EXPIRED : CANCELLED;
    return this.#finish({ customId, position, fault: undefined }, { response: null, error }, why);
  }

  #failure({ refusal }: Refused, position: number): JsonObject {
    const body = { ...errorBody(refusal) };
    const response = {
      status_code: refusal.status,
      request_id: this.#ids.id("", position, 32),
      body,
    };
    return { response, error: null };
  }

  #finish(
    { customId, position, fault }: LinePlace,
    result: JsonObject,
    outcome: Finished["outcome"],
  ): Finished {
    const id = this.#ids.id("batch_req_", position, 32);
    const line = (own: string, what: JsonObject): string =>
      JSON.stringify({ id, custom_id: own, ...what });
    const lines = withMishap(line(customId, result), fault, {
      foreign: () => line(`${customId}-foreign`.slice(-64), result),
      failed: () =>
        line(
          customId,
          this.#failure(
            new Refused({ status: 500, message: "The server had an error." }),
            position,
          ),
        ),
    });
    return { to: outcome === "succeeded" ? "output" : "errors", lines, outcome };
  }
}

/** A line that was inspected already. */
function readLine(text: string): { readonly customId: string; readonly body: JsonObject } {
  const line = parseJson(text);
  const { custom_id: customId, body } = isJsonObject(line) ? line : {};
  return {
    customId: typeof customId === "string" ? customId : "",
    body: isJsonObject(body) ? body : {},
  };
}
