import { describe, expect, it } from "vitest";
import { chatLine, contentOf, createBatch, peopleLines, untilEnded } from "./support.ts";
import { Bench, parseLines, USER_SCHEMA } from "../support.ts";

const format = (schema: unknown) => ({
  response_format: { type: "json_schema", json_schema: { name: "User", strict: true, schema } },
});

async function failure(body: Record<string, unknown>): Promise<unknown> {
  await using bench = await Bench.open({ workMs: 0 });
  const client = bench.openai();
  const { id } = await createBatch(client, [chatLine("request-0", "I'm Bob, 35.", body)]);
  const ended = await untilEnded(client, id);
  expect(ended).toMatchObject({
    status: "completed",
    output_file_id: null,
    request_counts: { total: 1, completed: 0, failed: 1 },
  });
  const [line] = parseLines(await contentOf(client, ended.error_file_id));
  expect(line).toMatchObject({ custom_id: "request-0", error: null });
  return line?.["response"];
}

describe("requests that fail on their own", () => {
  const reasoning = { model: "gpt-6-luna" };
  const cases: readonly (readonly [string, Record<string, unknown>, Record<string, unknown>])[] = [
    [
      "a schema outside the strict subset",
      format({ ...USER_SCHEMA, additionalProperties: true }),
      {
        code: "invalid_json_schema",
        param: "response_format",
        message:
          "Invalid schema for response_format 'User': In context=(), 'additionalProperties' is required to be supplied and to be false.",
      },
    ],
    [
      "a schema of the wrong place",
      format({
        ...USER_SCHEMA,
        properties: { name: { type: "string", format: "uri" }, age: { type: "integer" } },
      }),
      {
        code: "invalid_json_schema",
        message:
          "Invalid schema for response_format 'User': In context=('properties', 'name'), 'uri' is not a valid format.",
      },
    ],
    [
      "an unknown parameter",
      { max_output_tokens: 5 },
      { code: "unknown_parameter", param: "max_output_tokens" },
    ],
    [
      "a temperature for a reasoning model",
      { ...reasoning, temperature: 0 },
      { code: "unsupported_value", param: "temperature" },
    ],
    [
      "max_tokens for a reasoning model",
      { ...reasoning, max_tokens: 100 },
      {
        code: "unsupported_parameter",
        message:
          "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      },
    ],
    ["an effort for a plain model", { reasoning_effort: "low" }, { code: "unsupported_parameter" }],
    [
      "an effort that there is not",
      { ...reasoning, reasoning_effort: "huge" },
      { code: "invalid_value" },
    ],
    ["no messages", { messages: [] }, { code: "empty_array", param: "messages" }],
    [
      "an unknown role",
      { messages: [{ role: "poet", content: "x" }] },
      { param: "messages[0].role" },
    ],
    [
      "JSON mode without the word",
      { response_format: { type: "json_object" } },
      { param: "messages", message: expect.stringContaining("must contain the word 'json'") },
    ],
    [
      "a name with a blank",
      {
        response_format: {
          type: "json_schema",
          json_schema: { name: "My User", schema: USER_SCHEMA },
        },
      },
      { param: "response_format.json_schema.name" },
    ],
    ["a stream", { stream: true }, { param: "stream" }],
    [
      "a prompt beyond the context",
      { messages: [{ role: "user", content: "x".repeat(600_000) }] },
      { code: "context_length_exceeded", param: "messages" },
    ],
  ];

  it.each(cases)("%s", async (_, body, error) => {
    expect(await failure(body)).toMatchObject({
      status_code: 400,
      body: { error: { type: "invalid_request_error", ...error } },
    });
  });

  it("constraints at a fine-tuned model", async () => {
    const model = "ft:gpt-4o-mini-2024-07-18:acme::abc";
    const schema = {
      ...USER_SCHEMA,
      properties: { name: { type: "string", minLength: 1 }, age: { type: "integer" } },
    };
    expect(await failure({ model, ...format(schema) })).toMatchObject({
      body: { error: { code: "invalid_json_schema" } },
    });
  });

  it("go to the error file while the others go to the output file", async () => {
    await using bench = await Bench.open({ workMs: 0 });
    const client = bench.openai();
    const lines = [...peopleLines(2), chatLine("bad", "x", { temperature: 3 })];
    const ended = await untilEnded(client, (await createBatch(client, lines)).id);
    expect(ended.request_counts).toEqual({ total: 3, completed: 2, failed: 1 });
    expect(parseLines(await contentOf(client, ended.output_file_id))).toHaveLength(2);
    expect(parseLines(await contentOf(client, ended.error_file_id))).toMatchObject([
      { custom_id: "bad", response: { status_code: 400 } },
    ]);
  });
});
