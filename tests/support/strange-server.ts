import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { setImmediate } from "node:timers/promises";

/** A server that nobody should talk to, which keeps what it was sent. */
export interface StrangeServer extends AsyncDisposable {
  readonly url: string;
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
  const server = createServer((request, response) => {
    void answer(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    heard,
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
      // The event comes before the handle is gone, which is in the turn after this one.
      for (let turn = 0; turn < 2; turn += 1) await setImmediate();
    },
  };
}
