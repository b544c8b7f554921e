import type Anthropic from "@anthropic-ai/sdk";
import { describe, expect, it } from "vitest";
import { Bench, DAY, HOUR, MINUTE, PEOPLE, START, USER_SCHEMA } from "../support.ts";
import { peopleRequests, request, resultsOf, untilEnded } from "./support.ts";

function timestamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace("Z", "000Z");
}

/** The JSON that a message answers with: what stands in its text blocks. */
function answerOf({ content }: Anthropic.Message): unknown {
  return JSON.parse(content.flatMap((block) => (block.type === "text" ? block.text : [])).join(""));
}

describe("the life of a batch", () => {
  it("counts everything as processing until the end, then gives out its results", async () => {
    await using bench = await Bench.open();
    const client = bench.anthropic();
    const batch = await client.messages.batches.create({ requests: peopleRequests() });
    expect(batch).toEqual({
      id: batch.id,
      type: "message_batch",
      processing_status: "in_progress",
      request_counts: { processing: 10, succeeded: 0, errored: 0, canceled: 0, expired: 0 },
      created_at: timestamp(START),
      expires_at: timestamp(START + DAY),
      ended_at: null,
      cancel_initiated_at: null,
      archived_at: null,
      results_url: null,
    });
    expect(batch.id).toMatch(/^msgbatch_01[1-9A-HJ-NP-Za-km-z]{22}$/);
    bench.clock.advance(59 * MINUTE);
    const running = await client.messages.batches.retrieve(batch.id);
    expect(running.request_counts.processing).toBe(10);
    await expect(client.messages.batches.results(batch.id)).rejects.toThrow(
      /No batch `results_url`/,
    );
    bench.clock.advance(MINUTE);
    const ended = await untilEnded(client, batch.id);
    expect(ended).toMatchObject({
      request_counts: { processing: 0, succeeded: 10, errored: 0, canceled: 0, expired: 0 },
      ended_at: timestamp(START + HOUR),
      results_url: `${bench.emulator.baseUrls.anthropic}/v1/messages/batches/${batch.id}/results`,
    });
  });

  it("answers every request, after thinking where the model does", async () => {
    await using bench = await Bench.open({ workMs: 0 });
    const client = bench.anthropic();
    const { id } = await client.messages.batches.create({ requests: peopleRequests() });
    await untilEnded(client, id);
    const results = await resultsOf(client, id);
    expect(results).toHaveLength(10);
    for (const [place, { custom_id: customId, result }] of results.entries()) {
      expect(customId).toBe(`request-${place}`);
      if (result.type !== "succeeded") throw new Error(result.type);
      const { message } = result;
      expect(message.content.map(({ type }) => type)).toEqual(["thinking", "text"]);
      expect(message).toMatchObject({
        id: expect.stringMatching(/^msg_01/),
        type: "message",
        role: "assistant",
        model: "claude-haiku-5-5",
        stop_reason: "end_turn",
        stop_details: null,
        usage: { service_tier: "batch", cache_read_input_tokens: 0, server_tool_use: null },
      });
      expect(message.usage.output_tokens_details?.thinking_tokens).toBeGreaterThan(0);
      const [, name, age] = PEOPLE[place] ?? [];
      expect(answerOf(message)).toEqual({ name, age });
    }
  });

  it("does not think where the model does not, or is told not to", async () => {
    await using bench = await Bench.open({ workMs: 0 });
    const client = bench.anthropic();
    const { id } = await client.messages.batches.create({
      requests: [
        request("older", "I'm Bob, 35.", { model: "claude-haiku-4-5" }),
        request("told", "I'm Bob, 35.", { thinking: { type: "disabled" } }),
      ],
    });
    await untilEnded(client, id);
    for (const { result } of await resultsOf(client, id)) {
      expect(result).toMatchObject({ type: "succeeded", message: { content: [{ type: "text" }] } });
    }
  });

  it("writes required members before optional ones", async () => {
    await using bench = await Bench.open({ workMs: 0 });
    const schema = {
      type: "object",
      properties: { email: { type: "string", format: "email" }, name: { type: "string" } },
      required: ["name"],
      additionalProperties: false,
    };
    const message = await bench.anthropic().messages.create({
      model: "claude-haiku-4-5",
      max_tokens: 100,
      messages: [{ role: "user", content: "I'm Bob, bob@example.com" }],
      output_config: { format: { type: "json_schema", schema } },
    });
    expect(message.content).toMatchObject([{ text: '{"name":"Bob","email":"bob@example.com"}' }]);
  });

  it("lists batches in pages, newest first, forwards and backwards", async () => {
    await using bench = await Bench.open();
    const client = bench.anthropic();
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      ids.push((await client.messages.batches.create({ requests: peopleRequests(1) })).id);
    }
    const listed: string[] = [];
    for await (const batch of client.messages.batches.list({ limit: 2 })) listed.push(batch.id);
    expect(listed).toEqual(ids.toReversed());
    const newer = await client.messages.batches.list({ limit: 2, before_id: ids[1] ?? "" });
    expect(newer.data.map(({ id }) => id)).toEqual([ids[3], ids[2]]);
    expect(newer).toMatchObject({ has_more: true, first_id: ids[3], last_id: ids[2] });
    await expect(client.messages.batches.list({ limit: 1001 })).rejects.toMatchObject({
      status: 400,
    });
  });

  it("is cancelled with what was done by then", async () => {
    await using bench = await Bench.open();
    const client = bench.anthropic();
    const { id } = await client.messages.batches.create({ requests: peopleRequests() });
    bench.clock.advance(30 * MINUTE);
    const cancelling = await client.messages.batches.cancel(id);
    expect(cancelling).toMatchObject({
      processing_status: "canceling",
      cancel_initiated_at: timestamp(START + 30 * MINUTE),
      request_counts: { processing: 10 },
    });
    bench.clock.advance(10 * MINUTE);
    const ended = await untilEnded(client, id);
    expect(ended.request_counts).toEqual({
      processing: 0,
      succeeded: 5,
      errored: 0,
      canceled: 5,
      expired: 0,
    });
    expect(ended.cancel_initiated_at).toBe(timestamp(START + 30 * MINUTE));
    const types = (await resultsOf(client, id)).map(({ result }) => result.type);
    expect(types.filter((type) => type === "canceled")).toHaveLength(5);
    await expect(client.messages.batches.cancel(id)).rejects.toMatchObject({ status: 400 });
  });

  it("expires after a day with what was done by then", async () => {
    await using bench = await Bench.open({ workMs: 4 * DAY });
    const client = bench.anthropic();
    const { id } = await client.messages.batches.create({ requests: peopleRequests(4) });
    bench.clock.advance(DAY);
    const ended = await untilEnded(client, id);
    expect(ended).toMatchObject({
      ended_at: timestamp(START + DAY),
      cancel_initiated_at: null,
      request_counts: { processing: 0, succeeded: 0, expired: 4 },
    });
    expect((await resultsOf(client, id)).map(({ result }) => result)).toEqual(
      Array.from({ length: 4 }, () => ({ type: "expired" })),
    );
  });

  it("keeps results for twenty-nine days from its creation, and the batch for longer", async () => {
    await using bench = await Bench.open({ workMs: 0 });
    const client = bench.anthropic();
    const { id } = await client.messages.batches.create({ requests: peopleRequests(1) });
    const { results_url: url } = await untilEnded(client, id);
    bench.clock.advance(29 * DAY - 1);
    expect(await resultsOf(client, id)).toHaveLength(1);
    bench.clock.advance(1);
    expect(await client.messages.batches.retrieve(id)).toMatchObject({
      processing_status: "ended",
      archived_at: timestamp(START + 29 * DAY),
      results_url: null,
    });
    const gone = await fetch(url ?? "", {
      headers: { authorization: "Bearer x", "anthropic-version": "2026-10-21" },
    });
    expect(gone.status).toBe(404);
  });

  it("is deleted only once it has ended", async () => {
    await using bench = await Bench.open();
    const client = bench.anthropic();
    const { id } = await client.messages.batches.create({ requests: peopleRequests(1) });
    await expect(client.messages.batches.delete(id)).rejects.toMatchObject({
      status: 400,
      type: "invalid_request_error",
    });
    bench.clock.advance(HOUR);
    await untilEnded(client, id);
    expect(await client.messages.batches.delete(id)).toMatchObject({
      id,
      type: "message_batch_deleted",
    });
    await expect(client.messages.batches.retrieve(id)).rejects.toMatchObject({
      status: 404,
      type: "not_found_error",
      requestID: expect.stringMatching(/^req_011/),
    });
  });

  it("reads a marked system prompt from the cache, but for the first request", async () => {
    await using bench = await Bench.open({ workMs: 0 });
    const client = bench.anthropic();
    const system = [
      {
        type: "text" as const,
        text: "Extract. ".repeat(600),
        cache_control: { type: "ephemeral" as const, ttl: "1h" as const },
      },
    ];
    const { id } = await client.messages.batches.create({
      requests: [request("first", "I'm Bob", { system }), request("second", "I'm Eve", { system })],
    });
    await untilEnded(client, id);
    const usages = (await resultsOf(client, id)).map(({ result }) =>
      result.type === "succeeded" ? result.message.usage : undefined,
    );
    expect(usages).toMatchObject([
      {
        cache_creation_input_tokens: 1350,
        cache_read_input_tokens: 0,
        cache_creation: { ephemeral_1h_input_tokens: 1350, ephemeral_5m_input_tokens: 0 },
      },
      { cache_creation_input_tokens: 0, cache_read_input_tokens: 1350 },
    ]);
    expect(usages[0]?.input_tokens).toBeLessThan(200);
  });

  it("cuts an answer at the cap, thinking included", async () => {
    await using bench = await Bench.open({ workMs: 0 });
    const client = bench.anthropic();
    const { id } = await client.messages.batches.create({
      requests: [
        request("thinking", "I'm Bob, 35.", { max_tokens: 50 }),
        request("text", "I'm Bob, 35.", { model: "claude-haiku-4-5", max_tokens: 3 }),
      ],
    });
    await untilEnded(client, id);
    const results = await resultsOf(client, id);
    expect(results[0]?.result).toMatchObject({
      message: {
        stop_reason: "max_tokens",
        content: [{ type: "thinking" }],
        usage: { output_tokens: 50 },
      },
    });
    expect(results[1]?.result).toMatchObject({
      message: { stop_reason: "max_tokens", content: [{ type: "text", text: '{"name":"Bob' }] },
    });
  });

  it("answers with JSON where the prompt shows a schema and asks for it", async () => {
    await using bench = await Bench.open();
    const client = bench.anthropic();
    const ask = async (system: string, content: string): Promise<string> => {
      const message = await client.messages.create({
        model: "claude-haiku-4-5",
        max_tokens: 200,
        system,
        messages: [{ role: "user", content }],
      });
      return message.content.map((block) => (block.type === "text" ? block.text : "")).join("");
    };
    const schema = JSON.stringify(USER_SCHEMA);
    const text = "Hi, I'm Alice and I'm 28.";
    const answer = '{"name":"Alice","age":28}';
    expect(await ask(`Answer with JSON that fits ${schema}`, text)).toBe(answer);
    expect(await ask("Extract.", `${text}\n\nJSON Schema: ${schema}`)).toBe(answer);
    expect(await ask("Sum this JSON up.", '{"items": [{"type": "mug"}]}')).toMatch(/^In short/);
    expect(await ask("Sum up.", text)).toMatch(/^In short/);
  });

  it("calls the tool that it is told to call", async () => {
    await using bench = await Bench.open();
    const message = await bench.anthropic().messages.create({
      model: "claude-haiku-4-5",
      max_tokens: 100,
      messages: [{ role: "user", content: "I'm Bob, 35 years old." }],
      tools: [
        { name: "save", input_schema: { type: "object", properties: USER_SCHEMA.properties } },
      ],
      tool_choice: { type: "tool", name: "save" },
    });
    expect(message).toMatchObject({
      stop_reason: "tool_use",
      content: [{ type: "tool_use", name: "save", input: { name: "Bob", age: 35 } }],
    });
  });
});
