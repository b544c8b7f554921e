import type { JsonObject } from "../../util/json.ts";
import type { LineFault } from "../faults/profile.ts";
import { googleId, LineIds } from "../ids.ts";
import type { LineDraws } from "../jobs/line-draws.ts";
import { withMishap, type Finished, type Renderer, type Trade } from "../jobs/trade.ts";
import { isJsonObject, parseJson } from "../json-value.ts";
import { sourceText } from "../model/conversation.ts";
import { googleModel } from "../models/google.ts";
import type { Services } from "../services.ts";
import type { Job, JobResults } from "../storage/job.ts";
import { Refused, rpcError } from "./errors.ts";
import { GoogleInspector } from "./inspector.ts";
import { RequestReader, responseOf, type ContentRequest } from "./reply.ts";

/** `batch-` and 36 more: two beyond what a delete takes. */
const OUTPUT_ID = 36;

/** How Google works on the requests of a batch. */
export function googleTrade(services: () => Services): Trade {
  return {
    provider: "google",
    givesPartialResults: false,
    inspector: () => new GoogleInspector(),
    renderer: (job, draws) => new GoogleRenderer(job, draws, services()),
    publish: (job, results, endedAt) => publish(job, results, { endedAt, services: services() }),
  };
}

/** A job that read a file answers in a file. */
function publish(
  job: Job,
  results: JobResults,
  { endedAt, services }: { readonly endedAt: number; readonly services: Services },
): JobResults {
  const inline =
    job.accepted.inputFileId === undefined ||
    job.accepted.faults.some(({ fault }) => fault === "inline_for_file");
  const { outputFile } = results;
  if (inline || outputFile === undefined) return results;
  const file = services.files.add({
    id: `batch-${googleId(OUTPUT_ID)}`,
    provider: "google",
    createdAt: endedAt,
    stored: outputFile.stored,
    bytes: outputFile.bytes,
    name: job.id,
    mimeType: "application/jsonl",
    generated: true,
  });
  return { ...results, outputFileId: file.id };
}

const ALL_FAIL: LineFault = { fault: "request_failed" };

/** How a line names its request: a file's by `key`, one of a create by its metadata. */
interface LinePlace {
  readonly own: JsonObject;
  readonly fault: LineFault | undefined;
}

class GoogleRenderer implements Renderer {
  readonly #draws: LineDraws;
  readonly #reader: RequestReader;
  readonly #ids: LineIds;
  readonly #allFail: boolean;
  readonly #errorKey: "error" | "status";

  constructor(job: Job, draws: LineDraws, { models, strict }: Services) {
    const model = googleModel(job.accepted.model ?? "", models);
    if (model === undefined) throw new Error(`There is no model ${job.accepted.model ?? ""}.`);
    const faults = new Set(job.accepted.faults.map(({ fault }) => fault));
    this.#draws = draws;
    this.#ids = new LineIds(job.id);
    this.#allFail = faults.has("all_failed");
    this.#errorKey = faults.has("status_errors") ? "status" : "error";
    this.#reader = new RequestReader({ model, degenerate: strict });
  }

  work(text: string, position: number): Finished {
    const { key, metadata, request: raw } = readLine(text);
    const request = this.#read(raw);
    const prompt = (): string => (request instanceof Refused ? "" : sourceText(request.turns));
    const id = key ?? (typeof metadata?.["key"] === "string" ? metadata["key"] : "");
    const fault = this.#allFail ? ALL_FAIL : this.#draws.pick(position, id, prompt);
    const own: JsonObject = {
      ...(key !== undefined && { key }),
      ...(metadata !== undefined && { metadata }),
    };
    if (fault?.fault === "unknown_result") {
      return this.#finish({ own, fault }, { outcome: { type: "some_future_type" } }, "succeeded");
    }
    if (fault?.fault === "status_zero")
      return this.#finish({ own, fault }, { [this.#errorKey]: {} }, "errored");
    try {
      if (request instanceof Refused) throw request;
      const responseId = this.#ids.id("", position, 22);
      const response = responseOf(request, { responseId, fault });
      return this.#finish({ own, fault }, { response }, "succeeded");
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return this.#finish({ own, fault }, { [this.#errorKey]: rpcError(error) }, "errored");
    }
  }

  leave(text: string, _position: number, why: "expired" | "canceled"): Finished {
    const { key } = readLine(text);
    const fault: LineFault = { fault: "missing_line" };
    return this.#finish({ own: { key: key ?? "" }, fault }, {}, why);
  }

  #read(request: JsonObject): ContentRequest | Refused {
    try {
      return this.#reader.read(request);
    } catch (error) {
      if (error instanceof Refused) return error;
      throw error;
    }
  }

  #finish({ own, fault }: LinePlace, result: JsonObject, outcome: Finished["outcome"]): Finished {
    const lines = withMishap(JSON.stringify({ ...own, ...result }), fault, {
      foreign: () => JSON.stringify({ ...foreign(own), ...result }),
      failed: () => {
        const error = rpcError(
          new Refused("INTERNAL", "An internal error has occurred. Please retry."),
        );
        return JSON.stringify({ ...own, [this.#errorKey]: error });
      },
    });
    return { to: "output", lines, outcome };
  }
}

function foreign({ key, metadata }: JsonObject): JsonObject {
  if (typeof key === "string") return { key: `${key}-foreign` };
  return { metadata: { ...(isJsonObject(metadata) ? metadata : {}), key: "foreign" } };
}

interface RequestLine {
  readonly key: string | undefined;
  readonly metadata: JsonObject | undefined;
  readonly request: JsonObject;
}

/** A line that was inspected already. */
function readLine(text: string): RequestLine {
  const line = parseJson(text);
  const { key, metadata, request } = isJsonObject(line) ? line : {};
  return {
    key: typeof key === "string" ? key : undefined,
    metadata: isJsonObject(metadata) ? metadata : undefined,
    request: isJsonObject(request) ? request : {},
  };
}
