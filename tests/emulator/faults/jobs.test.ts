import { describe, expect, it } from "vitest";
import type { FaultRule } from "../../../src/emulator/faults.ts";
import { peopleRequests, resultsOf, untilEnded as anthropicEnded } from "../anthropic/support.ts";
import {
  createJob,
  download,
  operation,
  peopleLines as googleLines,
  untilEnded as googleEnded,
} from "../google/support.ts";
import { contentOf, createBatch, peopleLines, untilEnded } from "../openai/support.ts";
import { Bench, HOUR, MINUTE, parseLines, until } from "../support.ts";

async function faulty(...rules: readonly FaultRule[]): Promise<Bench> {
  return Bench.open({ workMs: 0, faults: { rules } });
}

describe("openai", () => {
  it("fails validation because too many tokens are enqueued, and takes the same file later", async () => {
    await using bench = await faulty({ fault: "token_limit_exceeded", times: 1 });
    const client = bench.openai();
    const first = await createBatch(client, peopleLines(2));
    expect(await untilEnded(client, first.id)).toMatchObject({
      status: "failed",
      errors: { data: [{ code: "token_limit_exceeded", line: null }] },
    });
    const second = await createBatch(client, [], { input_file_id: first.input_file_id });
    expect((await untilEnded(client, second.id)).status).toBe("completed");
  });

  it("fails with the code and the message that are asked for", async () => {
    await using bench = await faulty({
      fault: "job_failed",
      code: "billing",
      message: "No money.",
      job: 2,
    });
    const client = bench.openai();
    const first = await createBatch(client, peopleLines(1));
    const second = await createBatch(client, peopleLines(1));
    expect((await untilEnded(client, first.id)).status).toBe("completed");
    expect((await untilEnded(client, second.id)).errors?.data).toMatchObject([
      { code: "billing", message: "No money." },
    ]);
  });

  it("expires with part of its output", async () => {
    await using bench = await faulty({ fault: "job_expired", done: 0.3 });
    const client = bench.openai();
    const ended = await untilEnded(client, (await createBatch(client, peopleLines())).id);
    expect(ended).toMatchObject({
      status: "expired",
      request_counts: { total: 10, completed: 3, failed: 7 },
    });
    expect(parseLines(await contentOf(client, ended.error_file_id))).toHaveLength(7);
  });

  it("is cancelled by somebody else", async () => {
    await using bench = await Bench.open({
      faults: { rules: [{ fault: "job_cancelled", at: 0.5 }] },
    });
    const client = bench.openai();
    const { id } = await createBatch(client, peopleLines());
    bench.clock.advance(40 * MINUTE);
    const ended = await untilEnded(client, id);
    expect(ended).toMatchObject({ status: "cancelled", request_counts: { completed: 5 } });
  });

  it("has no output file when every request failed", async () => {
    await using bench = await faulty({ fault: "all_failed" });
    const client = bench.openai();
    const ended = await untilEnded(client, (await createBatch(client, peopleLines(3))).id);
    expect(ended).toMatchObject({
      status: "completed",
      output_file_id: null,
      request_counts: { failed: 3 },
    });
    expect(parseLines(await contentOf(client, ended.error_file_id))).toMatchObject(
      Array.from({ length: 3 }, () => ({
        response: { status_code: 500, body: { error: { type: "server_error" } } },
      })),
    );
  });

  it("has an empty error file id", async () => {
    await using bench = await faulty({ fault: "empty_error_file_id" });
    const client = bench.openai();
    const ended = await untilEnded(client, (await createBatch(client, peopleLines(1))).id);
    expect(ended.error_file_id).toBe("");
  });

  it("is in a state that nobody knows, and in none of lists for a while", async () => {
    await using bench = await Bench.open({
      faults: {
        rules: [
          { fault: "unknown_state", state: "warming_up" },
          { fault: "lagging_list", forMs: MINUTE },
        ],
      },
    });
    const client = bench.openai();
    const { id } = await createBatch(client, peopleLines(1));
    expect((await client.batches.list()).data).toEqual([]);
    bench.clock.advance(30 * MINUTE);
    await until(
      () => client.batches.retrieve(id),
      (found: { status: string }) => found.status === "warming_up",
    );
    expect((await client.batches.list()).data).toHaveLength(1);
    bench.clock.advance(HOUR);
    expect((await untilEnded(client, id)).status).toBe("completed");
  });
});

describe("anthropic", () => {
  it("names another host for its results, which gets the key", async () => {
    await using bench = await faulty({ fault: "foreign_results_host" });
    const client = bench.anthropic();
    const { id } = await client.messages.batches.create({ requests: peopleRequests(1) });
    const ended = await anthropicEnded(client, id);
    expect(new URL(ended.results_url ?? "").hostname).toBe("localhost");
  });

  it("names the host that is asked for", async () => {
    const host = "http://other.example";
    await using bench = await faulty({ fault: "foreign_results_host", host });
    const client = bench.anthropic();
    const { id } = await client.messages.batches.create({ requests: peopleRequests(1) });
    const ended = await anthropicEnded(client, id);
    expect(ended.results_url).toBe(`${host}/v1/messages/batches/${id}/results`);
  });

  it("expires with part of its results, and can't fail as a whole", async () => {
    await using bench = await faulty({ fault: "job_expired", done: 0.5 }, { fault: "job_failed" });
    const client = bench.anthropic();
    const { id } = await client.messages.batches.create({ requests: peopleRequests(4) });
    expect((await anthropicEnded(client, id)).request_counts).toMatchObject({
      succeeded: 2,
      expired: 2,
    });
  });

  it("loses everything behind a blank line in the SDK's own reader", async () => {
    await using bench = await faulty({ fault: "blank_lines" }, { fault: "doubled_final_newline" });
    const client = bench.anthropic();
    const { id } = await client.messages.batches.create({ requests: peopleRequests(2) });
    await anthropicEnded(client, id);
    await expect(resultsOf(client, id)).rejects.toThrow(SyntaxError);
  });
});

describe("google", () => {
  it("fails with a reason that only the operation tells", async () => {
    await using bench = await faulty({ fault: "job_failed", code: "13", message: "op failed" });
    const client = bench.google();
    const job = await createJob(client, googleLines(1));
    const ended = await googleEnded(client, job.name);
    expect(ended.state).toBe("JOB_STATE_FAILED");
    expect(ended.error).toBeUndefined();
    expect(await operation(bench, job.name)).toMatchObject({
      done: true,
      error: { code: 13, message: "op failed" },
    });
  });

  it("has succeeded before its results are there", async () => {
    await using bench = await faulty({ fault: "late_results", polls: 2 });
    const client = bench.google();
    const job = await createJob(client, googleLines(1));
    const first = await until(
      () => operation(bench, job.name),
      ({ metadata }) => JSON.stringify(metadata).includes("SUCCEEDED"),
    );
    expect(first).not.toHaveProperty("done");
    expect(first).not.toHaveProperty("response");
    expect(await operation(bench, job.name)).not.toHaveProperty("response");
    expect(await operation(bench, job.name)).toMatchObject({
      done: true,
      response: { responsesFile: expect.stringMatching(/^files\/batch-/) },
    });
  });

  it("answers a file in the job itself", async () => {
    await using bench = await faulty({ fault: "inline_for_file" });
    const client = bench.google();
    const ended = await googleEnded(client, (await createJob(client, googleLines(2))).name);
    expect(ended.dest?.fileName).toBeUndefined();
    expect(ended.dest?.inlinedResponses?.map(({ metadata }) => metadata)).toEqual([
      { key: "request-0" },
      { key: "request-1" },
    ]);
  });

  it("tells errors of requests under another name", async () => {
    await using bench = await faulty({ fault: "status_errors" }, { fault: "request_overloaded" });
    const client = bench.google();
    const ended = await googleEnded(client, (await createJob(client, googleLines(1))).name);
    expect(parseLines(await download(bench, ended.dest?.fileName))).toEqual([
      { key: "request-0", status: { code: 14, message: expect.any(String) } },
    ]);
  });

  it("expires without any results", async () => {
    await using bench = await faulty({ fault: "job_expired", done: 0.9 });
    const client = bench.google();
    const ended = await googleEnded(client, (await createJob(client, googleLines(2))).name);
    expect(ended).toMatchObject({ state: "JOB_STATE_EXPIRED" });
    expect(ended.dest).toBeUndefined();
  });
});

async function output(...rules: readonly FaultRule[]): Promise<string> {
  await using bench = await faulty(...rules);
  const client = bench.openai();
  const lines = Array.from({ length: 60 }, (_, place) => ({
    ...peopleLines(1)[0],
    custom_id: `r-${place}`,
  }));
  const ended = await untilEnded(client, (await createBatch(client, lines)).id);
  return await contentOf(client, ended.output_file_id);
}

function ids(text: string): readonly unknown[] {
  return parseLines(text).map((line) => line["custom_id"]);
}

describe("the shape of a file of results", () => {
  it("is one line for each request, in order, by itself", async () => {
    const text = await output();
    expect(ids(text)).toEqual(Array.from({ length: 60 }, (_, place) => `r-${place}`));
    expect(text.endsWith("}\n")).toBe(true);
    expect(text.endsWith("\n\n")).toBe(false);
  });

  it("is shuffled, with nothing lost, in the same way each time", async () => {
    const shuffled = ids(await output({ fault: "shuffled_lines" }));
    const sorted = ids(await output());
    expect(shuffled).not.toEqual(sorted);
    expect(new Set(shuffled)).toEqual(new Set(sorted));
    expect(shuffled).toHaveLength(60);
    expect(ids(await output({ fault: "shuffled_lines" }))).toEqual(shuffled);
  });

  it("has other line ends", async () => {
    expect(await output({ fault: "no_final_newline" })).toMatch(/\}$/);
    expect(await output({ fault: "doubled_final_newline" })).toMatch(/\}\n\n$/);
    expect((await output({ fault: "crlf_lines" })).split("\r\n")).toHaveLength(61);
    const blank = await output({ fault: "blank_lines" });
    expect(blank).toMatch(/\}\n\n\{/);
    expect(ids(blank)).toHaveLength(60);
  });
});
