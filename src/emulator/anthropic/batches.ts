import type { Hono } from "hono";
import type { Call, CallEnv } from "../http/call.ts";
import { sendFile } from "../http/download.ts";
import { respond } from "../http/respond.ts";
import { isListed } from "../jobs/accept.ts";
import { stageOf } from "../jobs/timeline.ts";
import type { Services } from "../services.ts";
import type { Job } from "../storage/job.ts";
import { createBatch } from "./create.ts";
import { invalid, notFound, Refused } from "./errors.ts";
import { archivedAt, batchObject } from "./wire.ts";

const DEFAULT_PAGE = 20;
const LONGEST_PAGE = 1000;

export function batchRoutes(app: Hono<CallEnv>, services: Services): void {
  const show = (job: Job): Response =>
    respond(batchObject(job, services.clock.now(), baseOf(services)));
  app.post("/messages/batches", async (call) => show(await createBatch(call, services)));
  app.get("/messages/batches", (call) => respond(listPage(call, services)));
  app.get("/messages/batches/:id", (call) => show(find(call, services)));
  app.post("/messages/batches/:id/cancel", (call) => show(cancel(find(call, services), services)));
  app.delete("/messages/batches/:id", async (call) => {
    const { id } = await remove(find(call, services), services);
    return respond({ id, type: "message_batch_deleted" });
  });
  app.get("/messages/batches/:id/results", (call) => sendResults(call, services));
}

function find(call: Call, { jobs, crew }: Services): Job {
  const id = call.req.param("id") ?? "";
  const job = jobs.find("anthropic", id);
  if (job === undefined) throw notFound(`Message batch ${id} not found.`);
  crew.ensure(job);
  return job;
}

function cancel(job: Job, { jobs, clock, crew }: Services): Job {
  const now = clock.now();
  const stage = stageOf(job, now);
  if (stage.kind === "ended") {
    throw new Refused(
      "invalid_request_error",
      `Batch ${job.id} cannot be canceled because it has already ended.`,
    );
  }
  if (stage.kind !== "cancelling") jobs.change(job.number, { cancelAt: now });
  const changed = jobs.get(job.number) ?? job;
  crew.ensure(changed);
  return changed;
}

async function remove(job: Job, { jobs, clock, folder }: Services): Promise<Job> {
  if (stageOf(job, clock.now()).kind !== "ended") {
    throw new Refused(
      "invalid_request_error",
      `Batch ${job.id} cannot be deleted while it is being processed. Cancel it first.`,
    );
  }
  jobs.change(job.number, { deletedAt: clock.now() });
  for (const name of [job.input, job.results?.outputFile?.stored]) {
    if (name !== undefined) await folder.remove(name);
  }
  return job;
}

async function sendResults(call: Call, services: Services): Promise<Response> {
  const job = find(call, services);
  const now = services.clock.now();
  if (stageOf(job, now).kind !== "ended") {
    throw new Refused(
      "invalid_request_error",
      `Batch ${job.id} has not ended: its results are not available yet.`,
    );
  }
  if (archivedAt(job, now) !== undefined) {
    throw notFound(`The results of batch ${job.id} are no longer available.`);
  }
  const file = job.results?.outputFile;
  if (file === undefined) return new Response("", { headers: { "content-type": RESULTS_TYPE } });
  return sendFile(call, { path: services.folder.file(file.stored), contentType: RESULTS_TYPE });
}

const RESULTS_TYPE = "application/x-jsonl";

/** Where Anthropic's API begins at the emulator. */
function baseOf({ url }: Services): string {
  return `${url()}/anthropic`;
}

function listPage(call: Call, services: Services): object {
  const { jobs, clock, crew } = services;
  const limit = Number(call.req.query("limit") ?? DEFAULT_PAGE);
  if (!Number.isInteger(limit) || limit < 1 || limit > LONGEST_PAGE) {
    throw invalid("limit", `Input should be from 1 to ${LONGEST_PAGE}`);
  }
  const now = clock.now();
  const cursor = (name: string): number | undefined => {
    const id = call.req.query(name);
    if (id === undefined) return undefined;
    const job = jobs.find("anthropic", id);
    if (job === undefined) throw invalid(name, `No message batch ${id}`);
    return job.number;
  };
  const [after, before] = [cursor("after_id"), cursor("before_id")];
  // One more than asked for tells whether there are more.
  const found =
    before === undefined
      ? jobs.list("anthropic", { before: after, limit: limit + 1 })
      : jobs.listAfter("anthropic", before, limit + 1);
  const kept = before === undefined ? found.slice(0, limit) : found.slice(-limit);
  const page = kept.filter((job) => isListed(job, now));
  for (const job of page) crew.ensure(job);
  return {
    data: page.map((job) => batchObject(job, now, baseOf(services))),
    has_more: found.length > limit,
    first_id: page[0]?.id ?? null,
    last_id: page.at(-1)?.id ?? null,
  };
}
