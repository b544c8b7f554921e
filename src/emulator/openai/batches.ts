import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import type { Hono } from "hono";
import type { JsonValue } from "../../util/json.ts";
import type { Call, CallEnv } from "../http/call.ts";
import { readBody, type ReadBody } from "../http/body.ts";
import { respond } from "../http/respond.ts";
import { openaiId } from "../ids.ts";
import { acceptJob, isListed, KEPT_BODY, type NewJob } from "../jobs/accept.ts";
import { stageOf } from "../jobs/timeline.ts";
import { isJsonObject, parseJson } from "../json-value.ts";
import { ONE_HOUR } from "../limits.ts";
import type { Services } from "../services.ts";
import type { StoredFile } from "../storage/files.ts";
import type { Job } from "../storage/job.ts";
import { invalid, missing, refuse, Refused, unknownParameter, unsupportedValue } from "./errors.ts";
import { checkExpiry } from "./files.ts";
import { ENDPOINTS as READERS } from "./reply.ts";
import { readMetadata } from "./metadata.ts";
import { listObject, pageQuery } from "./pages.ts";
import { batchObject } from "./wire.ts";

const ENDPOINTS = [
  "/v1/responses",
  "/v1/chat/completions",
  "/v1/embeddings",
  "/v1/completions",
  "/v1/moderations",
  "/v1/images/generations",
  "/v1/images/edits",
  "/v1/videos",
];

const PARAMETERS = new Set([
  "input_file_id",
  "endpoint",
  "completion_window",
  "metadata",
  "output_expires_after",
]);

const LARGEST_BODY = 1024 * 1024;
const DEFAULT_PAGE = 20;
const LONGEST_PAGE = 100;

/** @param endpoints What requests can be sent to, as this service writes it. */
export function batchRoutes(
  app: Hono<CallEnv>,
  services: Services,
  endpoints: readonly string[] = ENDPOINTS,
): void {
  const { jobs, clock, crew } = services;

  app.post("/batches", (call) => create(call, services, endpoints));

  app.get("/batches", (call) => {
    const { limit, after } = pageQuery(call, { fallback: DEFAULT_PAGE, longest: LONGEST_PAGE });
    const now = clock.now();
    const before = after === undefined ? undefined : jobs.find("openai", after)?.number;
    // One more than asked for tells whether there are more.
    const found = jobs.list("openai", { before, limit: limit + 1 });
    const page = found.slice(0, limit).filter((job) => isListed(job, now));
    for (const job of page) crew.ensure(job);
    const data = page.map((job) => batchObject(job, now));
    return respond(listObject(page, { data, hasMore: found.length > limit }));
  });

  app.get("/batches/:id", (call) => {
    const job = jobs.find("openai", call.req.param("id"));
    if (job === undefined) return noSuchBatch(call.req.param("id"));
    crew.ensure(job);
    return respond(batchObject(job, clock.now()));
  });

  app.post("/batches/:id/cancel", (call) => {
    const job = jobs.find("openai", call.req.param("id"));
    return job === undefined ? noSuchBatch(call.req.param("id")) : cancel(job, services);
  });
}

function noSuchBatch(id: string): Response {
  return refuse({ status: 404, message: `No batch found with id '${id}'.` });
}

function cancel(job: Job, { jobs, clock, crew }: Services): Response {
  const now = clock.now();
  const stage = stageOf(job, now);
  if (stage.kind === "ended") {
    const message = `Cannot cancel a batch with status '${stage.ending.kind}'.`;
    return refuse({ status: 409, message });
  }
  if (stage.kind !== "cancelling") jobs.change(job.number, { cancelAt: now });
  const changed = jobs.get(job.number) ?? job;
  crew.ensure(changed);
  return respond(batchObject(changed, now));
}

async function create(
  call: Call,
  services: Services,
  endpoints: readonly string[],
): Promise<Response> {
  const body = await readBody(call, LARGEST_BODY);
  const request = readCreate(body.json, endpoints);
  const { files, clock, limits, jobs, folder } = services;
  const now = clock.now();
  const file = files.find("openai", request.inputFileId, now);
  if (file === undefined) {
    throw invalid(
      "input_file_id",
      `Invalid 'input_file_id': no such file '${request.inputFileId}'.`,
    );
  }
  checkFile(file);
  checkRate(jobs.recent("openai", now - ONE_HOUR), now, limits.openai.jobsPerHour);
  const job = await acceptJob(services, "openai", {
    id: openaiId("batch", now),
    endpoint: request.endpoint,
    metadata: request.metadata,
    inputFileId: file.id,
    input: file.stored,
    requests: file.lines,
    model: await firstModel(folder.file(file.stored)),
    ...bodyFacts(body),
    options: { outputSeconds: request.outputSeconds ?? null },
  });
  return respond(batchObject(job, now));
}

function bodyFacts({ bytes }: ReadBody): Pick<NewJob, "body" | "bodyBytes" | "bodySha256"> {
  return {
    body: bytes.subarray(0, KEPT_BODY).toString("utf8"),
    bodyBytes: bytes.length,
    bodySha256: createHash("sha256").update(bytes).digest("hex"),
  };
}

function checkFile({ id, purpose, name }: StoredFile): void {
  if (purpose !== "batch") {
    throw invalid(
      "input_file_id",
      `The file '${id}' must have purpose 'batch', not '${purpose ?? ""}'.`,
    );
  }
  if (!name.endsWith(".jsonl")) {
    throw invalid("input_file_id", "Invalid file format for Batch API. Must be .jsonl");
  }
}

function checkRate(jobs: readonly Job[], now: number, perHour: number): void {
  const recent = jobs.filter(({ createdAt }) => createdAt > now - ONE_HOUR).length;
  if (recent < perHour) return;
  throw new Refused({
    status: 429,
    message: `You have reached the limit of ${perHour} batches per hour.`,
    type: "requests",
    code: "rate_limit_exceeded",
  });
}

/** The model of the first line, which the service names before it has read the others. */
async function firstModel(path: string): Promise<string | undefined> {
  await using file = await open(path, "r");
  const buffer = Buffer.alloc(KEPT_BODY);
  const { bytesRead } = await file.read(buffer, 0, KEPT_BODY);
  const [line = ""] = buffer.toString("utf8", 0, bytesRead).split("\n", 1);
  const request = parseJson(line);
  const body = isJsonObject(request) ? request["body"] : undefined;
  const model = isJsonObject(body) ? body["model"] : undefined;
  return typeof model === "string" ? model : undefined;
}

interface CreateRequest {
  readonly inputFileId: string;
  readonly endpoint: string;
  readonly metadata: Readonly<Record<string, string>> | undefined;
  readonly outputSeconds: number | undefined;
}

function readCreate(json: JsonValue | undefined, endpoints: readonly string[]): CreateRequest {
  if (!isJsonObject(json)) {
    throw new Refused({
      status: 400,
      message: "We could not parse the JSON body of your request.",
    });
  }
  const { input_file_id: inputFileId, endpoint, completion_window: window } = json;
  const unknown = Object.keys(json).find((name) => !PARAMETERS.has(name));
  if (unknown !== undefined) throw unknownParameter(unknown);
  if (typeof inputFileId !== "string") throw missing("input_file_id");
  if (typeof endpoint !== "string") throw missing("endpoint");
  if (!endpoints.includes(endpoint)) throw unsupportedValue("endpoint", endpoint, endpoints);
  if (!Object.hasOwn(READERS, endpoint)) {
    throw invalid(
      "endpoint",
      `The emulator has no model behind ${endpoint}, only behind ${Object.keys(READERS).join(" and ")}.`,
    );
  }
  if (window !== "24h") {
    throw window === undefined
      ? missing("completion_window")
      : unsupportedValue("completion_window", window, ["24h"]);
  }
  return {
    inputFileId,
    endpoint,
    metadata: readMetadata(json["metadata"]),
    outputSeconds: readExpiry(json["output_expires_after"]),
  };
}

function readExpiry(value: JsonValue | undefined): number | undefined {
  if (!isJsonObject(value)) return undefined;
  const { anchor, seconds } = value;
  checkExpiry("output_expires_after", anchor, seconds);
  return typeof seconds === "number" ? seconds : undefined;
}
