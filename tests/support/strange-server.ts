import type { IncomingMessage, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { type Listening, listening } from "./listening.ts";

/** A server that nobody should talk to, which keeps what it was sent. */
export interface StrangeServer extends Listening {
  /** Of each request all that came, as text. */
  readonly heard: readonly string[];
}

/** @param body What it answers to everything. */
export async function strangeServer(
  body: string = "{}",
  type: string = "application/json",
): Promise<StrangeServer> {
  const heard: string[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const sent = await buffer(request);
    heard.push([request.method, request.url, ...request.rawHeaders, sent.toString()].join(" "));
    response.writeHead(200, { "content-type": type }).end(body);
  };
  return Object.assign(await listening(answer), { heard });
}
