import { Hono } from "hono";
import { callFaults } from "../http/call-faults.ts";
import type { CallEnv } from "../http/call.ts";
import { TooLarge } from "../http/body.ts";
import { anthropicId } from "../ids.ts";
import type { Services } from "../services.ts";
import { batchRoutes } from "./batches.ts";
import { directRoutes } from "./direct.ts";
import { anthropicFailures, checkKey, checkVersion, refuse, Refused } from "./errors.ts";

/** Anthropic's API, to be mounted where its `/v1` is. */
export function anthropicRoutes(services: Services): Hono<CallEnv> {
  const app = new Hono<CallEnv>();
  app.use(async (call, next) => {
    await next();
    if (!call.res.headers.has("request-id")) call.res.headers.set("request-id", anthropicId("req"));
  });
  app.use(async (call, next) => {
    checkKey(call.req.header("x-api-key"), call.req.header("authorization"));
    checkVersion(call.req.header("anthropic-version"));
    await next();
  });
  app.use(callFaults(services.faults, "anthropic", anthropicFailures));
  batchRoutes(app, services);
  directRoutes(app, services);
  app.all("*", () => refuse({ type: "not_found_error", message: "Not found" }));
  app.onError((error) => {
    if (error instanceof Refused) return refuse(error);
    if (error instanceof TooLarge) {
      return refuse({ type: "request_too_large", message: "Request exceeds the maximum size" });
    }
    throw error;
  });
  return app;
}
