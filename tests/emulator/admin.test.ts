import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { peopleRequests, untilEnded } from "./anthropic/support.ts";
import { createJob, peopleLines as googleLines } from "./google/support.ts";
import { createBatch, peopleLines } from "./openai/support.ts";
import { Bench, HOUR, START } from "./support.ts";

describe("jobs", () => {
  it("are listed in the order in which they were accepted, with what was sent", async () => {
    await using bench = await Bench.open({ workMs: HOUR });
    const openai = await createBatch(bench.openai(), peopleLines(3), { metadata: { run: "r1" } });
    bench.clock.advance(1000);
    const anthropic = await bench
      .anthropic()
      .messages.batches.create({ requests: peopleRequests(2) });
    const google = await createJob(bench.google(), googleLines(1));
    const jobs = await bench.jobs();
    expect(jobs).toMatchObject([
      {
        number: 1,
        provider: "openai",
        id: openai.id,
        createdAt: START,
        requests: 3,
        metadata: { run: "r1" },
        inputFileId: openai.input_file_id,
      },
      { number: 2, provider: "anthropic", id: anthropic.id, createdAt: START + 1000, requests: 2 },
      {
        number: 3,
        provider: "google",
        id: google.name?.replace("batches/", ""),
        requests: 1,
        displayName: "job",
      },
    ]);
    expect(JSON.parse(jobs[0]?.body ?? "")).toEqual({
      input_file_id: openai.input_file_id,
      endpoint: "/v1/chat/completions",
      completion_window: "24h",
      metadata: { run: "r1" },
    });
  });

  it("show the beginning of a large body, and the hash of it all", async () => {
    await using bench = await Bench.open();
    const requests = Array.from({ length: 300 }, (_, place) => ({
      ...peopleRequests(1)[0],
      custom_id: `r-${place}`,
    }));
    const body = JSON.stringify({ requests });
    expect(body.length).toBeGreaterThan(64 * 1024);
    await fetch(`${bench.emulator.baseUrls.anthropic}/v1/messages/batches`, {
      method: "POST",
      body,
      headers: { authorization: "Bearer x", "anthropic-version": "2026-10-21" },
    });
    const [job] = await bench.jobs();
    expect(job).toMatchObject({
      requests: 300,
      body: body.slice(0, 64 * 1024),
      bodyBytes: body.length,
      bodySha256: createHash("sha256").update(body).digest("hex"),
    });
  });

  it("tell their state and what came of them", async () => {
    await using bench = await Bench.open();
    const client = bench.anthropic();
    const { id } = await client.messages.batches.create({ requests: peopleRequests(2) });
    bench.clock.advance(HOUR);
    await untilEnded(client, id);
    expect(await bench.jobs()).toMatchObject([
      {
        state: "completed",
        counts: { succeeded: 2, errored: 0, canceled: 0, expired: 0 },
        deletedAt: null,
      },
    ]);
    await client.messages.batches.delete(id);
    expect(await bench.jobs()).toMatchObject([{ id, deletedAt: START + HOUR }]);
  });
});

describe("the rest", () => {
  it("counts calls by route", async () => {
    await using bench = await Bench.open();
    await createBatch(bench.openai(), peopleLines(1));
    await bench.openai().batches.list();
    await bench
      .openai()
      .batches.retrieve("batch_x")
      .catch(() => {});
    await bench
      .openai()
      .files.content("file-x")
      .catch(() => {});
    await createJob(bench.google(), googleLines(1));
    expect(await bench.admin("requests")).toEqual({
      calls: {
        "GET /openai/v1/batches": 1,
        "GET /openai/v1/batches/{id}": 1,
        "GET /openai/v1/files/{id}/content": 1,
        "POST /openai/v1/batches": 1,
        "POST /openai/v1/files": 1,
        "POST /upload/v1/files": 2,
        "POST /v1/models/{id}:batchGenerateContent": 1,
      },
    });
  });

  it("puts the clock forward", async () => {
    await using bench = await Bench.open();
    const client = bench.openai();
    const { id } = await createBatch(client, peopleLines(1));
    expect(await bench.admin("clock", { method: "POST", body: { advanceMs: 2 * HOUR } })).toEqual({
      now: START + 2 * HOUR,
    });
    while ((await client.batches.retrieve(id)).status !== "completed");
    expect(await bench.admin("clock", { method: "POST", body: {} })).toEqual({
      error: "advanceMs must be a number of milliseconds.",
    });
  });

  it("changes faults while it runs, for jobs from then on", async () => {
    await using bench = await Bench.open();
    expect(await bench.admin("faults")).toEqual({ rules: [] });
    const client = bench.openai();
    await createBatch(client, peopleLines(1));
    const profile = { rules: [{ fault: "all_failed" }] };
    expect(await bench.admin("faults", { method: "PUT", body: profile })).toEqual(profile);
    await createBatch(client, peopleLines(1));
    expect(await bench.jobs()).toMatchObject([{ faults: [] }, { faults: ["all_failed"] }]);
    expect(
      await bench.admin("faults", { method: "PUT", body: { rules: [{ fault: "x" }] } }),
    ).toMatchObject({
      error: expect.stringContaining("unknown fault"),
    });
    expect(await bench.admin("faults", { method: "PUT", body: "chaos" })).toMatchObject({
      seed: expect.any(Number),
    });
  });

  it("starts anew", async () => {
    await using bench = await Bench.open({ faults: { rules: [{ fault: "crlf_lines" }] } });
    const client = bench.openai();
    const { id, input_file_id: file } = await createBatch(client, peopleLines());
    await bench.admin("clock", { method: "POST", body: { advanceMs: HOUR } });
    await bench.admin("faults", { method: "PUT", body: "none" });
    expect(await bench.admin("reset", { method: "POST" })).toEqual({ status: "ok" });
    await expect(client.batches.retrieve(id)).rejects.toMatchObject({ status: 404 });
    await expect(client.files.retrieve(file)).rejects.toMatchObject({ status: 404 });
    expect(await bench.admin("health")).toMatchObject({
      status: "ok",
      now: START,
      url: bench.emulator.url,
    });
    expect(await bench.admin("faults")).toEqual({ rules: [{ fault: "crlf_lines" }] });
    await createBatch(client, peopleLines(1));
    expect(await bench.jobs()).toMatchObject([{ number: 1 }]);
  });

  it("knows no other route, and tells so", async () => {
    await using bench = await Bench.open();
    const lost = await fetch(`${bench.emulator.url}/v2/batches`);
    expect(lost.status).toBe(404);
    expect((await fetch(`${bench.emulator.url}/admin/nothing`)).status).toBe(404);
    const headers = { authorization: "Bearer x", "anthropic-version": "2026-10-21" };
    const openai = await fetch(`${bench.emulator.baseUrls.openai}/poems`, { headers });
    expect(await openai.json()).toMatchObject({
      error: { message: "Invalid URL (GET /openai/v1/poems)" },
    });
    const anthropic = await fetch(`${bench.emulator.baseUrls.anthropic}/v1/poems`, { headers });
    expect(await anthropic.json()).toMatchObject({ error: { type: "not_found_error" } });
  });
});
