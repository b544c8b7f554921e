import { type OpenAI } from "openai";
import { describe, expect, it } from "vitest";
import { chatLine, contentOf, createBatch, untilEnded, type ResultLine } from "./support.ts";
import { Bench, parseLines, PEOPLE, USER_SCHEMA, splitLines } from "../support.ts";

describe("what the model does", () => {
  it("cuts an answer at the cap and says so", async () => {
    await using bench = await Bench.open({ workMs: 0 });
    const client = bench.openai();
    const lines = [chatLine("plain", "I'm Bartholomew, 35.", { max_completion_tokens: 3 })];
    const ended = await untilEnded(client, (await createBatch(client, lines)).id);
    const [line] = parseLines(await contentOf(client, ended.output_file_id));
    expect(line).toMatchObject({
      response: {
        body: {
          choices: [{ finish_reason: "length", message: { content: '{"name":"Bar' } }],
          usage: { completion_tokens: 3 },
        },
      },
    });
  });

  it("spends the cap on reasoning first", async () => {
    await using bench = await Bench.open();
    const answer = await bench.openai().responses.create({
      model: "gpt-6-luna",
      input: "I'm Bob, 35.",
      max_output_tokens: 16,
      text: { format: { type: "json_schema", name: "User", strict: true, schema: USER_SCHEMA } },
    });
    expect(answer).toMatchObject({
      status: "incomplete",
      incomplete_details: { reason: "max_output_tokens" },
      usage: { output_tokens: 16, output_tokens_details: { reasoning_tokens: 16 } },
    });
  });

  it("calls the tool that has to be called", async () => {
    await using bench = await Bench.open();
    const completion = await bench.openai().chat.completions.create({
      model: "gpt-4o-mini",
      messages: [{ role: "user", content: "I'm Bob, 35 years old." }],
      tools: [
        {
          type: "function",
          function: { name: "save", strict: true, parameters: { ...USER_SCHEMA } },
        },
      ],
      tool_choice: { type: "function", function: { name: "save" } },
    });
    expect(completion.choices[0]).toMatchObject({
      finish_reason: "tool_calls",
      message: {
        content: null,
        tool_calls: [
          { type: "function", function: { name: "save", arguments: '{"name":"Bob","age":35}' } },
        ],
      },
    });
  });

  it("finds the schema in the prompt in JSON mode", async () => {
    await using bench = await Bench.open();
    const completion = await bench.openai().chat.completions.create({
      model: "gpt-4o-mini",
      messages: [
        { role: "system", content: `Answer with JSON that fits ${JSON.stringify(USER_SCHEMA)}` },
        { role: "user", content: "Hello, I'm Jessica, 26 years old." },
      ],
      response_format: { type: "json_object" },
    });
    expect(JSON.parse(completion.choices[0]?.message.content ?? "")).toEqual({
      name: "Jessica",
      age: 26,
    });
  });

  it("answers afresh when it is told what was wrong with its answer", async () => {
    await using bench = await Bench.open();
    const completion = await bench.openai().chat.completions.create({
      model: "gpt-4o-mini",
      messages: [
        { role: "user", content: "I'm Lisa, 31 years old." },
        { role: "assistant", content: '{"name":"Lisa","age":"old"}' },
        {
          role: "user",
          content: "Your answer is not valid: age: expected a number, got Text 99. Answer again.",
        },
      ],
      response_format: {
        type: "json_schema",
        json_schema: { name: "User", strict: true, schema: { ...USER_SCHEMA } },
      },
    });
    expect(JSON.parse(completion.choices[0]?.message.content ?? "")).toEqual({
      name: "Lisa",
      age: 31,
    });
  });

  it("answers about the last document, not about the examples before it", async () => {
    await using bench = await Bench.open();
    const completion = await bench.openai().chat.completions.create({
      model: "gpt-4o-mini",
      messages: [
        { role: "user", content: "I'm Lisa, 31 years old." },
        { role: "assistant", content: '{"name":"Lisa","age":31}' },
        { role: "user", content: "I'm Ryan, 41 years old." },
      ],
      response_format: {
        type: "json_schema",
        json_schema: { name: "User", strict: true, schema: { ...USER_SCHEMA } },
      },
    });
    expect(JSON.parse(completion.choices[0]?.message.content ?? "")).toEqual({
      name: "Ryan",
      age: 41,
    });
  });

  it("reads a long system prompt from the cache, but for the first request", async () => {
    await using bench = await Bench.open({ workMs: 0 });
    const client = bench.openai();
    const system = { role: "system", content: "Extract the person. ".repeat(300) };
    const lines = PEOPLE.slice(0, 2).map(([text], place) =>
      chatLine(`request-${place}`, text, { messages: [system, { role: "user", content: text }] }),
    );
    const ended = await untilEnded(client, (await createBatch(client, lines)).id);
    const output = await contentOf(client, ended.output_file_id);
    const cached = splitLines(output)
      .map((line): ResultLine<OpenAI.ChatCompletion> => JSON.parse(line))
      .map(({ response }) => response.body.usage?.prompt_tokens_details?.cached_tokens);
    expect(cached).toEqual([0, 1408]);
    expect(ended.usage?.input_tokens_details.cached_tokens).toBe(1408);
  });
});
