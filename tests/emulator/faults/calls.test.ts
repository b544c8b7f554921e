import Anthropic from "@anthropic-ai/sdk";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import OpenAI from "openai";
import { describe, expect, it } from "vitest";
import type { FaultRule } from "../../../src/emulator/faults.ts";
import {
  createJob,
  peopleLines as googleLines,
  untilEnded as googleEnded,
} from "../google/support.ts";
import { contentOf, createBatch, peopleLines, untilEnded, upload } from "../openai/support.ts";
import { peopleRequests } from "../anthropic/support.ts";
import { Bench, until } from "../support.ts";

async function faulty(...rules: readonly FaultRule[]): Promise<Bench> {
  return Bench.open({ workMs: 0, faults: { rules } });
}

/** How many jobs were accepted: what would be paid for. */
async function accepted(bench: Bench): Promise<number> {
  return (await bench.jobs()).length;
}

/** A create of each provider, the same in number of requests. */
const CREATES: readonly (readonly [string, (bench: Bench) => Promise<unknown>])[] = [
  ["openai", (bench) => createBatch(bench.openai(), peopleLines(1))],
  [
    "anthropic",
    (bench) => bench.anthropic().messages.batches.create({ requests: peopleRequests(1) }),
  ],
  ["google", (bench) => createJob(bench.google(), googleLines(1))],
];

/** The call that makes a job, but not the upload before it. */
const CREATE_ROUTE = "^POST .*(?:/batches|:batchGenerateContent)$";

describe.each(CREATES)("%s", (_, create) => {
  it("asks to come back later with 429", async () => {
    await using bench = await faulty({
      fault: "rate_limit",
      route: CREATE_ROUTE,
      times: 1,
      retryAfterMs: 3000,
    });
    const error = await create(bench).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ status: 429 });
    expect(await accepted(bench)).toBe(0);
    await create(bench);
    expect(await accepted(bench)).toBe(1);
  });

  it("fails before it accepts", async () => {
    await using bench = await faulty({ fault: "server_error", route: CREATE_ROUTE, times: 1 });
    await expect(create(bench)).rejects.toMatchObject({ status: 500 });
    expect(await accepted(bench)).toBe(0);
  });

  it("lets calls pass before it strikes", async () => {
    await using bench = await faulty({
      fault: "server_error",
      route: CREATE_ROUTE,
      skip: 1,
      times: 1,
    });
    await create(bench);
    await expect(create(bench)).rejects.toMatchObject({ status: 500 });
    await create(bench);
    expect(await accepted(bench)).toBe(2);
  });

  it("accepts, and then loses the answer in an error", async () => {
    await using bench = await faulty({
      fault: "overloaded",
      when: "after",
      route: CREATE_ROUTE,
      times: 1,
    });
    await expect(create(bench)).rejects.toMatchObject({
      status: expect.toSatisfy((status) => status === 503 || status === 529),
    });
    expect(await accepted(bench)).toBe(1);
  });

  it("resets the connection before it accepts", async () => {
    await using bench = await faulty({ fault: "reset", route: CREATE_ROUTE, times: 1 });
    await expect(create(bench)).rejects.toBeInstanceOf(Error);
    expect(await accepted(bench)).toBe(0);
  });

  it("accepts, and then resets the connection", async () => {
    await using bench = await faulty({
      fault: "reset",
      when: "after",
      route: CREATE_ROUTE,
      times: 1,
    });
    await expect(create(bench)).rejects.toBeInstanceOf(Error);
    expect(await accepted(bench)).toBe(1);
    await create(bench);
    expect(await accepted(bench)).toBe(2);
  });

  it("never answers", async () => {
    await using bench = await faulty({
      fault: "hang",
      when: "after",
      route: CREATE_ROUTE,
      times: 1,
    });
    const gone = create(bench).catch((caught: unknown) => caught);
    while ((await accepted(bench)) === 0);
    await bench.emulator.close();
    expect(await gone).toBeInstanceOf(Error);
  });
});

describe("what the SDKs make of it", () => {
  it("says after how long to come back, in headers", async () => {
    await using bench = await faulty({ fault: "rate_limit", retryAfterMs: 2500 });
    const urls = [
      `${bench.emulator.baseUrls.openai}/batches`,
      `${bench.emulator.baseUrls.anthropic}/v1/messages/batches`,
      `${bench.emulator.baseUrls.google}/v1/batches`,
    ];
    const headers = {
      authorization: "Bearer x",
      "anthropic-version": "2026-10-21",
      "x-goog-api-key": "k",
    };
    const answers = await Promise.all(urls.map((url) => fetch(url, { headers })));
    expect(answers.map((answer) => answer.headers.get("retry-after"))).toEqual(["3", "2.5", "3"]);
    expect(answers[0]?.headers.get("retry-after-ms")).toBe("2500");
    expect(await answers[2]?.json()).toMatchObject({
      error: { details: [{ retryDelay: "2.5s" }] },
    });
  });

  it("sends them to the same path of another host", async () => {
    await using bench = await faulty({ fault: "redirect", to: "http://other.example" });
    const url = `${bench.emulator.baseUrls.openai}/batches`;
    const { status, headers } = await fetch(url, { redirect: "manual" });
    // A call without a key is refused before any fault.
    expect(status).toBe(401);
    const redirected = await fetch(url, {
      redirect: "manual",
      headers: { authorization: "Bearer x" },
    });
    expect([
      redirected.status,
      redirected.headers.get("location"),
      headers.get("location"),
    ]).toEqual([307, "http://other.example/openai/v1/batches", null]);
  });

  it("is three paid jobs for one create with default retries, when answers are lost", async () => {
    await using bench = await faulty({ fault: "reset", when: "after", route: CREATE_ROUTE });
    const openai = bench.openai({ maxRetries: 2 });
    const file = await upload(openai, peopleLines(1));
    await expect(
      openai.batches.create({
        input_file_id: file,
        endpoint: "/v1/chat/completions",
        completion_window: "24h",
      }),
    ).rejects.toBeInstanceOf(OpenAI.APIConnectionError);
    expect(await accepted(bench)).toBe(3);
    const anthropic = bench.anthropic({ maxRetries: 2 });
    await expect(
      anthropic.messages.batches.create({ requests: peopleRequests(1) }),
    ).rejects.toBeInstanceOf(Anthropic.APIConnectionError);
    expect(await accepted(bench)).toBe(6);
  });
});

/** Files of the emulator that nothing names any more. */
async function leftovers(bench: Bench): Promise<readonly string[]> {
  const response = await fetch(`${bench.emulator.url}/admin/health`);
  const { directory }: { directory: string } = JSON.parse(await response.text());
  return until(
    () => readdir(join(directory, "files")),
    (names) => names.length === 0,
  );
}

describe("bodies", () => {
  it("are cut on the way up, and nothing is left of them", async () => {
    await using bench = await faulty({ fault: "drop_upload", afterBytes: 100, times: 3 });
    const openai = bench.openai();
    await expect(upload(openai, ["x".repeat(100_000)])).rejects.toBeInstanceOf(Error);
    await expect(
      bench.anthropic().messages.batches.create({ requests: peopleRequests(10) }),
    ).rejects.toBeInstanceOf(Error);
    expect((await openai.files.list()).data).toEqual([]);
    expect(await accepted(bench)).toBe(0);
    expect(await leftovers(bench)).toEqual([]);
  });

  it("are cut on the way down, after as many bytes as told", async () => {
    await using bench = await faulty({ fault: "drop_download", afterBytes: 700, times: 1 });
    const client = bench.openai();
    const ended = await untilEnded(client, (await createBatch(client, peopleLines())).id);
    const response = await client.files.content(ended.output_file_id ?? "");
    let bytes = 0;
    const read = async (): Promise<void> => {
      for await (const chunk of response.body ?? []) bytes += chunk.length;
    };
    await expect(read()).rejects.toThrow("terminated");
    expect(bytes).toBe(700);
    expect((await contentOf(client, ended.output_file_id)).length).toBeGreaterThan(700);
  });

  it("are cut in each provider's downloads", async () => {
    await using bench = await faulty({ fault: "drop_download", afterBytes: 10 });
    const google = bench.google();
    const ended = await googleEnded(google, (await createJob(google, googleLines(3))).name);
    const url = `${bench.emulator.url}/v1/${ended.dest?.fileName ?? ""}:download?alt=media&key=k`;
    await expect(fetch(url).then((response) => response.text())).rejects.toThrow("terminated");
  });

  it("come slowly", async () => {
    await using bench = await faulty({
      fault: "slow_body",
      route: "content$",
      bytesPerSecond: 4000,
    });
    const client = bench.openai();
    const ended = await untilEnded(client, (await createBatch(client, peopleLines(3))).id);
    const start = performance.now();
    const text = await contentOf(client, ended.output_file_id);
    expect(performance.now() - start).toBeGreaterThan((text.length / 4000) * 1000 * 0.5);
    expect(text).toContain("request-2");
  });
});

/** Which of forty calls fail. */
async function pattern(seed: number): Promise<string> {
  await using bench = await Bench.open({
    faults: { seed, rules: [{ fault: "server_error", rate: 0.4 }] },
  });
  const client = bench.openai();
  let struck = "";
  for (let count = 0; count < 40; count += 1) {
    struck += await client.batches.list().then(
      () => ".",
      () => "x",
    );
  }
  return struck;
}

describe("which calls are struck", () => {
  it("by provider and by route", async () => {
    await using bench = await faulty({
      fault: "server_error",
      provider: "anthropic",
      route: "^GET",
    });
    await createBatch(bench.openai(), peopleLines(1));
    expect((await bench.openai().batches.list()).data).toHaveLength(1);
    await bench.anthropic().messages.batches.create({ requests: peopleRequests(1) });
    await expect(bench.anthropic().messages.batches.list()).rejects.toMatchObject({ status: 500 });
  });

  it("by rate, at the same calls in every run", async () => {
    const first = await pattern(1);
    expect(await pattern(1)).toBe(first);
    expect(await pattern(2)).not.toBe(first);
    const count = first.replaceAll(".", "").length;
    expect(count).toBeGreaterThan(6);
    expect(count).toBeLessThan(28);
  });
});
