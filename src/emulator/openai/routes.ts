import { Hono } from "hono";
import { callFaults } from "../http/call-faults.ts";
import type { CallEnv } from "../http/call.ts";
import { TooLarge } from "../http/body.ts";
import { openaiRequestId } from "../ids.ts";
import type { Services } from "../services.ts";
import { batchRoutes } from "./batches.ts";
import { directRoutes } from "./direct.ts";
import { checkKey, openaiFailures, refuse, Refused } from "./errors.ts";
import { fileRoutes } from "./files.ts";

/** OpenAI's API, to be mounted where its `/v1` is. */
export function openaiRoutes(services: Services): Hono<CallEnv> {
  const app = new Hono<CallEnv>();
  app.use(async (call, next) => {
    await next();
    call.res.headers.set("x-request-id", openaiRequestId());
  });
  app.use(async (call, next) => {
    checkKey(call.req.header("authorization"));
    await next();
  });
  app.use(callFaults(services.faults, "openai", openaiFailures));
  fileRoutes(app, services);
  batchRoutes(app, services);
  directRoutes(app, services);
  app.all("*", (call) =>
    refuse({ status: 404, message: `Invalid URL (${call.req.method} ${call.req.path})` }),
  );
  app.onError((error) => {
    if (error instanceof Refused) return refuse(error.refusal);
    if (error instanceof TooLarge) {
      return refuse({ status: 413, message: error.message, code: "request_too_large" });
    }
    throw error;
  });
  return app;
}
