import { Hono } from "hono";
import { callFaults } from "../http/call-faults.ts";
import { TooLarge } from "../http/body.ts";
import type { CallEnv } from "../http/call.ts";
import type { Services } from "../services.ts";
import { batchRoutes } from "./batches.ts";
import { checkKey, googleFailures, invalid, refuse, Refused } from "./errors.ts";
import { downloadRoutes, fileRoutes } from "./files.ts";
import { modelRoutes } from "./models.ts";
import { uploadRoutes } from "./upload.ts";

/** Google's API, at the paths that its SDK uses from the root. */
export function mountGoogle(root: Hono<CallEnv>, services: Services): void {
  const api = guarded(services);
  fileRoutes(api, services);
  batchRoutes(api, services);
  modelRoutes(api, services);
  const upload = guarded(services);
  uploadRoutes(upload, services);
  const download = guarded(services);
  downloadRoutes(download, services);
  root.route("/v1", api);
  root.route("/v1beta", api);
  root.route("/upload", upload);
  root.route("/download", download);
}

function guarded(services: Services): Hono<CallEnv> {
  const app = new Hono<CallEnv>();
  app.use(async (call, next) => {
    checkKey(call.req.header("x-goog-api-key") ?? call.req.query("key"));
    await next();
  });
  app.use(callFaults(services.faults, "google", googleFailures));
  app.onError((error) => {
    if (error instanceof Refused) return refuse(error);
    if (error instanceof TooLarge)
      return refuse(invalid("Request payload size exceeds the limit."));
    throw error;
  });
  return app;
}
