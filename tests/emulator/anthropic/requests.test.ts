import { describe, expect, it } from "vitest";
import { Bench, USER_SCHEMA } from "../support.ts";
import { peopleRequests, request, resultsOf, untilEnded } from "./support.ts";

/** What becomes of a request with these params, under this version. */
async function outcome(
  params: Record<string, unknown>,
  version: string = "2026-10-21",
): Promise<unknown> {
  await using bench = await Bench.open({ workMs: 0 });
  const client = bench.anthropic({ defaultHeaders: { "anthropic-version": version } });
  const { id } = await client.messages.batches.create({
    requests: [request("a", "I'm Bob, 35.", params)],
  });
  const ended = await untilEnded(client, id);
  const [line] = await resultsOf(client, id);
  const errored = line?.result.type === "errored" ? 1 : 0;
  expect(ended.request_counts).toMatchObject({ errored, succeeded: 1 - errored });
  return line?.result;
}

function format(schema: unknown): Record<string, unknown> {
  return { output_config: { format: { type: "json_schema", schema } } };
}

const MODERN = "claude-sonnet-5-5";
const TOOLS = [{ name: "save", input_schema: { ...USER_SCHEMA } }];

describe("requests that fail on their own", () => {
  const cases: readonly (readonly [string, Record<string, unknown>, string])[] = [
    ["no max_tokens", { max_tokens: undefined }, "max_tokens: Field required"],
    [
      "max_tokens of 0",
      { max_tokens: 0 },
      "max_tokens: Input should be greater than or equal to 1",
    ],
    ["too many max_tokens", { max_tokens: 300_000 }, "max_tokens: 300000 > 128000"],
    [
      "an unknown parameter",
      { response_format: {} },
      "response_format: Extra inputs are not permitted",
    ],
    [
      "an unknown member of output_config",
      { output_config: { name: "x" } },
      "output_config.name: Extra inputs are not permitted",
    ],
    [
      "a name in the format",
      { output_config: { format: { type: "json_schema", name: "x", schema: USER_SCHEMA } } },
      "output_config.format.name: Extra inputs are not permitted",
    ],
    [
      "an unknown effort",
      { output_config: { effort: "none" } },
      "output_config.effort: Input should be",
    ],
    [
      "a schema outside the subset",
      format({
        ...USER_SCHEMA,
        properties: { age: { type: "integer", minimum: 0 } },
        required: ["age"],
      }),
      "output_config.format.schema: For 'integer' type, property 'minimum' is not supported",
    ],
    [
      "an open object",
      format({ type: "object", properties: {} }),
      "output_config.format.schema: For 'object' type, 'additionalProperties' must be explicitly set to false",
    ],
    ["sampling since 2026-10-21", { temperature: 0 }, "temperature: This parameter was removed"],
    ["a stream", { stream: true }, "stream: streaming is not supported in batches"],
    ["speed in a batch", { speed: "fast" }, "speed: not supported in batches"],
    ["no messages", { messages: [] }, "messages: at least one message is required"],
    ["an unknown role", { messages: [{ role: "tool", content: "x" }] }, "messages.0.role"],
    [
      "empty content",
      { messages: [{ role: "user", content: "" }] },
      "user messages must have non-empty content",
    ],
    [
      "a forced tool at a new model",
      { model: MODERN, tools: TOOLS, tool_choice: { type: "any" } },
      "tool_choice: forced tool use is not supported",
    ],
    [
      "thinking switched off at a new model",
      { model: MODERN, thinking: { type: "disabled" } },
      "thinking.type: 'disabled' is not supported",
    ],
    [
      "a thinking budget at a new model",
      { model: MODERN, max_tokens: 4000, thinking: { type: "enabled", budget_tokens: 2000 } },
      "thinking.enabled.budget_tokens: not supported",
    ],
    [
      "a thinking budget that is too small",
      { model: "claude-haiku-4-5", thinking: { type: "enabled", budget_tokens: 100 } },
      "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024",
    ],
    [
      "a thinking budget that leaves nothing",
      { model: "claude-haiku-4-5", thinking: { type: "enabled", budget_tokens: 1024 } },
      "`max_tokens` must be greater than `thinking.budget_tokens`",
    ],
    [
      "thinking with a forced tool",
      {
        model: "claude-haiku-4-5",
        thinking: { type: "adaptive" },
        tools: TOOLS,
        tool_choice: { type: "tool", name: "save" },
      },
      "Thinking may not be enabled when tool_choice forces tool use.",
    ],
    [
      "a prefilled answer with a format",
      {
        messages: [
          { role: "user", content: "x" },
          { role: "assistant", content: "{" },
        ],
      },
      "does not support assistant message prefill",
    ],
    [
      "a tool schema that is no object",
      { tools: [{ name: "save", input_schema: { type: "array" } }] },
      "tools.0.custom.input_schema: type: Input should be 'object'",
    ],
    [
      "a tool that there is not",
      { model: "claude-haiku-4-5", tools: TOOLS, tool_choice: { type: "tool", name: "x" } },
      "Tool 'x' not found",
    ],
  ];

  it.each(cases)("%s", async (_, params, message) => {
    expect(await outcome(params)).toEqual({
      type: "errored",
      error: {
        type: "error",
        error: { type: "invalid_request_error", message: expect.stringContaining(message) },
        request_id: null,
      },
    });
  });

  it("an unknown model", async () => {
    expect(await outcome({ model: "claude-0" })).toMatchObject({
      error: { error: { type: "not_found_error", message: "model: claude-0" } },
    });
  });

  it("stand beside those that succeed", async () => {
    await using bench = await Bench.open({ workMs: 0 });
    const client = bench.anthropic();
    const bad: Record<string, unknown> = { max_tokens: undefined };
    const { id } = await client.messages.batches.create({
      requests: [...peopleRequests(2), request("bad", "x", bad)],
    });
    expect((await untilEnded(client, id)).request_counts).toMatchObject({
      succeeded: 2,
      errored: 1,
    });
  });
});

describe("what depends on the version, the model and the betas", () => {
  it("samples under the older version, but not with the newest models", async () => {
    expect(await outcome({ temperature: 0 }, "2023-06-01")).toMatchObject({ type: "succeeded" });
    expect(await outcome({ temperature: 0, model: MODERN }, "2023-06-01")).toMatchObject({
      type: "errored",
    });
  });

  it("takes system turns among the messages since 2026-10-21", async () => {
    const messages = [
      { role: "system", content: "Extract." },
      { role: "user", content: "I'm Bob, 35." },
    ];
    expect(await outcome({ messages })).toMatchObject({ type: "succeeded" });
    expect(await outcome({ messages }, "2023-06-01")).toMatchObject({ type: "errored" });
  });

  it("writes up to 300,000 tokens in a batch with the beta for it", async () => {
    await using bench = await Bench.open({ workMs: 0 });
    const client = bench.anthropic();
    const { id } = await client.beta.messages.batches.create({
      betas: ["output-300k-2026-03-24"],
      requests: [
        {
          custom_id: "a",
          params: {
            model: "claude-opus-5",
            max_tokens: 300_000,
            messages: [{ role: "user", content: "I'm Bob" }],
          },
        },
      ],
    });
    expect((await untilEnded(client, id)).request_counts.succeeded).toBe(1);
  });

  it("counts tokens of a schema that it would not compile", async () => {
    await using bench = await Bench.open();
    const client = bench.anthropic();
    const params = {
      model: "claude-haiku-5-5",
      messages: [{ role: "user" as const, content: "x".repeat(400) }],
    };
    const plain = await client.messages.countTokens(params);
    expect(plain.input_tokens).toBeGreaterThanOrEqual(100);
    const schema = { type: "object", properties: { a: { type: "integer", minimum: 0 } } };
    const more = await client.messages.countTokens({
      ...params,
      output_config: { format: { type: "json_schema", schema } },
    });
    expect(more.input_tokens).toBeGreaterThan(plain.input_tokens);
  });

  it("lists and retrieves models with what they can do", async () => {
    await using bench = await Bench.open({ models: ["claude-next"] });
    const client = bench.anthropic();
    const ids: string[] = [];
    for await (const model of client.models.list({ limit: 5 })) ids.push(model.id);
    expect(ids).toEqual(
      expect.arrayContaining(["claude-haiku-5-5", "claude-opus-5-5", "claude-next"]),
    );
    expect(new Set(ids).size).toBe(ids.length);
    expect(await client.models.retrieve("claude-haiku-5-5")).toMatchObject({
      type: "model",
      capabilities: { batch: { supported: true }, structured_outputs: { supported: true } },
    });
    await expect(client.models.retrieve("claude-0")).rejects.toMatchObject({ status: 404 });
  });
});
