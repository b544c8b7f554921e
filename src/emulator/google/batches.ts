import { readFile } from "node:fs/promises";
import type { Hono } from "hono";
import type { JsonObject, JsonValue } from "../../util/json.ts";
import { readBody } from "../http/body.ts";
import type { Call, CallEnv } from "../http/call.ts";
import { respond } from "../http/respond.ts";
import { isListed } from "../jobs/accept.ts";
import { stageOf } from "../jobs/timeline.ts";
import { isJsonObject, parseJson } from "../json-value.ts";
import type { Services } from "../services.ts";
import type { Job } from "../storage/job.ts";
import { createBatch } from "./create.ts";
import { Refused } from "./errors.ts";
import { pageOf } from "./pages.ts";
import { operation, type Output } from "./wire.ts";

const LARGEST_BODY = 1024;
const CANCEL = ":cancel";

export function batchRoutes(app: Hono<CallEnv>, services: Services): void {
  const { jobs, clock, crew } = services;

  app.get("/batches", (call) => {
    const now = clock.now();
    const { page: found, nextPageToken } = pageOf(
      call,
      (before, limit) => jobs.list("google", { before, limit }),
      { fallback: 50, longest: 1000 },
    );
    const page = found.filter((job) => isListed(job, now));
    for (const job of page) crew.ensure(job);
    return respond({
      operations: page.map((job) => operation(job, now, listOutput(job, now))),
      ...(nextPageToken !== undefined && { nextPageToken }),
    });
  });

  app.get("/batches/:target", async (call) => {
    const job = findJob(services, call.req.param("target"));
    const now = clock.now();
    return respond(operation(job, now, await outputOf(services, job, now)));
  });

  app.post("/batches/:target", async (call) => {
    const target = call.req.param("target");
    await readBody(call, LARGEST_BODY);
    if (!target.endsWith(CANCEL)) throw new Refused("NOT_FOUND", "Requested entity was not found.");
    const job = findJob(services, target.slice(0, -CANCEL.length));
    const now = clock.now();
    // Cancelling what has ended is no error: it has no effect.
    if (stageOf(job, now).kind !== "ended" && job.cancelAt === undefined) {
      jobs.change(job.number, { cancelAt: now });
      crew.ensure(jobs.get(job.number) ?? job);
    }
    return respond({});
  });

  app.delete("/batches/:target", (call) => {
    const job = findJob(services, call.req.param("target"));
    jobs.change(job.number, { deletedAt: clock.now() });
    return respond({});
  });
}

export async function create(call: Call, services: Services, model: string): Promise<Response> {
  const job = await createBatch(call, services, model);
  return respond(operation(job, services.clock.now(), undefined));
}

function findJob({ jobs, crew }: Services, id: string): Job {
  const job = jobs.find("google", id);
  if (job === undefined) throw new Refused("NOT_FOUND", "Requested entity was not found.");
  crew.ensure(job);
  return job;
}

function hasSucceeded(job: Job, now: number): boolean {
  const stage = stageOf(job, now);
  return stage.kind === "ended" && stage.ending.kind === "completed";
}

/** A list names output files, but leaves out responses that stand in the job itself. */
function listOutput(job: Job, now: number): Output {
  const id = job.results?.outputFileId;
  return id !== undefined && hasSucceeded(job, now) ? { responsesFile: `files/${id}` } : undefined;
}

async function outputOf({ jobs, folder }: Services, job: Job, now: number): Promise<Output> {
  if (!hasSucceeded(job, now)) return undefined;
  const late = job.accepted.faults.find(({ fault }) => fault === "late_results");
  if (late?.fault === "late_results" && jobs.countLook(job.number) <= (late.polls ?? 1))
    return undefined;
  const { outputFileId, outputFile } = job.results ?? {};
  if (outputFileId !== undefined) return { responsesFile: `files/${outputFileId}` };
  const lines =
    outputFile === undefined ? "" : await readFile(folder.file(outputFile.stored), "utf8");
  const responses = lines.split(/\r?\n/).flatMap((line) => inlined(parseJson(line)));
  return { inlinedResponses: { inlinedResponses: responses } };
}

/** A response in the job itself names its request by metadata, also where the request came with a key. */
function inlined(line: JsonValue | undefined): readonly JsonObject[] {
  if (!isJsonObject(line)) return [];
  const { key, ...response } = line;
  return key === undefined ? [response] : [{ metadata: { key }, ...response }];
}
