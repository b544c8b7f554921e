import { createHash } from "node:crypto";
import type { JsonObject } from "../../util/json.ts";
import { bodyChunks, TooLarge } from "../http/body.ts";
import type { Call } from "../http/call.ts";
import { anthropicId } from "../ids.ts";
import { acceptJob, KEPT_BODY, openJobs, type NewJob } from "../jobs/accept.ts";
import { isJsonObject, parseJson } from "../json-value.ts";
import type { Services } from "../services.ts";
import type { Job } from "../storage/job.ts";
import { FileWriter } from "../stream/file-writer.ts";
import { IdSet } from "../stream/id-set.ts";
import { JsonElements } from "../stream/json-elements.ts";
import { invalid, Refused } from "./errors.ts";

const CUSTOM_ID = /^[a-zA-Z0-9_-]{1,64}$/;
const LONGEST_ID = 64;
const MEMBERS = new Set(["requests", "user_profile_id", "workspace_id"]);

/** Takes a batch whose requests are in the body, without ever holding the body. */
export async function createBatch(call: Call, services: Services): Promise<Job> {
  const { folder } = services;
  const stored = folder.newName("requests");
  try {
    const received = await receive(call, services, stored);
    checkQueue(services, received.requests);
    return await acceptJob(services, "anthropic", {
      id: anthropicId("msgbatch"),
      input: stored,
      ...received,
      options: {
        version: call.req.header("anthropic-version") ?? null,
        betas: call.req.header("anthropic-beta") ?? null,
      },
    });
  } catch (error) {
    await folder.remove(stored);
    throw error;
  }
}

type Received = Required<Pick<NewJob, "requests" | "body" | "bodyBytes" | "bodySha256">> & {
  readonly requests: number;
};

async function receive(
  call: Call,
  { limits, folder }: Services,
  stored: string,
): Promise<Received> {
  const { bytesPerJob, requestsPerJob } = limits.anthropic;
  const elements = new JsonElements("requests");
  const requests = new RequestLines(requestsPerJob);
  const hash = createHash("sha256");
  let head = "";
  let bytes = 0;
  await using writer = await FileWriter.create(folder.file(stored));
  for await (const chunk of bodyChunks(call, bytesPerJob)) {
    hash.update(chunk);
    bytes += chunk.length;
    if (head.length < KEPT_BODY) head += chunk.toString("utf8", 0, KEPT_BODY - head.length);
    for (const element of elements.push(chunk)) writer.add(requests.line(element));
    if (writer.isFull) await writer.flush();
  }
  await writer.close();
  checkRest(elements);
  requests.check();
  return { requests: requests.count, body: head, bodyBytes: bytes, bodySha256: hash.digest("hex") };
}

/** Checks what stands beside the requests. */
function checkRest(elements: JsonElements): void {
  const rest = elements.isComplete ? parseJson(elements.rest) : undefined;
  if (!isJsonObject(rest)) {
    throw new Refused("invalid_request_error", "The request body is not valid JSON");
  }
  const unknown = Object.keys(rest).find((name) => !MEMBERS.has(name));
  if (unknown !== undefined) throw invalid(unknown, "Extra inputs are not permitted");
  if (rest["requests"] === undefined) throw invalid("requests", "Field required");
}

/** Turns elements of the list into lines. Its first error stands once the whole body is in. */
class RequestLines {
  readonly #ids = new IdSet();
  readonly #limit: number;
  #error: Error | undefined;
  count = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  line(element: Buffer): string {
    const text = element.toString("utf8");
    const request = parseJson(text);
    this.#error ??= this.#problem(request);
    this.count += 1;
    // Line breaks in JSON stand between its parts only, and a line must have none.
    return `${/[\r\n]/.test(text) ? JSON.stringify(request ?? null) : text.trim()}\n`;
  }

  check(): void {
    if (this.#error !== undefined) throw this.#error;
    if (this.count === 0)
      throw invalid("requests", "List should have at least 1 item after validation, not 0");
  }

  #problem(request: ReturnType<typeof parseJson>): Error | undefined {
    const where = `requests.${this.count}`;
    if (this.count >= this.#limit) return new TooLarge("Too many requests.");
    if (request === undefined)
      return new Refused("invalid_request_error", "The request body is not valid JSON");
    if (!isJsonObject(request)) return invalid(where, "Input should be an object");
    return this.#idProblem(request, where) ?? memberProblem(request, where);
  }

  #idProblem({ custom_id: customId }: JsonObject, where: string): Error | undefined {
    const at = `${where}.custom_id`;
    if (customId === undefined) return invalid(at, "Field required");
    if (typeof customId !== "string") return invalid(at, "Input should be a valid string");
    if (customId.length > LONGEST_ID)
      return invalid(at, "String should have at most 64 characters");
    if (!CUSTOM_ID.test(customId))
      return invalid(at, `String should match pattern '${CUSTOM_ID.source}'`);
    if (this.#ids.add(customId)) return undefined;
    return invalid(at, `custom_id must be unique, but '${customId}' is used more than once`);
  }
}

function memberProblem(request: JsonObject, where: string): Error | undefined {
  const unknown = Object.keys(request).find((name) => name !== "custom_id" && name !== "params");
  if (unknown !== undefined)
    return invalid(`${where}.${unknown}`, "Extra inputs are not permitted");
  if (request["params"] === undefined) return invalid(`${where}.params`, "Field required");
  return isJsonObject(request["params"])
    ? undefined
    : invalid(`${where}.params`, "Input should be an object");
}

function checkQueue(services: Services, requests: number): void {
  const { queuedRequests } = services.limits.anthropic;
  const queued = openJobs(services, "anthropic").reduce(
    (sum, { accepted }) => sum + (accepted.requests ?? 0),
    0,
  );
  if (queued + requests <= queuedRequests) return;
  throw new Refused(
    "rate_limit_error",
    `This batch would exceed the limit of ${queuedRequests} batch requests in the processing queue.`,
  );
}
