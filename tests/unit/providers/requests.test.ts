import { describe, expect, it } from "vitest";
import { UsageError } from "../../../src/errors.ts";
import { codec as anthropic } from "../../../src/providers/anthropic/codec.ts";
import { profile as anthropicProfile } from "../../../src/providers/anthropic/models.ts";
import { codec as google } from "../../../src/providers/google/codec.ts";
import { createCodec } from "../../../src/providers/openai/codec.ts";
import { defaultEndpoint, profile as openaiProfile } from "../../../src/providers/openai/models.ts";
import { REASONING_EFFORTS, type RequestSettings } from "../../../src/providers/provider.ts";
import { CODECS } from "../../support/codecs.ts";
import { sampleSettings } from "../../support/sample-settings.ts";

const chat = createCodec("chat");
const responses = createCodec("responses");

function settings(more: Partial<RequestSettings>): RequestSettings {
  return { ...sampleSettings, maxOutputTokens: undefined, ...more };
}

function withOutput(via: "native" | "tool" | "json", more: Partial<RequestSettings> = {}) {
  const schema = { type: "object" };
  const output = { kind: "schema", via, name: "User", dialect: "openai-strict", schema } as const;
  return settings({ output, ...more });
}

describe("OpenAI", () => {
  it("asks for a strict schema, in the place of each endpoint", () => {
    expect(chat.encodeSettings(withOutput("native", { model: "gpt-4o-mini" }))).toEqual({
      model: "gpt-4o-mini",
      response_format: {
        type: "json_schema",
        json_schema: { name: "User", schema: { type: "object" }, strict: true },
      },
    });
    expect(responses.encodeSettings(withOutput("native", { model: "gpt-5.4" }))).toEqual({
      model: "gpt-5.4",
      text: {
        format: { type: "json_schema", name: "User", schema: { type: "object" }, strict: true },
      },
      store: false,
    });
  });

  it("forces a strict tool, or asks for JSON, where it is told to", () => {
    expect(chat.encodeSettings(withOutput("tool", { model: "gpt-4o-mini" }))).toMatchObject({
      tools: [{ type: "function", function: { name: "User", strict: true } }],
      tool_choice: { type: "function", function: { name: "User" } },
    });
    expect(responses.encodeSettings(withOutput("json", { model: "gpt-5.4" }))).toMatchObject({
      text: { format: { type: "json_object" } },
    });
  });

  it("names the cap as each endpoint wants it, and never as reasoning models refuse it", () => {
    const capped = settings({ model: "gpt-4o-mini", maxOutputTokens: 9 });
    expect(chat.encodeSettings(capped)).toHaveProperty("max_completion_tokens", 9);
    expect(chat.encodeSettings(capped)).not.toHaveProperty("max_tokens");
    expect(responses.encodeSettings(capped)).toHaveProperty("max_output_tokens", 9);
    expect(chat.encodeSettings(settings({ model: "gpt-4o-mini" }))).not.toHaveProperty(
      "max_completion_tokens",
    );
  });

  it.each([
    ["gpt-4o-mini", true],
    ["ft:gpt-4o-mini-2024-07-18:acme::abc", true],
    ["gpt-5-chat-latest", true],
    ["gpt-5.4-nano", false],
    ["gpt-6-luna", false],
    ["o4-mini", false],
  ])("sends %s a temperature: %s", (model, sent) => {
    expect(openaiProfile(model).acceptsTemperature).toBe(sent);
    const body = chat.encodeSettings(settings({ model, temperature: 0, reasoningEffort: "low" }));
    expect("temperature" in body).toBe(sent);
    expect("reasoning_effort" in body).toBe(!sent);
  });

  it("sends reasoning models to Responses, and the others to chat completions", () => {
    expect(["gpt-6-sol", "o3", "gpt-5.4-pro"].map(defaultEndpoint)).toEqual([
      "responses",
      "responses",
      "responses",
    ]);
    expect(["gpt-4o", "gpt-4.1-mini", "some-local-model"].map(defaultEndpoint)).toEqual([
      "chat",
      "chat",
      "chat",
    ]);
  });

  it("puts the system prompt where each endpoint wants it", () => {
    const conversation = {
      system: "be brief",
      messages: [{ role: "user", content: "hi" }],
    } as const;
    expect(chat.encodeConversation(conversation)).toEqual({
      messages: [
        { role: "system", content: "be brief" },
        { role: "user", content: "hi" },
      ],
    });
    expect(responses.encodeConversation(conversation)).toEqual({
      instructions: "be brief",
      input: [{ role: "user", content: "hi" }],
    });
  });
});

describe("Anthropic", () => {
  it("asks for a format, never with a name or a strict flag", () => {
    expect(anthropic.encodeSettings(withOutput("native", { model: "claude-haiku-4-5" }))).toEqual({
      model: "claude-haiku-4-5",
      max_tokens: 8192,
      output_config: { format: { type: "json_schema", schema: { type: "object" } } },
    });
  });

  it("always sends a cap, with room for thinking where the model thinks", () => {
    expect(anthropic.encodeSettings(settings({ model: "claude-sonnet-5" }))).toHaveProperty(
      "max_tokens",
      32_000,
    );
    expect(
      anthropic.encodeSettings(settings({ model: "claude-sonnet-5", maxOutputTokens: 50 })),
    ).toHaveProperty("max_tokens", 50);
  });

  it("never sends a temperature: the API has none any more", () => {
    expect(
      anthropic.encodeSettings(settings({ model: "claude-haiku-4-5", temperature: 0 })),
    ).not.toHaveProperty("temperature");
    expect(anthropicProfile("claude-haiku-4-5").acceptsTemperature).toBe(false);
  });

  it.each([
    ["claude-haiku-4-5", ["native", "tool", "json"]],
    ["claude-opus-4-1", ["native", "tool", "json"]],
    ["claude-3-5-haiku-20241022", ["tool", "json"]],
    ["claude-sonnet-5-5", ["native", "json"]],
    ["claude-haiku-5-5", ["native", "json"]],
    ["claude-next", ["native", "json"]],
  ])("offers %s %j: new models refuse to be forced to use a tool", (model, means) => {
    expect(anthropicProfile(model).structuredOutput.map(({ via }) => via)).toEqual(means);
  });

  it("sends an effort only to models that know it, beside the format", () => {
    const body = anthropic.encodeSettings(
      withOutput("native", { model: "claude-sonnet-5", reasoningEffort: "none" }),
    );
    expect(body["output_config"]).toEqual({
      format: { type: "json_schema", schema: { type: "object" } },
      effort: "low",
    });
    expect(
      anthropic.encodeSettings(settings({ model: "claude-haiku-4-5", reasoningEffort: "high" })),
    ).not.toHaveProperty("output_config.effort");
  });
});

function thinkingOf(model: string, reasoningEffort: RequestSettings["reasoningEffort"]) {
  return google.encodeSettings(settings({ model, reasoningEffort }))["generationConfig"];
}

describe("Google", () => {
  it("asks for the older kind of schema, which works in batch, at the raw API's place", () => {
    expect(
      google.encodeSettings(
        withOutput("native", { model: "gemini-2.5-flash", maxOutputTokens: 9, temperature: 0.5 }),
      ),
    ).toEqual({
      generationConfig: {
        responseMimeType: "application/json",
        responseSchema: { type: "object" },
        maxOutputTokens: 9,
        temperature: 0.5,
      },
    });
  });

  it("gives thinking as a budget before Gemini 3 and as a level since", () => {
    expect(thinkingOf("gemini-2.5-flash", "none")).toMatchObject({
      thinkingConfig: { thinkingBudget: 0 },
    });
    expect(thinkingOf("gemini-2.5-pro", "none")).toMatchObject({
      thinkingConfig: { thinkingBudget: 128 },
    });
    expect(thinkingOf("gemini-3.8-flash", "max")).toMatchObject({
      thinkingConfig: { thinkingLevel: "HIGH" },
    });
    expect(thinkingOf("gemini-4-argon", "low")).toMatchObject({
      thinkingConfig: { thinkingLevel: "LOW" },
    });
  });

  it("names roles as the raw API does", () => {
    expect(
      google.encodeConversation({
        system: "be brief",
        messages: [
          { role: "user", content: "a" },
          { role: "assistant", content: "b" },
        ],
      }),
    ).toEqual({
      systemInstruction: { parts: [{ text: "be brief" }] },
      contents: [
        { role: "user", parts: [{ text: "a" }] },
        { role: "model", parts: [{ text: "b" }] },
      ],
    });
  });
});

describe.each(CODECS)("%s", (_name, codec) => {
  const conversation = {
    system: "be brief",
    messages: [
      { role: "user", content: "a" },
      { role: "assistant", content: "b" },
      { role: "user", content: "c" },
    ],
  } as const;

  it("reads its own lines back", () => {
    const body = {
      ...codec.encodeSettings(sampleSettings),
      ...codec.encodeConversation(conversation),
    };
    const { customId, body: read } = codec.decodeRequest(codec.encodeRequest("n-0000001", body));
    expect(customId).toBe("n-0000001");
    expect(codec.decodeConversation(read)).toEqual(conversation);
    expect(codec.outputCap(read)).toBe(500);
    expect(codec.outputCap(codec.withOutputCap(read, 2_000))).toBe(2_000);
  });

  it("adds turns, and leaves all else of a body as it is", () => {
    const body = {
      ...codec.encodeSettings(sampleSettings),
      ...codec.encodeConversation(conversation),
    };
    const longer = codec.appendTurns(body, [{ role: "user", content: "d" }]);
    const { messages } = codec.decodeConversation(longer);
    expect(messages.map(({ content }) => content)).toEqual(["a", "b", "c", "d"]);
    expect(codec.encodeSettings(sampleSettings)).toMatchObject(
      codec.encodeSettings(sampleSettings),
    );
    expect(Object.keys(longer).toSorted()).toEqual(Object.keys(body).toSorted());
  });

  it("merges the user's options deeply, and guards what is written per record", () => {
    const merged = codec.encodeSettings({
      ...sampleSettings,
      providerOptions: { generationConfig: { topK: 5 }, seed: 1 },
    });
    expect(merged).toMatchObject({ seed: 1 });
    expect(merged).toMatchObject(codec.encodeSettings(sampleSettings));
    for (const member of Object.keys(codec.encodeConversation(conversation))) {
      const options = { ...sampleSettings, providerOptions: { [member]: "x" } };
      expect(() => codec.encodeSettings(options)).toThrow(UsageError);
    }
  });

  it("knows every effort", () => {
    for (const reasoningEffort of REASONING_EFFORTS) {
      expect(() => codec.encodeSettings({ ...sampleSettings, reasoningEffort })).not.toThrow();
    }
  });

  it("refuses lines of other providers, saying what it wants", () => {
    for (const line of [null, 1, {}, { custom_id: 1, body: {} }, { key: "a" }]) {
      expect(() => codec.decodeRequest(line)).toThrow(/this is no .* request/);
    }
  });
});
