import { Hono } from "hono";
import type { JsonObject, JsonValue } from "../../util/json.ts";
import { UsageError } from "../../errors.ts";
import { readBody } from "../http/body.ts";
import type { Call, CallEnv } from "../http/call.ts";
import { respond } from "../http/respond.ts";
import { stageOf } from "../jobs/timeline.ts";
import { isJsonObject } from "../json-value.ts";
import type { Services } from "../services.ts";
import type { Job } from "../storage/job.ts";

const LARGEST_BODY = 10 * 1024 * 1024;

/** What a test or a user looks at and turns while the emulator runs. */
export function adminRoutes(services: Services, reset: () => Promise<void>): Hono<CallEnv> {
  const { jobs, calls, clock, faults, url, folder } = services;
  const app = new Hono<CallEnv>();
  app.use(async (call, next) => {
    call.set("bodyFault", {});
    await next();
  });

  app.get("/health", () =>
    respond({
      status: "ok",
      now: clock.now(),
      url: url(),
      directory: folder.path,
      pid: process.pid,
    }),
  );
  app.get("/jobs", () => {
    const now = clock.now();
    return respond({
      jobs: jobs.all().map((job) => ({ ...jobSummary(job, now), body: jobs.body(job.number) })),
    });
  });
  app.get("/requests", () => respond({ calls: calls.all() }));

  app.post("/clock", async (call) => {
    const advance = (await readObject(call))["advanceMs"];
    if (typeof advance !== "number" || !Number.isFinite(advance)) {
      return wrong("advanceMs must be a number of milliseconds.");
    }
    clock.advance(Math.round(advance));
    return respond({ now: clock.now() });
  });

  app.get("/faults", async () => respond((await faults.current()).profile));
  app.put("/faults", async (call) => {
    const { json } = await readBody(call, LARGEST_BODY);
    const { parseFaultProfile } = await import("../faults/parse.ts");
    faults.set(parseFaultProfile(json));
    return respond((await faults.current()).profile);
  });

  app.post("/reset", async () => {
    await reset();
    return respond({ status: "ok" });
  });

  app.all("*", () => respond({ error: "There is no such admin route." }, { status: 404 }));
  app.onError((error) => {
    if (error instanceof UsageError) return wrong(error.message);
    throw error;
  });
  return app;
}

function wrong(reason: string): Response {
  return respond({ error: reason }, { status: 400 });
}

async function readObject(call: Call): Promise<JsonObject> {
  const { json } = await readBody(call, LARGEST_BODY);
  return isJsonObject(json) ? json : {};
}

/** A job with all that was sent for it, so that what would have been billed can be counted. */
function jobSummary(job: Job, now: number): Readonly<Record<string, JsonValue>> {
  const { accepted, inspection, results } = job;
  const stage = stageOf(job, now);
  return {
    number: job.number,
    provider: job.provider,
    id: job.id,
    createdAt: job.createdAt,
    state: stage.kind === "ended" ? stage.ending.kind : stage.kind,
    requests: inspection?.requests ?? accepted.requests ?? null,
    model: inspection?.model ?? accepted.model ?? null,
    endpoint: accepted.endpoint ?? null,
    inputFileId: accepted.inputFileId ?? null,
    metadata: accepted.metadata ?? null,
    displayName: accepted.label ?? null,
    faults: accepted.faults.map(({ fault }) => fault),
    counts: results === undefined ? null : { ...results.counts },
    cancelRequestedAt: job.cancelAt ?? null,
    deletedAt: job.deletedAt ?? null,
    bodyBytes: accepted.bodyBytes,
    bodySha256: accepted.bodySha256,
  };
}
