import { type OpenAI } from "openai";
import { describe, expect, it } from "vitest";
import { contentOf, createBatch, peopleLines, untilEnded, type ResultLine } from "./support.ts";
import {
  Bench,
  DAY,
  HOUR,
  MINUTE,
  parseLines,
  PEOPLE,
  START,
  until,
  USER_SCHEMA,
  splitLines,
} from "../support.ts";

const SECONDS = START / 1000;

describe("the life of a batch", () => {
  it("is validated, worked on, put together and completed, as time goes by", async () => {
    await using bench = await Bench.open();
    const client = bench.openai();
    const batch = await createBatch(client, peopleLines(), { metadata: { job: "j1" } });
    expect(batch).toEqual({
      id: batch.id,
      object: "batch",
      endpoint: "/v1/chat/completions",
      model: "gpt-4o-mini",
      errors: null,
      input_file_id: batch.input_file_id,
      completion_window: "24h",
      status: "validating",
      output_file_id: null,
      error_file_id: null,
      created_at: SECONDS,
      in_progress_at: null,
      expires_at: SECONDS + DAY / 1000,
      finalizing_at: null,
      completed_at: null,
      failed_at: null,
      expired_at: null,
      cancelling_at: null,
      cancelled_at: null,
      request_counts: { total: 0, completed: 0, failed: 0 },
      metadata: { job: "j1" },
      usage: {
        input_tokens: 0,
        input_tokens_details: { cached_tokens: 0 },
        output_tokens: 0,
        output_tokens_details: { reasoning_tokens: 0 },
        total_tokens: 0,
      },
    });
    expect(batch.id).toMatch(/^batch_[0-9a-f]{32}$/);
    const look = (ready: (found: OpenAI.Batch) => boolean) =>
      until(() => client.batches.retrieve(batch.id), ready);

    bench.clock.advance(30 * MINUTE);
    const half = await look(({ request_counts: counts }) => counts?.completed === 5);
    expect(half).toMatchObject({ status: "in_progress", output_file_id: null });
    expect(half.request_counts).toEqual({ total: 10, completed: 5, failed: 0 });
    bench.clock.advance(28 * MINUTE);
    const last = await look(({ status }) => status === "finalizing");
    expect(last.in_progress_at).toBeGreaterThan(SECONDS);
    bench.clock.advance(2 * MINUTE);
    const done = await look(({ status }) => status === "completed");
    expect(done).toMatchObject({
      completed_at: SECONDS + 3600,
      error_file_id: null,
      request_counts: { total: 10, completed: 10, failed: 0 },
    });
    expect(done.usage?.input_tokens).toBeGreaterThan(100);
    expect(done.usage?.output_tokens).toBeGreaterThan(10);
  });

  it("answers every request with what its text says", async () => {
    await using bench = await Bench.open({ workMs: 0 });
    const client = bench.openai();
    const { id } = await createBatch(client, peopleLines());
    const ended = await untilEnded(client, id);
    const lines = splitLines(await contentOf(client, ended.output_file_id)).map(
      (line): ResultLine<OpenAI.ChatCompletion> => JSON.parse(line),
    );
    const answers = lines.map((line) => {
      expect(line).toMatchObject({
        id: expect.stringMatching(/^batch_req_/),
        response: {
          status_code: 200,
          body: {
            object: "chat.completion",
            model: "gpt-4o-mini",
            choices: [
              { index: 0, finish_reason: "stop", message: { role: "assistant", refusal: null } },
            ],
          },
        },
        error: null,
      });
      const { body } = line.response;
      return [line.custom_id, JSON.parse(body.choices[0]?.message.content ?? "")];
    });
    expect(Object.fromEntries(answers)).toEqual(
      Object.fromEntries(PEOPLE.map(([, name, age], place) => [`request-${place}`, { name, age }])),
    );
    const file = await client.files.retrieve(ended.output_file_id ?? "");
    expect(file).toMatchObject({ purpose: "batch_output", filename: `${id}_output.jsonl` });
  });

  it("works on /v1/responses, with reasoning before the answer", async () => {
    await using bench = await Bench.open({ workMs: 0 });
    const client = bench.openai();
    const lines = PEOPLE.map(([input], place) => ({
      custom_id: `request-${place}`,
      method: "POST",
      url: "/v1/responses",
      body: {
        model: "gpt-6-luna",
        input,
        text: { format: { type: "json_schema", name: "User", strict: true, schema: USER_SCHEMA } },
      },
    }));
    const { id } = await createBatch(client, lines, { endpoint: "/v1/responses" });
    const ended = await untilEnded(client, id);
    const output = await contentOf(client, ended.output_file_id);
    for (const text of splitLines(output)) {
      const line: ResultLine<OpenAI.Responses.Response> = JSON.parse(text);
      const { body } = line.response;
      expect(body).toMatchObject({
        object: "response",
        status: "completed",
        incomplete_details: null,
        text: { format: { name: "User" } },
      });
      expect(body.output.map(({ type }) => type)).toEqual(["reasoning", "message"]);
      expect(body.usage?.output_tokens_details.reasoning_tokens).toBeGreaterThan(0);
      const place = Number(line.custom_id.split("-")[1]);
      const message = body.output.find(({ type }) => type === "message");
      expect(message).toMatchObject({
        content: [
          {
            type: "output_text",
            text: JSON.stringify({ name: PEOPLE[place]?.[1], age: PEOPLE[place]?.[2] }),
          },
        ],
      });
    }
  });

  it("lists batches in pages, newest first", async () => {
    await using bench = await Bench.open();
    const client = bench.openai();
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1)
      ids.push((await createBatch(client, peopleLines(1))).id);
    const listed: string[] = [];
    for await (const batch of client.batches.list({ limit: 2 })) listed.push(batch.id);
    expect(listed).toEqual(ids.toReversed());
    const page = await client.batches.list({ limit: 2, after: ids[3] ?? "" });
    expect(page).toMatchObject({ has_more: true });
    expect(page.data.map(({ id }) => id)).toEqual([ids[2], ids[1]]);
  });

  it("keeps output for thirty days after the end, or for as long as asked", async () => {
    await using bench = await Bench.open();
    const client = bench.openai();
    const long = await createBatch(client, peopleLines(1));
    const short = await createBatch(client, peopleLines(1), {
      output_expires_after: { anchor: "created_at", seconds: 3600 },
    });
    bench.clock.advance(HOUR);
    const output = (await untilEnded(client, long.id)).output_file_id ?? "";
    const gone = (await untilEnded(client, short.id)).output_file_id ?? "";
    bench.clock.advance(HOUR);
    await expect(client.files.content(gone)).rejects.toMatchObject({ status: 404 });
    bench.clock.advance(29 * DAY);
    expect(await contentOf(client, output)).toContain("request-0");
    bench.clock.advance(DAY);
    await expect(client.files.content(output)).rejects.toMatchObject({ status: 404 });
  });

  it("is cancelled with what was done by then", async () => {
    await using bench = await Bench.open();
    const client = bench.openai();
    const { id } = await createBatch(client, peopleLines());
    bench.clock.advance(30 * MINUTE);
    const cancelling = await client.batches.cancel(id);
    expect(cancelling).toMatchObject({ status: "cancelling", cancelling_at: SECONDS + 1800 });
    // Asking again changes nothing.
    expect((await client.batches.cancel(id)).cancelling_at).toBe(SECONDS + 1800);
    bench.clock.advance(10 * MINUTE);
    const ended = await untilEnded(client, id);
    expect(ended).toMatchObject({
      status: "cancelled",
      cancelling_at: SECONDS + 1800,
      cancelled_at: SECONDS + 2400,
      request_counts: { total: 10, completed: 5, failed: 5 },
    });
    expect(parseLines(await contentOf(client, ended.output_file_id))).toHaveLength(5);
    const rest = parseLines(await contentOf(client, ended.error_file_id));
    expect(rest).toHaveLength(5);
    expect(rest[0]).toMatchObject({ response: null, error: { code: "batch_cancelled" } });
    await expect(client.batches.cancel(id)).rejects.toMatchObject({
      status: 409,
      error: { message: "Cannot cancel a batch with status 'cancelled'." },
    });
  });

  it("leaves only the files of its end behind, when it was worked off before a cancel", async () => {
    await using bench = await Bench.open();
    const client = bench.openai();
    const { id } = await createBatch(client, peopleLines());
    await until(
      () => bench.jobs(),
      ([job]) => job?.counts !== null,
    );
    bench.clock.advance(30 * MINUTE);
    await client.batches.cancel(id);
    bench.clock.advance(10 * MINUTE);
    const ended = await untilEnded(client, id);
    bench.clock.advance(HOUR);
    const listed: string[] = [];
    for await (const file of client.files.list({ purpose: "batch_output" })) listed.push(file.id);
    expect(new Set(listed)).toEqual(new Set([ended.output_file_id, ended.error_file_id]));
  });

  it("is cancelled with everything when it was only put together any more", async () => {
    await using bench = await Bench.open();
    const client = bench.openai();
    const { id } = await createBatch(client, peopleLines());
    bench.clock.advance(59 * MINUTE);
    await until(
      () => client.batches.retrieve(id),
      ({ status }) => status === "finalizing",
    );
    await client.batches.cancel(id);
    bench.clock.advance(10 * MINUTE);
    const ended = await untilEnded(client, id);
    expect(ended).toMatchObject({
      status: "cancelled",
      request_counts: { completed: 10, failed: 0 },
    });
  });

  it("expires after a day with what was done by then", async () => {
    await using bench = await Bench.open({ workMs: 2 * DAY });
    const client = bench.openai();
    const { id } = await createBatch(client, peopleLines());
    bench.clock.advance(DAY - 1000);
    expect((await client.batches.retrieve(id)).status).not.toBe("expired");
    bench.clock.advance(1000);
    const ended = await untilEnded(client, id);
    expect(ended).toMatchObject({ status: "expired", expired_at: SECONDS + DAY / 1000 });
    expect(parseLines(await contentOf(client, ended.output_file_id))).toHaveLength(5);
    const rest = parseLines(await contentOf(client, ended.error_file_id));
    expect(rest).toHaveLength(5);
    expect(rest[0]).toMatchObject({
      response: null,
      error: {
        code: "batch_expired",
        message: "This request could not be executed before the completion window expired.",
      },
    });
  });

  it("expires with the share that is asked for", async () => {
    await using bench = await Bench.open({ workMs: 2 * DAY, expiredShare: 0.8 });
    const client = bench.openai();
    const { id } = await createBatch(client, peopleLines());
    bench.clock.advance(DAY);
    const ended = await untilEnded(client, id);
    expect(ended.request_counts).toEqual({ total: 10, completed: 8, failed: 2 });
  });
});
