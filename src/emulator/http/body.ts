import { setTimeout as delay } from "node:timers/promises";
import type { JsonValue } from "../../util/json.ts";
import { parseJson } from "../json-value.ts";
import { Disconnected, resetConnection, type Call } from "./call.ts";

/** A body that is larger than the route takes. */
export class TooLarge extends Error {}

/**
 * The bytes of a request body as they come in.
 *
 * @throws Disconnected when the client goes away, or when a fault cuts it off.
 * @throws TooLarge beyond `limit` bytes, once the rest was read, so that the client can read the answer.
 */
export async function* bodyChunks(call: Call, limit: number): AsyncGenerator<Buffer> {
  const { dropUploadAfter, bytesPerSecond } = call.get("bodyFault");
  let bytes = 0;
  for await (const chunk of incomingChunks(call)) {
    bytes += chunk.length;
    if (dropUploadAfter !== undefined && bytes > dropUploadAfter) {
      resetConnection(call);
      throw new Disconnected("A fault cut the upload off.");
    }
    if (bytesPerSecond !== undefined) await delay((chunk.length / bytesPerSecond) * 1000);
    if (bytes <= limit) yield chunk;
  }
  if (bytes > limit) throw new TooLarge(`The body has ${bytes} bytes.`);
}

async function* incomingChunks(call: Call): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of call.env.incoming) {
      const bytes: Buffer = chunk;
      yield bytes;
    }
  } catch (cause) {
    throw new Disconnected("The client went away.", { cause });
  }
}

export interface ReadBody {
  readonly bytes: Buffer;
  /** Undefined for a body that is no JSON. */
  readonly json: JsonValue | undefined;
}

/** A body that fits into memory. */
export async function readBody(call: Call, limit: number): Promise<ReadBody> {
  const chunks: Buffer[] = [];
  for await (const chunk of bodyChunks(call, limit)) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  return { bytes, json: parseJson(bytes.toString("utf8")) };
}

/** Reads a body to its end without looking at it: a client that is still sending can't read an answer. */
export async function drain(call: Call): Promise<void> {
  const { incoming } = call.env;
  if (incoming.complete || incoming.destroyed) return;
  for await (const _ of incomingChunks(call));
}
