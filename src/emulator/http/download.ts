import { open } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Call } from "./call.ts";

const CHUNK = 256 * 1024;
/** Chunks in a second of a slow download. */
const SLOW_STEPS = 10;

export interface Download {
  readonly path: string;
  readonly contentType: string;
  /** Undefined for a body that does not tell how long it is. */
  readonly bytes?: number | undefined;
}

/** Sends a file, chunk by chunk, as fast as the client reads it. */
export async function sendFile(call: Call, download: Download): Promise<Response> {
  const { outgoing } = call.env;
  const { dropDownloadAfter = Infinity, bytesPerSecond } = call.get("bodyFault");
  await using file = await open(download.path, "r");
  outgoing.writeHead(200, {
    "content-type": download.contentType,
    ...(download.bytes !== undefined && { "content-length": String(download.bytes) }),
  });
  const size =
    bytesPerSecond === undefined ? CHUNK : Math.max(1, Math.floor(bytesPerSecond / SLOW_STEPS));
  for (let sent = 0; !outgoing.destroyed;) {
    // A new buffer each time: the socket may still hold the one before.
    const chunk = Buffer.allocUnsafe(Math.min(size, dropDownloadAfter - sent));
    const { bytesRead } = await file.read(chunk);
    if (bytesPerSecond !== undefined) await delay((bytesRead / bytesPerSecond) * 1000);
    if (bytesRead > 0) await send(outgoing, chunk.subarray(0, bytesRead));
    sent += bytesRead;
    if (sent >= dropDownloadAfter) {
      // Ended without its last bytes, not reset: what was sent has to arrive.
      outgoing.socket?.destroySoon();
      return RESPONSE_ALREADY_SENT;
    }
    if (bytesRead === 0) break;
  }
  outgoing.end();
  return RESPONSE_ALREADY_SENT;
}

async function send(outgoing: ServerResponse, bytes: Buffer): Promise<void> {
  // A client that goes away never drains, and one that is gone does not even close.
  if (outgoing.write(bytes) || outgoing.destroyed) return;
  const stop = new AbortController();
  const events = ["drain", "close"].map((event) => once(outgoing, event, { signal: stop.signal }));
  await Promise.race(events).finally(() => {
    stop.abort();
    void Promise.allSettled(events);
  });
}
