import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Hono } from "hono";
import { Disconnected, type Call, type CallEnv } from "../http/call.ts";
import { bodyChunks, TooLarge } from "../http/body.ts";
import { sendFile } from "../http/download.ts";
import { respond } from "../http/respond.ts";
import { isBeingRead } from "../jobs/accept.ts";
import { openaiFileId } from "../ids.ts";
import { OPENAI_FILE_RETENTION } from "../limits.ts";
import type { Services } from "../services.ts";
import { FileWriter } from "../stream/file-writer.ts";
import { invalid, missing, refuse, Refused, unsupportedValue } from "./errors.ts";
import { listPage, pageQuery } from "./pages.ts";
import { fileObject } from "./wire.ts";

const PURPOSES = ["assistants", "batch", "fine-tune", "vision", "user_data", "evals"];
const SHORTEST_EXPIRY = 3600;
const LONGEST_EXPIRY = 2_592_000;
const DEFAULT_PAGE = 10_000;
const LONGEST_PAGE = 10_000;

export function fileRoutes(app: Hono<CallEnv>, services: Services): void {
  const { files, clock, folder } = services;

  app.post("/files", (call) => upload(call, services));

  app.get("/files", (call) => {
    const query = pageQuery(call, { fallback: DEFAULT_PAGE, longest: LONGEST_PAGE });
    const purpose = call.req.query("purpose");
    const ascending = call.req.query("order") === "asc";
    const all = files
      .list({ provider: "openai", limit: -1, now: clock.now() })
      .filter((file) => purpose === undefined || file.purpose === purpose);
    return respond(listPage(ascending ? all.toReversed() : all, query, fileObject));
  });

  app.get("/files/:id", (call) => {
    const file = files.find("openai", call.req.param("id"), clock.now());
    return file === undefined ? noSuchFile(call.req.param("id")) : respond(fileObject(file));
  });

  app.delete("/files/:id", async (call) => {
    const file = files.find("openai", call.req.param("id"), clock.now());
    if (file === undefined) return noSuchFile(call.req.param("id"));
    files.delete(file.id, clock.now());
    if (!isBeingRead(services, file.stored)) await folder.remove(file.stored);
    return respond({ id: file.id, object: "file", deleted: true });
  });

  app.get("/files/:id/content", (call) => {
    const file = files.find("openai", call.req.param("id"), clock.now());
    if (file === undefined) return noSuchFile(call.req.param("id"));
    return sendFile(call, {
      path: folder.file(file.stored),
      contentType: "application/octet-stream",
      bytes: file.bytes,
    });
  });
}

function noSuchFile(id: string): Response {
  return refuse({ status: 404, message: `No such File object: ${id}`, param: "id" });
}

interface SavedFile {
  readonly name: string;
  readonly stored: string;
  readonly bytes: number;
  readonly lines: number;
}

interface Form {
  readonly fields: Readonly<Record<string, string>>;
  readonly file: SavedFile | undefined;
}

async function upload(call: Call, services: Services): Promise<Response> {
  const { files, folder, clock } = services;
  const form = await readForm(call, services);
  try {
    checkForm(form);
  } catch (error) {
    if (form.file !== undefined) await folder.remove(form.file.stored);
    throw error;
  }
  const now = clock.now();
  const purpose = form.fields["purpose"] ?? "batch";
  const asked = form.fields["expires_after[seconds]"];
  const lasts = asked === undefined ? OPENAI_FILE_RETENTION : Number(asked) * 1000;
  const file = files.add({
    id: openaiFileId(),
    provider: "openai",
    createdAt: now,
    expiresAt: asked !== undefined || purpose === "batch" ? now + lasts : undefined,
    ...form.file,
    purpose,
  });
  return respond(fileObject(file));
}

function checkForm(form: Form): asserts form is Form & { readonly file: SavedFile } {
  const { fields, file } = form;
  const { purpose } = fields;
  if (file === undefined) throw missing("file");
  if (purpose === undefined) throw missing("purpose");
  if (!PURPOSES.includes(purpose)) throw unsupportedValue("purpose", purpose, PURPOSES);
  // https://github.com/BerriAI/litellm/issues/37527
  if (purpose === "batch" && !file.name.endsWith(".jsonl")) {
    throw invalid("file", "Invalid file format for Batch API. Must be .jsonl");
  }
  const anchor = fields["expires_after[anchor]"];
  const lasts = fields["expires_after[seconds]"];
  if (anchor !== undefined || lasts !== undefined)
    checkExpiry("expires_after", anchor, Number(lasts));
}

/** An expiry as files and batches take it. */
export function checkExpiry(param: string, anchor: unknown, lasts: unknown): void {
  if (anchor !== "created_at")
    throw unsupportedValue(`${param}.anchor`, anchor ?? null, ["created_at"]);
  const fits = typeof lasts === "number" && Number.isInteger(lasts);
  if (!fits || lasts < SHORTEST_EXPIRY || lasts > LONGEST_EXPIRY) {
    throw invalid(
      `${param}.seconds`,
      `Invalid '${param}.seconds': expected an integer from ${SHORTEST_EXPIRY} to ${LONGEST_EXPIRY}.`,
    );
  }
}

/** Reads a form as it comes in; the file goes to the disk. */
async function readForm(call: Call, { folder, limits }: Services): Promise<Form> {
  const contentType = call.req.header("content-type") ?? "";
  if (!contentType.startsWith("multipart/form-data")) {
    throw new Refused({ status: 400, message: "Content-Type must be 'multipart/form-data'." });
  }
  // Most processes never take a form: its parser is loaded by the first.
  const { Busboy } = await import("@fastify/busboy");
  const parser = new Busboy({ headers: { "content-type": contentType } });
  const fields: Record<string, string> = {};
  const stored = folder.newName("upload");
  let incoming: Readable | undefined;
  let saved: Promise<SavedFile> | undefined;
  parser.on("field", (name: string, value: string) => (fields[name] = value));
  parser.on("file", (name: string, stream: Readable, filename: string) => {
    if (name !== "file" || saved !== undefined) {
      stream.resume();
      return;
    }
    incoming = stream;
    // A form that ends too early is told of here once more, after its reader has gone.
    stream.on("error", () => {});
    saved = save(stream, filename, { folder, stored });
  });
  try {
    await pipeline(bodyChunks(call, limits.openai.fileBytes), parser);
    return { fields, file: await saved };
  } catch (error) {
    incoming?.destroy();
    await Promise.allSettled([saved]);
    await folder.remove(stored);
    if (error instanceof Disconnected || error instanceof TooLarge) throw error;
    throw new Refused({ status: 400, message: "Could not parse multipart form" });
  }
}

interface Saving {
  readonly folder: Services["folder"];
  readonly stored: string;
}

async function save(
  stream: Readable,
  name: string,
  { folder, stored }: Saving,
): Promise<SavedFile> {
  await using writer = await FileWriter.create(folder.file(stored));
  for await (const chunk of stream) {
    const bytes: Buffer = chunk;
    writer.add(bytes);
    if (writer.isFull) await writer.flush();
  }
  const { bytes } = await writer.close();
  return { name, stored, bytes, lines: writer.lines };
}
