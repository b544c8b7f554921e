import { createWriteStream, openAsBlob } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmulator } from "../../src/emulator/server.ts";
import { PEOPLE, USER_SCHEMA } from "./support.ts";

// A job of many requests, from its create to its last result, in a process whose heap is small. It tells how many
// results came back, and on standard error how fast.

const COUNT = Number(process.argv[2] ?? 1000);
const HEADERS = { authorization: "Bearer x", "anthropic-version": "2026-10-21" };

async function writeBody(path: string): Promise<void> {
  const file = createWriteStream(path);
  for (let place = 0; place < COUNT; place += 1) {
    const request = {
      custom_id: `nonce-${String(place).padStart(8, "0")}`,
      params: {
        model: "claude-haiku-4-5",
        max_tokens: 1024,
        messages: [{ role: "user", content: PEOPLE[place % PEOPLE.length]?.[0] }],
        output_config: { format: { type: "json_schema", schema: USER_SCHEMA } },
      },
    };
    const piece = `${place === 0 ? '{"requests":[' : ","}${JSON.stringify(request)}`;
    if (!file.write(piece)) await once(file, "drain");
  }
  file.end("]}");
  await once(file, "close");
}

async function countLines(body: AsyncIterable<Uint8Array> | null): Promise<number> {
  let lines = 0;
  for await (const chunk of body ?? []) {
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines += 1;
  }
  return lines;
}

interface Batch {
  readonly id: string;
  readonly processing_status: string;
  readonly request_counts: { readonly succeeded: number };
  readonly results_url: string;
}

async function call(url: string, init: RequestInit = {}): Promise<Batch> {
  const response = await fetch(url, { headers: HEADERS, ...init });
  const batch: Batch = JSON.parse(await response.text());
  return batch;
}

const folder = await mkdtemp(join(tmpdir(), "emulator-test-"));
const path = join(folder, "body.json");
await writeBody(path);
const emulator = await startEmulator({
  workMs: 0,
  limits: { anthropic: { requestsPerJob: COUNT, bytesPerJob: Infinity } },
});
const url = `${emulator.baseUrls.anthropic}/v1/messages/batches`;
// Without `redirect` fetch keeps the whole body, to send it once more.
const created = await call(url, {
  method: "POST",
  body: await openAsBlob(path),
  redirect: "error",
});
const start = performance.now();
let batch = created;
while (batch.processing_status !== "ended") batch = await call(`${url}/${created.id}`);
const seconds = (performance.now() - start) / 1000;
const results = await fetch(batch.results_url, { headers: HEADERS });
const lines = await countLines(results.body);
await emulator.close();
await rm(folder, { recursive: true });
process.stdout.write(JSON.stringify({ lines, succeeded: batch.request_counts.succeeded }));
process.stderr.write(`emulator: ${Math.round(COUNT / seconds)} requests a second\n`);
