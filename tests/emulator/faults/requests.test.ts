import { describe, expect, it } from "vitest";
import type { FaultRule, LineFault } from "../../../src/emulator/faults.ts";
import {
  peopleRequests,
  request,
  resultsOf,
  untilEnded as anthropicEnded,
} from "../anthropic/support.ts";
import {
  createJob,
  download,
  line as googleLine,
  peopleLines as googleLines,
  untilEnded as googleEnded,
} from "../google/support.ts";
import { chatLine, contentOf, createBatch, peopleLines, untilEnded } from "../openai/support.ts";
import { Bench, parseLines, PEOPLE, until } from "../support.ts";

type Lines = readonly Record<string, unknown>[];

async function openaiLines(rules: readonly FaultRule[], lines: readonly unknown[]): Promise<Lines> {
  await using bench = await Bench.open({ workMs: 0, faults: { rules } });
  const client = bench.openai();
  const ended = await untilEnded(client, (await createBatch(client, lines)).id);
  const output = await contentOf(client, ended.output_file_id);
  const errors = await contentOf(client, ended.error_file_id);
  return parseLines(`${output}\n${errors}`);
}

async function anthropicLines(rules: readonly FaultRule[]): Promise<Lines> {
  await using bench = await Bench.open({ workMs: 0, faults: { rules } });
  const client = bench.anthropic();
  const { id } = await client.messages.batches.create({
    requests: [request("a", "I'm Bob, 35.", { model: "claude-haiku-4-5" })],
  });
  await anthropicEnded(client, id);
  return (await resultsOf(client, id)).map((one) => ({ ...one }));
}

async function googleResults(rules: readonly FaultRule[]): Promise<Lines> {
  await using bench = await Bench.open({ workMs: 0, faults: { rules } });
  const client = bench.google();
  const ended = await googleEnded(
    client,
    (await createJob(client, [googleLine("a", "I'm Bob, 35.")])).name,
  );
  return parseLines(await download(bench, ended.dest?.fileName));
}

const STATUS = {
  type: "object",
  properties: { status: { type: "string", enum: ["active", "Closed"] } },
  required: ["status"],
  additionalProperties: false,
};

function statusLine(id: string): unknown {
  return chatLine(id, "The account is active.", {
    response_format: {
      type: "json_schema",
      json_schema: { name: "Status", strict: true, schema: STATUS },
    },
  });
}

function chat(message: Record<string, unknown>, reason: string = "stop"): Record<string, unknown> {
  return {
    response: { status_code: 200, body: { choices: [{ message, finish_reason: reason }] } },
    error: null,
  };
}

function httpError(status: number, error: Record<string, unknown>): Record<string, unknown> {
  return { response: { status_code: status, body: { error } }, error: null };
}

function errored(type: string): Record<string, unknown> {
  return { custom_id: "a", result: { type: "errored", error: { type: "error", error: { type } } } };
}

function googleError(code: number): Record<string, unknown> {
  return { key: "a", error: { code } };
}

const good = { name: "Bob", age: 35 };
const whole = JSON.stringify(good);

describe("answers at openai", () => {
  const bob = chatLine("a", "I'm Bob, 35.");
  const cases: readonly (readonly [LineFault["fault"], Record<string, unknown>])[] = [
    ["refusal", chat({ content: null, refusal: expect.stringContaining("can't help") })],
    ["truncation", chat({ content: '{"name":"Bob' }, "length")],
    ["safety_block", chat({ content: null }, "content_filter")],
    ["invalid_json", chat({ content: whole.slice(0, 18) })],
    ["schema_break", chat({ content: '{"age":35,"unexpected":"Bob"}' })],
    ["fenced_json", chat({ content: `\`\`\`json\n${JSON.stringify(good, undefined, 2)}\n\`\`\`` })],
    [
      "wrapped_json",
      chat({ content: expect.stringMatching(/^Here is.*\{"name":"Bob","age":35\}.*missing\.$/s) }),
    ],
    ["empty_answer", chat({ content: "" })],
    ["prompt_block", httpError(400, { code: "invalid_prompt" })],
    ["context_length", httpError(400, { code: "context_length_exceeded", param: "messages" })],
    ["request_rate_limited", httpError(429, { code: "rate_limit_exceeded" })],
    ["request_failed", httpError(500, { type: "server_error" })],
    ["request_overloaded", httpError(503, { type: "service_unavailable" })],
    ["status_zero", { response: { status_code: 0, request_id: "", body: {} }, error: null }],
    ["request_expired", { response: null, error: { code: "batch_expired" } }],
    ["request_canceled", { response: null, error: { code: "batch_cancelled" } }],
    ["unknown_result", { response: null, error: null, outcome: { type: "some_future_type" } }],
  ];
  it.each(cases)("%s", async (fault, expected) => {
    const lines = await openaiLines([{ fault }], [bob]);
    expect(lines).toMatchObject([{ custom_id: "a", ...expected }]);
  });

  it("enum_case", async () => {
    const [line] = await openaiLines([{ fault: "enum_case" }], [statusLine("a")]);
    expect(line).toMatchObject(chat({ content: '{"status":"Active"}' }));
  });
});

function anthropicMessage(content: unknown, reason: string): Record<string, unknown> {
  return {
    custom_id: "a",
    result: { type: "succeeded", message: { content, stop_reason: reason } },
  };
}

describe("answers at anthropic", () => {
  const cases: readonly (readonly [LineFault["fault"], Record<string, unknown>])[] = [
    [
      "refusal",
      {
        result: {
          message: { stop_reason: "refusal", stop_details: { type: "refusal", category: null } },
        },
      },
    ],
    [
      "safety_block",
      {
        result: {
          message: { stop_reason: "refusal", stop_details: { category: "general_harms" } },
        },
      },
    ],
    ["truncation", anthropicMessage([{ text: '{"name":"Bob' }], "max_tokens")],
    ["invalid_json", anthropicMessage([{ text: whole.slice(0, 18) }], "end_turn")],
    ["empty_answer", anthropicMessage([], "end_turn")],
    ["thoughts", anthropicMessage([{ type: "thinking" }, { text: whole }], "end_turn")],
    ["prompt_block", errored("invalid_request_error")],
    ["context_length", errored("invalid_request_error")],
    ["request_rate_limited", errored("rate_limit_error")],
    ["request_failed", errored("api_error")],
    ["request_overloaded", errored("overloaded_error")],
    ["status_zero", errored("api_error")],
    ["request_expired", { result: { type: "expired" } }],
    ["request_canceled", { result: { type: "canceled" } }],
    ["unknown_result", { result: { type: "some_future_type" } }],
  ];
  it.each(cases)("%s", async (fault, expected) => {
    expect(await anthropicLines([{ fault }])).toMatchObject([expected]);
  });
});

function candidate(one: Record<string, unknown>): Record<string, unknown> {
  return { key: "a", response: { candidates: [one] } };
}

describe("answers at google", () => {
  const cases: readonly (readonly [LineFault["fault"], Record<string, unknown>])[] = [
    ["safety_block", candidate({ finishReason: "SAFETY" })],
    ["refusal", candidate({ finishReason: "PROHIBITED_CONTENT" })],
    [
      "truncation",
      candidate({ finishReason: "MAX_TOKENS", content: { parts: [{ text: '{"name":"Bob' }] } }),
    ],
    [
      "fenced_json",
      candidate({
        finishReason: "STOP",
        content: { parts: [{ text: expect.stringContaining("```json") }] },
      }),
    ],
    ["thoughts", candidate({ content: { parts: [{ thought: true }, { text: whole }] } })],
    [
      "prompt_block",
      { key: "a", response: { promptFeedback: { blockReason: "PROHIBITED_CONTENT" } } },
    ],
    ["context_length", googleError(3)],
    ["request_rate_limited", googleError(8)],
    ["request_failed", googleError(13)],
    ["request_overloaded", googleError(14)],
    ["request_expired", googleError(4)],
    ["request_canceled", googleError(1)],
    ["status_zero", { key: "a", error: {} }],
    ["unknown_result", { key: "a", outcome: { type: "some_future_type" } }],
  ];
  it.each(cases)("%s", async (fault, expected) => {
    const lines = await googleResults([{ fault }]);
    expect(lines).toMatchObject([expected]);
  });
});

it("a prompt that is held back has no candidates, an answer that is has no content", async () => {
  const [prompt] = await googleResults([{ fault: "prompt_block" }]);
  expect(prompt).not.toHaveProperty("response.candidates");
  const [held] = await googleResults([{ fault: "safety_block" }]);
  expect(held).not.toHaveProperty("response.candidates.0.content");
});

function ids(lines: Lines): readonly unknown[] {
  return lines.map((line) => line["custom_id"]);
}

/** The fault for one of three requests. */
function second(fault: FaultRule): FaultRule {
  return { ...fault, customId: "^request-1$" };
}

describe("lines", () => {
  it("are missing, doubled, foreign or broken", async () => {
    const three = peopleLines(3);
    expect(ids(await openaiLines([second({ fault: "missing_line" })], three))).toEqual([
      "request-0",
      "request-2",
    ]);
    expect(ids(await openaiLines([second({ fault: "doubled_line" })], three))).toEqual([
      "request-0",
      "request-1",
      "request-1",
      "request-2",
    ]);
    expect(ids(await openaiLines([second({ fault: "foreign_line" })], three))).toEqual([
      "request-0",
      "request-1",
      "request-1-foreign",
      "request-2",
    ]);
    await expect(openaiLines([second({ fault: "malformed_line" })], three)).rejects.toThrow(
      SyntaxError,
    );
    const differing = await openaiLines(
      [second({ fault: "doubled_line", differing: true })],
      three,
    );
    expect(differing.slice(1, 3)).toMatchObject([
      { custom_id: "request-1", response: { status_code: 200 } },
      { custom_id: "request-1", response: { status_code: 500 } },
    ]);
  });

  it("are missing, doubled or foreign at the other providers, too", async () => {
    expect(await anthropicLines([{ fault: "missing_line" }])).toEqual([]);
    expect(await anthropicLines([{ fault: "doubled_line", differing: true }])).toMatchObject([
      { result: { type: "succeeded" } },
      { result: { type: "errored" } },
    ]);
    expect(await googleResults([{ fault: "foreign_line" }])).toMatchObject([
      { key: "a" },
      { key: "a-foreign" },
    ]);
    expect(await googleResults([{ fault: "doubled_line", differing: true }])).toMatchObject([
      { response: {} },
      { error: { code: 13 } },
    ]);
  });
});

/** Which requests are left in each of so many jobs. */
async function struck(jobs: number): Promise<readonly string[]> {
  await using bench = await Bench.open({
    workMs: 0,
    faults: { seed: 7, rules: [{ fault: "missing_line", rate: 0.5 }] },
  });
  const client = bench.google();
  const kept: string[] = [];
  for (let count = 0; count < jobs; count += 1) {
    const ended = await googleEnded(client, (await createJob(client, googleLines())).name);
    const lines = parseLines(await download(bench, ended.dest?.fileName));
    kept.push(lines.map((line) => line["key"]).join(" "));
  }
  return kept;
}

describe("which requests are struck", () => {
  it("by their id, by their prompt, only so many times", async () => {
    await using bench = await Bench.open({
      workMs: 0,
      faults: {
        rules: [
          { fault: "request_failed", customId: "-3$" },
          { fault: "request_overloaded", prompt: "graphic designer", times: 1 },
        ],
      },
    });
    const client = bench.openai();
    const failed = async (): Promise<readonly unknown[]> => {
      const ended = await untilEnded(client, (await createBatch(client, peopleLines())).id);
      return parseLines(await contentOf(client, ended.error_file_id)).map(
        (line) => line["custom_id"],
      );
    };
    expect(await failed()).toEqual(["request-2", "request-3"]);
    expect(await failed()).toEqual(["request-3"]);
  });

  it("by rate, at the same requests in every run, at others in the next job", async () => {
    const [first, next] = await struck(2);
    expect(await struck(2)).toEqual([first, next]);
    expect(first).not.toBe(next);
  });

  it("at most by one fault each, by the first that strikes", async () => {
    const lines = await openaiLines(
      [{ fault: "refusal" }, { fault: "missing_line" }],
      peopleLines(1),
    );
    expect(lines).toHaveLength(1);
  });

  it("in the work that is done again after a cancel, the same ones", async () => {
    await using bench = await Bench.open({
      faults: { rules: [{ fault: "request_failed", times: 2 }] },
    });
    const client = bench.anthropic();
    const { id } = await client.messages.batches.create({ requests: peopleRequests() });
    bench.clock.advance(54 * 60_000);
    // All of it was worked on before the cancel takes the last part back.
    await until(
      () => bench.jobs(),
      ([job]) => job?.counts !== null,
    );
    await client.messages.batches.cancel(id);
    bench.clock.advance(10 * 60_000);
    const { request_counts: counts } = await anthropicEnded(client, id);
    expect(counts).toMatchObject({ errored: 2, canceled: 1, succeeded: PEOPLE.length - 3 });
  });
});
