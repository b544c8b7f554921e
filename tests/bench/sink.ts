import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";

export interface Sink extends AsyncDisposable {
  readonly url: string;
  readonly baseUrls: Readonly<Record<string, string>>;
}

/** A server that swallows uploads and sends results as fast as it can: what is measured against it is the client. */
export async function startSink(downloadBytes: number): Promise<Sink> {
  const server = createServer((request, response) => {
    void answer(request, response, downloadBytes);
  });
  server.requestTimeout = 0;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // oxlint-disable-line typescript/no-unsafe-type-assertion -- of a server that listens on a port
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    baseUrls: {
      openai: `${url}/openai/v1`,
      anthropic: `${url}/anthropic`,
      google: `${url}/google`,
    },
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

const CHUNK = Buffer.alloc(1 << 18, `${"x".repeat(1023)}\n`);

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  downloadBytes: number,
): Promise<void> {
  const { url = "", headers } = request;
  request.resume();
  await once(request, "end");
  if (/\/content$|\/results$|:download|raw/.test(url)) {
    if (request.method === "GET") return await send(response, downloadBytes);
  }
  const own = `http://${headers.host}`;
  const command = String(headers["x-goog-upload-command"] ?? "");
  response.setHeader("x-goog-upload-url", `${own}/google/chunks`);
  response.setHeader("x-goog-upload-status", command.includes("finalize") ? "final" : "active");
  response.setHeader("content-type", "application/json");
  const provider = url.split("/")[1] ?? "";
  response.end(JSON.stringify(answersOf(own)[provider] ?? {}));
}

async function send(response: ServerResponse, bytes: number): Promise<void> {
  response.setHeader("content-length", bytes);
  for (let left = bytes; left > 0; left -= CHUNK.length) {
    if (!response.write(CHUNK.subarray(0, left))) await once(response, "drain");
  }
  response.end();
}

/** One body per provider, with what uploads, jobs and their results are read from. */
function answersOf(own: string): Readonly<Record<string, object>> {
  return {
    openai: {
      id: "batch_bench",
      status: "completed",
      input_file_id: "file-in",
      output_file_id: "file-out",
      created_at: 1_795_000_000,
      request_counts: { total: 1, completed: 1, failed: 0 },
    },
    anthropic: {
      id: "msgbatch_bench",
      type: "message_batch",
      processing_status: "ended",
      created_at: "2026-11-18T00:00:00Z",
      request_counts: { processing: 0, succeeded: 1, errored: 0, canceled: 0, expired: 0 },
      results_url: `${own}/anthropic/v1/messages/batches/msgbatch_bench/results`,
    },
    google: {
      file: { name: "files/bench" },
      name: "batches/job",
      done: true,
      metadata: { state: "BATCH_STATE_SUCCEEDED" },
      response: { responsesFile: "files/out" },
    },
  };
}
