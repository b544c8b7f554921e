import { ProtocolError } from "../../errors.ts";
import type { Conversation, Message } from "../../model/conversation.ts";
import { isJsonObject, isObject, type JsonObject } from "../../util/json.ts";
import type { DecodedRequest, OutputFormat, RequestSettings } from "../provider.ts";
import { items, jsonItems, text } from "../decode.ts";
import { defined } from "../settings.ts";
import { type Endpoint, endpointAt, reasons } from "./models.ts";

export type RequestPath = "/v1/chat/completions" | "/v1/responses";

/** How one endpoint writes a request body. */
export interface BodyFormat {
  /** Of the request line, and of the job. */
  readonly path: RequestPath;
  /** The members that carry the conversation. */
  readonly conversationMembers: readonly string[];
  readonly capMember: string;
  settings(settings: RequestSettings): JsonObject;
  conversation(conversation: Conversation): JsonObject;
}

const chat: BodyFormat = {
  path: "/v1/chat/completions",
  conversationMembers: ["messages"],
  // `max_tokens` is refused by reasoning models, and this name is taken by all.
  capMember: "max_completion_tokens",
  settings: ({ model, output, maxOutputTokens, temperature, reasoningEffort }) =>
    defined({
      model,
      ...chatOutput(output),
      max_completion_tokens: maxOutputTokens,
      temperature: reasons(model) ? undefined : temperature,
      reasoning_effort: reasons(model) ? reasoningEffort : undefined,
    }),
  conversation: ({ system, messages }) => ({
    messages: [
      ...(system === undefined ? [] : [{ role: "system", content: system }]),
      ...messages.map(turn),
    ],
  }),
};

const responses: BodyFormat = {
  path: "/v1/responses",
  conversationMembers: ["input", "instructions"],
  capMember: "max_output_tokens",
  settings: ({ model, output, maxOutputTokens, temperature, reasoningEffort }) =>
    defined({
      model,
      ...responsesOutput(output),
      max_output_tokens: maxOutputTokens,
      temperature: reasons(model) ? undefined : temperature,
      reasoning:
        reasons(model) && reasoningEffort !== undefined ? { effort: reasoningEffort } : undefined,
      // Otherwise OpenAI keeps every answer for 30 days beside the batch's own files.
      store: false,
    }),
  conversation: ({ system, messages }) => ({
    ...(system === undefined ? {} : { instructions: system }),
    input: messages.map(turn),
  }),
};

const FORMATS: Readonly<Record<Endpoint, BodyFormat>> = { chat, responses };

export function bodyFormat(endpoint: Endpoint): BodyFormat {
  return FORMATS[endpoint];
}

function turn({ role, content }: Message): JsonObject {
  return { role, content };
}

function chatOutput(output: OutputFormat): JsonObject {
  if (output.kind === "text") return {};
  const { name, schema } = output;
  switch (output.via) {
    case "native":
      return {
        response_format: { type: "json_schema", json_schema: { name, schema, strict: true } },
      };
    case "tool":
      return {
        tools: [{ type: "function", function: { name, parameters: schema, strict: true } }],
        tool_choice: { type: "function", function: { name } },
      };
    case "json":
      return { response_format: { type: "json_object" } };
  }
}

function responsesOutput(output: OutputFormat): JsonObject {
  if (output.kind === "text") return {};
  const { name, schema } = output;
  switch (output.via) {
    case "native":
      return { text: { format: { type: "json_schema", name, schema, strict: true } } };
    case "tool":
      return {
        tools: [{ type: "function", name, parameters: schema, strict: true }],
        tool_choice: { type: "function", name },
      };
    case "json":
      return { text: { format: { type: "json_object" } } };
  }
}

/** More turns at the end of the body of either endpoint. */
export function appendTurns(body: JsonObject, turns: readonly Message[]): JsonObject {
  const member = "input" in body ? "input" : "messages";
  const before = body[member];
  const list = typeof before === "string" ? [{ role: "user", content: before }] : jsonItems(before);
  return { ...body, [member]: [...list, ...turns.map(turn)] };
}

/** The conversation in the body of either endpoint. */
export function decodeConversation(body: JsonObject): Conversation {
  const system: string[] = [];
  const messages: Message[] = [];
  if (typeof body["instructions"] === "string") system.push(body["instructions"]);
  const input = body["input"] ?? body["messages"];
  const turns: readonly unknown[] =
    typeof input === "string" ? [{ role: "user", content: input }] : items(input);
  for (const entry of turns) {
    if (!isObject(entry)) continue;
    const content = textOf(entry["content"]);
    if (entry["role"] === "system" || entry["role"] === "developer") system.push(content);
    else messages.push({ role: entry["role"] === "assistant" ? "assistant" : "user", content });
  }
  return { system: system.length === 0 ? undefined : system.join("\n\n"), messages };
}

/** Text of a content that is a string or a list of parts. */
function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  return items(content)
    .map((part) => (isObject(part) && typeof part["text"] === "string" ? part["text"] : ""))
    .join("");
}

export function encodeRequest(customId: string, body: JsonObject, path: string): JsonObject {
  return { custom_id: customId, method: "POST", url: path, body };
}

/** @param endpoint To which all requests of the file go. */
export function decodeRequest(line: unknown, endpoint: Endpoint): DecodedRequest {
  if (!isObject(line) || typeof line["custom_id"] !== "string" || !isJsonObject(line["body"])) {
    throw new ProtocolError(
      "request file",
      'this is no OpenAI request: {"custom_id", "method", "url", "body"} is wanted.',
    );
  }
  const { custom_id: customId, body, url } = line;
  // Servers that are laxer than OpenAI take lines without one.
  if (url !== undefined && endpointAt(url) !== endpoint) {
    const { path } = FORMATS[endpoint];
    throw new ProtocolError(
      "request file",
      `this request goes to ${JSON.stringify(url)}, and the batch to ${path}. All requests of a file go to one endpoint, which is /v1/chat/completions or /v1/responses: split the file by its "url".`,
    );
  }
  return { customId, body, model: text(body["model"]) };
}
