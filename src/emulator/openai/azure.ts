import { Hono } from "hono";
import type { CallEnv } from "../http/call.ts";
import { callFaults } from "../http/call-faults.ts";
import { respond } from "../http/respond.ts";
import { openaiRequestId } from "../ids.ts";
import type { Services } from "../services.ts";
import { batchRoutes } from "./batches.ts";
import { errorBody, openaiFailures, refuse, Refused } from "./errors.ts";
import { fileRoutes } from "./files.ts";

/** https://learn.microsoft.com/azure/ai-services/openai/how-to/batch */
const ENDPOINTS = ["/chat/completions", "/responses"];

/**
 * OpenAI's batches as a resource of Azure serves them, to be mounted where its `/openai` is: the key in a header of its own,
 * a version in every URL, endpoints without one, and models that are names of deployments.
 */
export function azureRoutes(services: Services): Hono<CallEnv> {
  const app = new Hono<CallEnv>();
  app.use(async (call, next) => {
    await next();
    call.res.headers.set("x-request-id", openaiRequestId());
  });
  app.use(async (call, next) => {
    const key = call.req.header("api-key");
    if (key === undefined || key.startsWith("wrong")) return refuseKey();
    if (call.req.query("api-version") === undefined) return notFound();
    await next();
    return undefined;
  });
  app.use(callFaults(services.faults, "openai", openaiFailures));
  fileRoutes(app, services);
  batchRoutes(app, services, ENDPOINTS);
  app.all("*", notFound);
  app.onError((error) => {
    if (error instanceof Refused) return refuse(error.refusal);
    throw error;
  });
  return app;
}

function refuseKey(): Response {
  const message =
    "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource.";
  return respond(errorBody({ status: 401, message, code: "401" }), { status: 401 });
}

function notFound(): Response {
  return respond(errorBody({ status: 404, message: "Resource not found", code: "404" }), {
    status: 404,
  });
}
