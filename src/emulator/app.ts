import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { Hono } from "hono";
import { adminRoutes } from "./admin/routes.ts";
import { anthropicRoutes } from "./anthropic/routes.ts";
import { mountGoogle } from "./google/routes.ts";
import { Disconnected, routeOf, routePattern, type CallEnv } from "./http/call.ts";
import { respond } from "./http/respond.ts";
import { azureRoutes } from "./openai/azure.ts";
import { openaiRoutes } from "./openai/routes.ts";
import type { Services } from "./services.ts";

/** All services on one address: Google at the root, since its SDK drops a prefix in the second step of an upload. */
export function createApp(services: Services, reset: () => Promise<void>): Hono<CallEnv> {
  const app = new Hono<CallEnv>();
  app.use(async (call, next) => {
    if (!call.req.path.startsWith("/admin/")) services.calls.count(routePattern(routeOf(call)));
    await next();
  });
  app.route("/openai/v1", openaiRoutes(services));
  app.route("/azure/openai", azureRoutes(services));
  app.route("/anthropic/v1", anthropicRoutes(services));
  app.route("/admin", adminRoutes(services, reset));
  mountGoogle(app, services);
  app.notFound((call) => respond({ error: `There is no ${routeOf(call)} here.` }, { status: 404 }));
  app.onError((error, call) => {
    if (error instanceof Disconnected || call.env.outgoing.headersSent)
      return RESPONSE_ALREADY_SENT;
    // A fault of the emulator's own: whoever tests against it has to see where.
    return respond(
      { error: { message: `The emulator failed: ${error.stack ?? error.message}` } },
      { status: 500 },
    );
  });
  return app;
}
