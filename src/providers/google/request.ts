import { ProtocolError } from "../../errors.ts";
import type { Conversation, Message } from "../../model/conversation.ts";
import { isJsonObject, isObject, type JsonObject } from "../../util/json.ts";
import { fields, items, jsonItems, text } from "../decode.ts";
import type { DecodedRequest, OutputFormat, RequestSettings } from "../provider.ts";
import { defined, withProviderOptions } from "../settings.ts";
import { thinkingConfig } from "./models.ts";

/** The raw REST GenerateContentRequest: the SDK's `config` has no place in a request file. */
export function encodeSettings(settings: RequestSettings): JsonObject {
  const { model, output, maxOutputTokens, temperature, reasoningEffort } = settings;
  const generationConfig = defined({
    ...outputConfig(output),
    maxOutputTokens,
    temperature,
    thinkingConfig: thinkingConfig(model, reasoningEffort),
  });
  return withProviderOptions({ generationConfig }, settings.providerOptions, [
    "model",
    "contents",
    "systemInstruction",
  ]);
}

function outputConfig(output: OutputFormat): JsonObject {
  if (output.kind === "text") return {};
  const json = { responseMimeType: "application/json" };
  if (output.via !== "native") return json;
  return output.dialect === "google-json-schema"
    ? { ...json, responseJsonSchema: output.schema }
    : { ...json, responseSchema: output.schema };
}

export function encodeConversation({ system, messages }: Conversation): JsonObject {
  return {
    ...(system === undefined ? {} : { systemInstruction: { parts: [{ text: system }] } }),
    contents: messages.map(turn),
  };
}

function turn({ role, content }: Message): JsonObject {
  return { role: role === "assistant" ? "model" : "user", parts: [{ text: content }] };
}

export function appendTurns(body: JsonObject, turns: readonly Message[]): JsonObject {
  return { ...body, contents: [...jsonItems(body["contents"]), ...turns.map(turn)] };
}

export function decodeConversation(body: JsonObject): Conversation {
  const system = body["systemInstruction"];
  return {
    system: system === undefined ? undefined : textOf(system),
    messages: items(body["contents"]).map((content): Message => ({
      role: fields(content)["role"] === "model" ? "assistant" : "user",
      content: textOf(content),
    })),
  };
}

function textOf(content: unknown): string {
  return items(fields(content)["parts"])
    .map((part) => text(fields(part)["text"]) ?? "")
    .join("");
}

export function encodeRequest(customId: string, body: JsonObject): JsonObject {
  return { key: customId, request: body };
}

export function decodeRequest(line: unknown): DecodedRequest {
  if (!isObject(line) || typeof line["key"] !== "string" || !isJsonObject(line["request"])) {
    throw new ProtocolError(
      "request file",
      'this is no Gemini batch request: {"key", "request"} is wanted.',
    );
  }
  return { customId: line["key"], body: line["request"], model: undefined };
}

export function outputCap(body: JsonObject): number | undefined {
  const cap = fields(body["generationConfig"])["maxOutputTokens"];
  return typeof cap === "number" ? cap : undefined;
}

export function withOutputCap(body: JsonObject, tokens: number): JsonObject {
  const config = body["generationConfig"];
  return {
    ...body,
    generationConfig: { ...(isJsonObject(config) ? config : {}), maxOutputTokens: tokens },
  };
}
