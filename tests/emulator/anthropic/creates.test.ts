import { describe, expect, it } from "vitest";
import { Bench, parseLines } from "../support.ts";
import { peopleRequests, request, resultsOf, untilEnded } from "./support.ts";

async function post(
  bench: Bench,
  body: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${bench.emulator.baseUrls.anthropic}/v1/messages/batches`, {
    method: "POST",
    body,
    headers: { authorization: "Bearer x", "anthropic-version": "2026-10-21", ...headers },
  });
}

describe("creates that are refused", () => {
  const one = request("a", "I'm Bob");
  const cases: readonly (readonly [string, unknown, string])[] = [
    ["an id twice", { requests: [one, one] }, "requests.1.custom_id: custom_id must be unique"],
    [
      "an id that is too long",
      { requests: [{ ...one, custom_id: "a".repeat(65) }] },
      "requests.0.custom_id: String should have at most 64 characters",
    ],
    [
      "an id with other characters",
      { requests: [{ ...one, custom_id: "a b" }] },
      "requests.0.custom_id: String should match pattern '^[a-zA-Z0-9_-]{1,64}$'",
    ],
    ["no id", { requests: [{ params: one.params }] }, "requests.0.custom_id: Field required"],
    ["no params", { requests: [{ custom_id: "a" }] }, "requests.0.params: Field required"],
    [
      "another member of a request",
      { requests: [{ ...one, url: "x" }] },
      "requests.0.url: Extra inputs are not permitted",
    ],
    [
      "another member of the body",
      { requests: [one], metadata: {} },
      "metadata: Extra inputs are not permitted",
    ],
    ["no list", { batch: 1 }, "batch: Extra inputs are not permitted"],
    ["an empty list", { requests: [] }, "requests: List should have at least 1 item"],
  ];

  it.each(cases)("%s", async (_, body, message) => {
    await using bench = await Bench.open();
    const response = await post(bench, JSON.stringify(body));
    expect(response.status).toBe(400);
    expect(response.headers.get("request-id")).toMatch(/^req_/);
    expect(await response.json()).toEqual({
      type: "error",
      error: { type: "invalid_request_error", message: expect.stringContaining(message) },
      request_id: expect.stringMatching(/^req_/),
    });
    expect(await bench.admin("jobs")).toEqual({ jobs: [] });
  });

  it("what is no JSON, at any place", async () => {
    await using bench = await Bench.open();
    for (const body of [
      "",
      "{",
      '{"requests":[{}',
      '{"requests":[{oops}]}',
      '{"requests":[] "x"}',
      "[]",
    ]) {
      expect({ body, status: (await post(bench, body)).status }).toEqual({ body, status: 400 });
    }
  });

  it("too many requests, too many bytes, too long a queue", async () => {
    await using bench = await Bench.open({
      limits: { anthropic: { requestsPerJob: 3, bytesPerJob: 2000, queuedRequests: 4 } },
    });
    const client = bench.anthropic();
    const create = (count: number) =>
      client.messages.batches.create({ requests: peopleRequests(count) });
    await expect(create(4)).rejects.toMatchObject({
      status: 413,
      type: "request_too_large",
    });
    const large = request("a", "x".repeat(2000));
    await expect(client.messages.batches.create({ requests: [large] })).rejects.toMatchObject({
      status: 413,
    });
    await create(3);
    await expect(create(2)).rejects.toMatchObject({ status: 429, type: "rate_limit_error" });
    await create(1);
  });
});

describe("creates that are taken", () => {
  it("however their JSON is laid out", async () => {
    await using bench = await Bench.open({ workMs: 0 });
    const body = {
      workspace_id: "w",
      requests: peopleRequests(3),
      user_profile_id: 'quoted "requests":[',
    };
    const response = await post(bench, JSON.stringify(body, undefined, 2));
    const created = parseLines(await response.text())[0];
    const client = bench.anthropic();
    const ended = await untilEnded(client, String(created?.["id"]));
    expect(ended.request_counts.succeeded).toBe(3);
  });

  it("with text that looks like the end of the list, and in any alphabet", async () => {
    await using bench = await Bench.open({ workMs: 0 });
    const client = bench.anthropic();
    const text = `I'm Zoë. \\"]}],"requests":[{ 漢字 🎉`;
    const { id } = await client.messages.batches.create({
      requests: [request("a", text), request("b", "I'm Bob, 35.")],
    });
    const ended = await untilEnded(client, id);
    expect(ended.request_counts.succeeded).toBe(2);
    const [first] = await resultsOf(client, id);
    expect(JSON.stringify(first)).toContain("Zoë");
  });
});

describe("keys and versions", () => {
  it("takes a key in either header", async () => {
    await using bench = await Bench.open();
    const body = JSON.stringify({ requests: peopleRequests(1) });
    expect((await post(bench, body)).status).toBe(200);
    expect((await post(bench, body, { authorization: "", "x-api-key": "k" })).status).toBe(200);
    const none = await post(bench, body, { authorization: "" });
    expect(none.status).toBe(401);
    expect(await none.json()).toMatchObject({ error: { type: "authentication_error" } });
    await expect(
      bench.anthropic({ apiKey: "wrong" }).messages.batches.list(),
    ).rejects.toMatchObject({
      status: 401,
      error: { error: { message: "invalid x-api-key" } },
    });
  });

  it("wants a version that it knows", async () => {
    await using bench = await Bench.open();
    const client = bench.anthropic({ defaultHeaders: { "anthropic-version": "2023-06-01" } });
    await client.messages.batches.list();
    const other = bench.anthropic({ defaultHeaders: { "anthropic-version": "1999-01-01" } });
    await expect(other.messages.batches.list()).rejects.toMatchObject({ status: 400 });
    const url = `${bench.emulator.baseUrls.anthropic}/v1/messages/batches`;
    const none = await fetch(url, { headers: { authorization: "Bearer x" } });
    expect(await none.json()).toMatchObject({
      error: { message: "anthropic-version: header is required" },
    });
  });
});
