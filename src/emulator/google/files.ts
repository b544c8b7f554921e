import type { Hono } from "hono";
import type { Call, CallEnv } from "../http/call.ts";
import { sendFile } from "../http/download.ts";
import { respond } from "../http/respond.ts";
import type { Services } from "../services.ts";
import type { StoredFile } from "../storage/files.ts";
import { isBeingRead } from "../jobs/accept.ts";
import { invalid, Refused } from "./errors.ts";
import { pageOf } from "./pages.ts";
import { fileResource } from "./wire.ts";

const LONGEST_ID = 40;
const DOWNLOAD = ":download";

export function fileRoutes(app: Hono<CallEnv>, services: Services): void {
  const { files, clock, url, folder } = services;

  app.get("/files", (call) => {
    const now = clock.now();
    const { page, nextPageToken } = pageOf(
      call,
      (before, limit) => files.list({ provider: "google", before, limit, now }),
      { fallback: 10, longest: 100 },
    );
    return respond({
      files: page.map((file) => fileResource(file, url())),
      ...(nextPageToken !== undefined && { nextPageToken }),
    });
  });

  app.get("/files/:target", (call) => {
    const target = call.req.param("target");
    if (target.endsWith(DOWNLOAD))
      return download(call, services, target.slice(0, -DOWNLOAD.length));
    return respond(fileResource(findFile(services, target), url()));
  });

  app.delete("/files/:target", async (call) => {
    const id = call.req.param("target");
    // Output files have longer ids than a delete takes: https://github.com/googleapis/python-genai/issues/1759
    if (id.length > LONGEST_ID) {
      throw invalid(`* DeleteFileRequest.name: File ID '${id}' cannot be more than 40 characters`);
    }
    const file = findFile(services, id);
    files.delete(file.id, clock.now());
    if (!isBeingRead(services, file.stored)) await folder.remove(file.stored);
    return respond({});
  });
}

/** `GET /download/v1beta/files/x:download`, as the REST reference has it. */
export function downloadRoutes(app: Hono<CallEnv>, services: Services): void {
  app.get("/:version/files/:target", (call) => {
    const target = call.req.param("target");
    if (!target.endsWith(DOWNLOAD))
      throw new Refused("NOT_FOUND", "Requested entity was not found.");
    return download(call, services, target.slice(0, -DOWNLOAD.length));
  });
}

/** The service does not tell a file that is not there from one of somebody else. */
export function findFile({ files, clock }: Services, id: string): StoredFile {
  const file = files.find("google", id, clock.now());
  if (file !== undefined) return file;
  throw new Refused(
    "PERMISSION_DENIED",
    `You do not have permission to access the File ${id} or it may not exist.`,
  );
}

function download(call: Call, services: Services, id: string): Promise<Response> {
  const file = findFile(services, id);
  if (file.generated !== true)
    throw invalid(`The file ${id} was uploaded: only generated files can be downloaded.`);
  if (call.req.query("alt") !== "media") throw invalid("Downloads need alt=media.");
  return sendFile(call, {
    path: services.folder.file(file.stored),
    contentType: "application/octet-stream",
    bytes: file.bytes,
  });
}
