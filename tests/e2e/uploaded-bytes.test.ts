import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout } from "node:timers/promises";
import { expect, it } from "vitest";
import type { RequestFile } from "../../src/providers/provider.ts";
import { findProvider } from "../../src/providers/registry.ts";
import { FileArtifacts } from "../../src/store/file-artifacts.ts";
import { systemClock } from "../../src/util/clock.ts";
import { listening } from "../support/listening.ts";
import { artifactOf } from "../support/shards.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** Lines of which no two are alike, in more bytes than Google takes without a file. */
const LINES = Array.from(
  { length: 30_000 },
  (_, index) => `{"custom_id":"request-${index}","body":"${String(index).repeat(160)}"}`,
);

/** Takes a body in fits and starts, and gives the longest of those that came. */
function slowServer(): {
  readonly answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  readonly longest: () => Buffer;
} {
  let longest: Buffer = Buffer.alloc(0);
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    let wait = 0;
    request.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      wait = (wait + 1) % 64;
      if (wait !== 0) return;
      request.pause();
      void setTimeout(5).then(() => request.resume());
    });
    await once(request, "end");
    const body = Buffer.concat(chunks);
    if (body.length > longest.length) longest = body;
    const finalized = String(request.headers["x-goog-upload-command"]).includes("finalize");
    response.setHeader("x-goog-upload-url", `http://${request.headers.host}/upload`);
    response.setHeader("x-goog-upload-status", finalized ? "final" : "active");
    response.setHeader("content-type", "application/json");
    response.end(
      JSON.stringify({ id: "made", status: "validating", file: { name: "files/made" } }),
    );
  };
  return { answer, longest: () => longest };
}

it.each([
  ["openai", "gpt-4o-mini"],
  ["anthropic", "claude-haiku-4-5"],
  ["google", "gemini-2.5-flash"],
])("arrives byte for byte at a slow %s", async (provider, model) => {
  await using folder = await temporaryFolder();
  const artifacts = new FileArtifacts(folder.path);
  const artifact = await artifactOf(artifacts, "requests.jsonl", LINES);
  const { answer, longest } = slowServer();
  await using server = await listening(answer);
  const { transport } = await findProvider(provider).create({
    env: {},
    clock: systemClock,
    random: () => 0.5,
    model,
    flags: {},
    baseUrl: server.url,
    apiKey: "none",
  });
  const file: RequestFile = {
    name: "requests.jsonl",
    bytes: artifact.bytes,
    requests: LINES.length,
    chunks: (start) => artifacts.chunks(artifact, start),
  };
  const mark = { nonce: "nonce00000", label: "bx_test/1/1" };
  const uploadId = await transport.upload(file, mark, {});
  if (provider === "anthropic") {
    const submission = { mark, model, file, uploadId, guard: () => undefined };
    // What the server answers is no job.
    await transport.submit(submission, {}).catch(() => undefined);
  }
  const body = longest().toString();
  const sent = provider === "anthropic" ? LINES.join(",") : `${LINES.join("\n")}\n`;
  expect(body.length).toBeGreaterThan(20_000_000);
  // Not a diff of megabytes.
  expect(body.includes(sent)).toBe(true);
});
