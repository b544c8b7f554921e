import { createHash, type Hash } from "node:crypto";
import type { Hono } from "hono";
import { bodyChunks, drain, readBody } from "../http/body.ts";
import type { Call, CallEnv } from "../http/call.ts";
import { respond } from "../http/respond.ts";
import { googleId } from "../ids.ts";
import { isJsonObject } from "../json-value.ts";
import { GOOGLE_FILE_RETENTION } from "../limits.ts";
import type { Services } from "../services.ts";
import type { StoredFile } from "../storage/files.ts";
import { FileWriter } from "../stream/file-writer.ts";
import { invalid, Refused } from "./errors.ts";
import { membersOf } from "./members.ts";
import { fileResource } from "./wire.ts";

const LARGEST_START = 64 * 1024;
const NEWLINE = 10;
/** Every chunk but the last is a multiple of this. */
const GRANULARITY = 256 * 1024;
const FILE_ID = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;
const FILE_MEMBERS = new Set(["name", "displayName", "mimeType", "sizeBytes", "source"]);

interface Session {
  readonly id: string;
  readonly stored: string;
  readonly fileId: string;
  readonly displayName: string | undefined;
  readonly mimeType: string;
  /** As the start announced it. */
  readonly bytes: number | undefined;
  readonly hash: Hash;
  lines: number;
  /** Whether the last line has its end already. */
  lineEnded: boolean;
  received: number;
  /** Settles when the command before is done with: what a cut connection brought counts before a query is answered. */
  turn: Promise<void>;
  /** What it became, which queries are told from then on. */
  file: StoredFile | undefined;
}

/** Google's resumable uploads: a start, then chunks at the address that it gave, the last of which finalises. */
export function uploadRoutes(app: Hono<CallEnv>, services: Services): void {
  /** An upload belongs to the process that started it: its address says which. */
  const sessions = new Map<string, Session>();

  app.post("/:version/files", async (call) => {
    const id = call.req.query("upload_id");
    if (id === undefined) return start(call, services, sessions);
    const session = sessions.get(id);
    if (session === undefined) return unknown(call);
    const { turn } = session;
    const { promise, resolve } = Promise.withResolvers<void>();
    session.turn = promise;
    await turn;
    try {
      return await go(call, services, { sessions, session });
    } finally {
      resolve();
    }
  });
}

async function start(
  call: Call,
  services: Services,
  sessions: Map<string, Session>,
): Promise<Response> {
  const { json } = await readBody(call, LARGEST_START);
  if (call.req.header("x-goog-upload-protocol") !== "resumable") {
    throw invalid("Only resumable uploads are supported here.");
  }
  const session = sessionOf(call, services, json);
  sessions.set(session.id, session);
  const url = `${services.url()}/upload/v1/files?upload_id=${session.id}&upload_protocol=resumable`;
  return new Response("", {
    headers: {
      "content-type": "text/plain; charset=utf-8",
      "x-goog-upload-status": "active",
      "x-goog-upload-url": url,
      "x-goog-upload-control-url": url,
      "x-goog-upload-chunk-granularity": String(GRANULARITY),
    },
  });
}

function sessionOf(call: Call, { folder, files, limits }: Services, json: unknown): Session {
  const outer = isObjectBody(json) ? membersOf(json, new Set(["file"]), "") : {};
  const file = isJsonObject(outer["file"]) ? membersOf(outer["file"], FILE_MEMBERS, "file") : {};
  const { name, displayName, mimeType } = file;
  const fileId = typeof name === "string" ? name.replace(/^files\//, "") : googleId(12);
  if (fileId.length > 40) throw invalid("File ID cannot be more than 40 characters.");
  if (!FILE_ID.test(fileId)) {
    throw invalid(
      "File ID must be lowercase letters, digits and dashes, and cannot begin or end with a dash.",
    );
  }
  if (files.isTaken(fileId))
    throw new Refused("ALREADY_EXISTS", `Requested entity files/${fileId} already exists.`);
  const announced = call.req.header("x-goog-upload-header-content-length");
  const bytes = announced === undefined ? undefined : Number(announced);
  if (bytes !== undefined && bytes > limits.google.fileBytes) {
    throw invalid(`The file is too large: it can have up to ${limits.google.fileBytes} bytes.`);
  }
  return {
    id: googleId(32),
    stored: folder.newName("upload"),
    fileId,
    displayName: typeof displayName === "string" ? displayName : undefined,
    mimeType:
      typeof mimeType === "string"
        ? mimeType
        : (call.req.header("x-goog-upload-header-content-type") ?? ""),
    bytes,
    hash: createHash("sha256"),
    lines: 0,
    lineEnded: true,
    received: 0,
    turn: Promise.resolve(),
    file: undefined,
  };
}

function isObjectBody(json: unknown): json is Parameters<typeof membersOf>[0] {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

interface Upload {
  readonly sessions: Map<string, Session>;
  readonly session: Session;
}

async function go(
  call: Call,
  services: Services,
  { sessions, session }: Upload,
): Promise<Response> {
  const command = call.req.header("x-goog-upload-command") ?? "";
  const commands = new Set(command.split(",").map((one) => one.trim()));
  if (commands.has("query")) {
    await drain(call);
    return session.file === undefined ? progress(session) : finished(session.file, services.url());
  }
  if (session.file !== undefined) return unknown(call);
  if (commands.has("cancel")) {
    sessions.delete(session.id);
    await services.folder.remove(session.stored);
    return respond({}, { headers: { "x-goog-upload-status": "cancelled" } });
  }
  if (commands.has("upload")) await receive(call, services, session, commands.has("finalize"));
  if (!commands.has("finalize")) return progress(session);
  try {
    session.file = await finalize(services, session);
  } catch (error) {
    sessions.delete(session.id);
    throw error;
  }
  return finished(session.file, services.url());
}

async function unknown(call: Call): Promise<never> {
  await drain(call);
  throw new Refused("NOT_FOUND", "The upload is unknown, or it is finished.");
}

function finished(file: StoredFile, url: string): Response {
  return respond(
    { file: fileResource(file, url) },
    { headers: { "x-goog-upload-status": "final" } },
  );
}

function progress({ received }: Session): Response {
  return respond(
    {},
    {
      headers: {
        "x-goog-upload-status": "active",
        "x-goog-upload-size-received": String(received),
      },
    },
  );
}

async function receive(
  call: Call,
  { folder, limits }: Services,
  session: Session,
  last: boolean,
): Promise<void> {
  const offset = Number(call.req.header("x-goog-upload-offset") ?? 0);
  if (offset !== session.received) {
    await drain(call);
    throw invalid(
      `The upload offset is ${offset}, but ${session.received} bytes were received so far.`,
    );
  }
  const before = session.received;
  const writer = await FileWriter.append(folder.file(session.stored));
  try {
    for await (const chunk of bodyChunks(call, limits.google.fileBytes - before)) {
      session.hash.update(chunk);
      session.received += chunk.length;
      session.lines += countLines(chunk);
      session.lineEnded = chunk.at(-1) === NEWLINE;
      writer.add(chunk);
      if (writer.isFull) await writer.flush();
    }
  } finally {
    // What arrived before a connection broke counts as received.
    await writer.close();
  }
  if (!last && (session.received - before) % GRANULARITY !== 0) {
    throw invalid(`Chunks must be multiples of ${GRANULARITY} bytes, but for the last one.`);
  }
}

async function finalize({ files, clock, folder }: Services, session: Session): Promise<StoredFile> {
  if (session.bytes !== undefined && session.bytes !== session.received) {
    await folder.remove(session.stored);
    throw invalid(
      `The upload was announced with ${session.bytes} bytes, but has ${session.received}.`,
    );
  }
  // An empty file never had a chunk.
  await (await FileWriter.append(folder.file(session.stored))).close();
  const now = clock.now();
  return files.add({
    id: session.fileId,
    provider: "google",
    createdAt: now,
    expiresAt: now + GOOGLE_FILE_RETENTION,
    stored: session.stored,
    bytes: session.received,
    lines: session.lines + (session.lineEnded ? 0 : 1),
    name: session.fileId,
    displayName: session.displayName,
    mimeType: session.mimeType,
    sha256: session.hash.digest("base64"),
  });
}

/** Line ends in a chunk: a line may go over from one chunk to the next, so only its end counts. */
function countLines(chunk: Buffer): number {
  let count = 0;
  for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) count += 1;
  return count;
}
