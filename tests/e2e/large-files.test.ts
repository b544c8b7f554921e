import { execFile } from "node:child_process";
import { once } from "node:events";
import { createReadStream } from "node:fs";
import type { ServerResponse } from "node:http";
import { open, stat, truncate } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findProvider } from "../../src/providers/registry.ts";
import { VARIANTS, type Variant } from "../crash/crash-run.ts";
import { testEmulator } from "../support/emulated.ts";
import { type Listening, listening } from "../support/listening.ts";
import { PlannedClock } from "../support/planned-clock.ts";
import { STRESS } from "../support/scale.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/temporary-folder.ts";

const MEGABYTES = STRESS ? 300 : 150;
const BYTES = MEGABYTES * 1_000_000;
/** Of the whole process, whose heap is held to 64 MB: Node, the SDK, and what goes through. */
const MOST_RSS = 200;
const LINE_BYTES = 20_000;
const TIMEOUT = STRESS ? 600_000 : 120_000;

const child = new URL("large-file-process.ts", import.meta.url).pathname;

/** Runs the process, and gives its peak memory in megabytes. */
async function peakOf(task: object): Promise<number> {
  const args = ["--max-old-space-size=64", child, JSON.stringify(task)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return Number(stdout);
}

function requestLine(provider: Variant["provider"], id: number): string {
  const key = `abcdefghij-${String(id).padStart(7, "0")}`;
  const content = "x".repeat(LINE_BYTES);
  const messages = [{ role: "user", content }];
  switch (provider) {
    case "openai":
      return JSON.stringify({
        custom_id: key,
        method: "POST",
        url: "/v1/chat/completions",
        body: { model: "gpt-4o-mini", messages },
      });
    case "anthropic":
      return JSON.stringify({
        custom_id: key,
        params: { model: "claude-haiku-4-5", max_tokens: 100, messages },
      });
    case "google":
      return JSON.stringify({
        key,
        request: { contents: [{ role: "user", parts: [{ text: content }] }] },
      });
  }
}

async function writeRequests(
  path: string,
  provider: Variant["provider"],
  atLeast: number = BYTES,
): Promise<number> {
  await using file = await open(path, "w");
  let requests = 0;
  for (let bytes = 0; bytes < atLeast; requests += 1) {
    const line = `${requestLine(provider, requests)}\n`;
    bytes += line.length;
    await file.write(line);
  }
  return requests;
}

/** Figures for whoever measures: STRESS=1. */
function note(what: string, peak: number): void {
  if (STRESS) process.stderr.write(`${what} ${MEGABYTES} MB at ${Math.round(peak)} MB RSS\n`);
}

let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());

/** A server whose one job has that many megabytes of results. */
async function resultsServer(): Promise<Listening> {
  const line = Buffer.from(
    `${JSON.stringify({ custom_id: "a", filler: "x".repeat(LINE_BYTES) })}\n`,
  );
  return await listening((request, response) => {
    const path = request.url ?? "";
    if (/content$|results$|download/.test(path)) {
      void stream(response, line);
      return;
    }
    const url = `http://${request.headers.host}/v1/messages/batches/batches%2Flarge/results`;
    response.setHeader("content-type", "application/json");
    response.end(
      JSON.stringify({
        id: "batches/large",
        name: "batches/large",
        status: "completed",
        output_file_id: "file-large",
        processing_status: "ended",
        results_url: url,
        metadata: { state: "BATCH_STATE_SUCCEEDED", output: { responsesFile: "files/large" } },
      }),
    );
  });
}

async function stream(response: ServerResponse, line: Buffer): Promise<void> {
  const block = Buffer.concat(Array.from({ length: 50 }, () => line));
  for (let bytes = 0; bytes < BYTES; bytes += block.length) {
    if (!response.write(block)) await once(response, "drain");
  }
  response.end();
}

describe.each(VARIANTS)(`${MEGABYTES} MB at $provider`, ({ provider, model, flags }) => {
  const task = { provider, model: model.split("/")[1], flags };

  it("are sent from the disk without being held", { timeout: TIMEOUT }, async () => {
    const file = join(folder.path, `${provider}.jsonl`);
    const requests = await writeRequests(file, provider);
    const limits = {
      openai: { fileBytes: 1e9, bytesPerJob: 1e9 },
      anthropic: { bytesPerJob: 1e9 },
    };
    // Slower than the disk, so that what is read too early shows.
    const rules = [{ fault: "slow_body", bytesPerSecond: BYTES / 2, route: "^POST" }] as const;
    await using emulator = await testEmulator({ workMs: 3_600_000, limits, faults: { rules } });
    const baseUrl = emulator.baseUrls[provider];
    const peak = await peakOf({ ...task, kind: "send", baseUrl, file, requests });
    note(`${provider} sent`, peak);
    expect(peak).toBeLessThan(MOST_RSS);
    expect(await emulator.jobs()).toHaveLength(1);
    await truncate(file);
  });

  it("come to the disk without being held", { timeout: TIMEOUT }, async () => {
    await using server = await resultsServer();
    const file = join(folder.path, `${provider}-results.jsonl`);
    const baseUrl = provider === "openai" ? `${server.url}/v1` : server.url;
    const peak = await peakOf({ ...task, kind: "fetch", baseUrl, file });
    note(`${provider} fetched`, peak);
    expect(peak).toBeLessThan(MOST_RSS);
    expect((await stat(file)).size).toBeGreaterThanOrEqual(BYTES);
    await truncate(file);
  });
});

describe.each(VARIANTS)("an upload to $provider", ({ provider, model, flags }) => {
  it.each([
    ["is answered before its end", "wrong-key", [], /Check the key/],
    [
      "is cut in the middle",
      "key",
      [{ fault: "drop_upload", afterBytes: 500_000 }],
      /no answer came/,
    ],
  ] as const)("that %s is an error like any other", async (_name, apiKey, rules, message) => {
    const path = join(folder.path, "some.jsonl");
    await writeRequests(path, provider, 5_000_000);
    const { size: bytes } = await stat(path);
    await using emulator = await testEmulator({ faults: { rules } });
    const definition = findProvider(provider);
    const { transport } = await definition.create({
      env: {},
      apiKey,
      baseUrl: emulator.baseUrls[provider],
      clock: new PlannedClock(),
      random: () => 0,
      model,
      flags,
    });
    const mark = { nonce: "abcdefghij", label: "bx_large/1/1" };
    const file = {
      name: "a.jsonl",
      bytes,
      requests: 1,
      chunks: (start = 0) => createReadStream(path, { start }),
    };
    // More than once: what goes wrong here goes wrong by chance.
    for (let attempt = 0; attempt < 10; attempt += 1) {
      const sent = (async () => {
        const uploadId = await transport.upload(file, mark, {});
        return await transport.submit({ mark, model, file, uploadId, guard: () => undefined }, {});
      })();
      await expect(sent).rejects.toThrow(message);
    }
    expect(await emulator.jobs()).toEqual([]);
  });
});
