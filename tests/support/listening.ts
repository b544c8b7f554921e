import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setImmediate } from "node:timers/promises";

export interface Listening extends AsyncDisposable {
  readonly url: string;
}

/** A server on a port of its own, until it is disposed of. */
export async function listening(
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<void> | void,
): Promise<Listening> {
  const server = createServer((request, response) => {
    void answer(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
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
