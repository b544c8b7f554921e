import type { JsonObject, JsonValue } from "../../util/json.ts";
import { isJsonObject, isList } from "../json-value.ts";
import type { Turn } from "../model/conversation.ts";
import { invalid } from "./errors.ts";

/** Turns of a request, with what is asked to be cached of them. */
export interface Prompt {
  readonly turns: readonly Turn[];
  /** Characters of the system prompt up to its last cache mark. */
  readonly cachedCharacters: number;
  /** Whether the mark asks for an hour. */
  readonly hour: boolean;
}

const NEW_VERSION = "2026-10-21";

/** @throws Refused */
export function readPrompt(params: JsonObject, version: string): Prompt {
  const system = readSystem(params["system"]);
  const messages = readMessages(params["messages"], version);
  const turns =
    system.text === "" ? messages : [{ role: "system" as const, text: system.text }, ...messages];
  return { turns, cachedCharacters: system.cachedCharacters, hour: system.hour };
}

interface System {
  readonly text: string;
  readonly cachedCharacters: number;
  readonly hour: boolean;
}

function readSystem(system: JsonValue | undefined): System {
  if (system === undefined) return { text: "", cachedCharacters: 0, hour: false };
  if (typeof system === "string") return { text: system, cachedCharacters: 0, hour: false };
  if (!isList(system)) throw invalid("system", "Input should be a valid string or a valid list");
  let text = "";
  let cachedCharacters = 0;
  let hour = false;
  for (const [place, block] of system.entries()) {
    if (!isJsonObject(block) || block["type"] !== "text" || typeof block["text"] !== "string") {
      throw invalid(`system.${place}`, "Input should be a text block");
    }
    text += (text === "" ? "" : "\n") + block["text"];
    const mark = block["cache_control"];
    if (!isJsonObject(mark)) continue;
    cachedCharacters = text.length;
    hour = mark["ttl"] === "1h";
  }
  return { text, cachedCharacters, hour };
}

function readMessages(messages: JsonValue | undefined, version: string): readonly Turn[] {
  if (messages === undefined) throw invalid("messages", "Field required");
  if (!isList(messages)) throw invalid("messages", "Input should be a valid list");
  if (messages.length === 0) throw invalid("messages", "at least one message is required");
  return messages.map((message, place) => readMessage(message, `messages.${place}`, version));
}

function readMessage(message: JsonValue, where: string, version: string): Turn {
  if (!isJsonObject(message)) throw invalid(where, "Input should be an object");
  const { role, content } = message;
  const unknown = Object.keys(message).find((name) => name !== "role" && name !== "content");
  if (unknown !== undefined) throw invalid(`${where}.${unknown}`, "Extra inputs are not permitted");
  // Since that version a system turn may stand among the others.
  const system = role === "system" && version === NEW_VERSION;
  if (role !== "user" && role !== "assistant" && !system) {
    throw role === undefined
      ? invalid(`${where}.role`, "Field required")
      : invalid(`${where}.role`, "Input should be 'user' or 'assistant'");
  }
  const text = readContent(content, `${where}.content`);
  if (text === undefined) throw invalid(where, `${role} messages must have non-empty content`);
  return { role: role === "assistant" ? "assistant" : system ? "system" : "user", text };
}

function readContent(content: JsonValue | undefined, where: string): string | undefined {
  if (content === undefined) throw invalid(where, "Field required");
  if (typeof content === "string") return content === "" ? undefined : content;
  if (!isList(content)) throw invalid(where, "Input should be a valid string or a valid list");
  if (content.length === 0) return undefined;
  return content.map((block, place) => blockText(block, `${where}.${place}`)).join("\n");
}

function blockText(block: JsonValue, where: string): string {
  if (!isJsonObject(block) || typeof block["type"] !== "string") {
    throw invalid(`${where}.type`, "Field required");
  }
  switch (block["type"]) {
    case "text":
      if (typeof block["text"] !== "string") throw invalid(`${where}.text.text`, "Field required");
      if (block["text"] === "") throw invalid(where, "text content blocks must be non-empty");
      return block["text"];
    case "tool_result":
      return block["content"] === undefined
        ? ""
        : (readContent(block["content"], `${where}.content`) ?? "");
    // What is in a picture or a document, the emulator's model does not see.
    default:
      return "";
  }
}
