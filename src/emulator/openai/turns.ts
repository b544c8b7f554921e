import type { JsonValue } from "../../util/json.ts";
import { isJsonObject, isList } from "../json-value.ts";
import type { Turn } from "../model/conversation.ts";
import { invalid, missing, Refused, unsupportedValue } from "./errors.ts";
import type { OpenaiModel } from "../models/openai.ts";

const ROLES: Readonly<Record<string, Turn["role"]>> = {
  system: "system",
  developer: "system",
  user: "user",
  tool: "user",
  function: "user",
  assistant: "assistant",
};

const TEXT_PARTS = new Set(["text", "input_text", "output_text", "refusal"]);

/** The turns of a list of messages; other items of a Responses input, such as reasoning, are passed over. */
export function readTurns(value: JsonValue | undefined, param: string): readonly Turn[] {
  if (value === undefined) throw missing(param);
  if (!isList(value))
    throw invalid(
      param,
      `Invalid type for '${param}': expected an array of objects.`,
      "invalid_type",
    );
  if (value.length === 0) {
    throw invalid(
      param,
      `Invalid '${param}': empty array. Expected an array with minimum length 1, but got an empty array instead.`,
      "empty_array",
    );
  }
  return value.flatMap((message, place) => readTurn(message, `${param}[${place}]`));
}

function readTurn(message: JsonValue, param: string): readonly Turn[] {
  if (!isJsonObject(message)) {
    throw invalid(param, `Invalid type for '${param}': expected an object.`, "invalid_type");
  }
  const { role, type, content } = message;
  if (role === undefined && typeof type === "string" && type !== "message") return [];
  if (typeof role !== "string") throw missing(`${param}.role`);
  const own = ROLES[role];
  if (own === undefined) throw unsupportedValue(`${param}.role`, role, Object.keys(ROLES));
  return [{ role: own, text: contentText(content, `${param}.content`, own) }];
}

function contentText(content: JsonValue | undefined, param: string, role: Turn["role"]): string {
  if (typeof content === "string") return content;
  // An answer that called a tool, or was refused, has no content.
  if ((content === undefined || content === null) && role === "assistant") return "";
  if (content === undefined) throw missing(param);
  if (!isList(content)) {
    throw invalid(
      param,
      `Invalid type for '${param}': expected a string or an array of objects.`,
      "invalid_type",
    );
  }
  return content.map((part, place) => partText(part, `${param}[${place}]`)).join("\n");
}

function partText(part: JsonValue, param: string): string {
  if (!isJsonObject(part) || typeof part["type"] !== "string") throw missing(`${param}.type`);
  const { type, text } = part;
  // What is in a picture or a file, the emulator's model does not see.
  if (typeof type !== "string" || !TEXT_PARTS.has(type)) return "";
  if (typeof text !== "string") throw missing(`${param}.text`);
  return text;
}

export function checkJsonWord(turns: readonly Turn[], message: string, param: string): void {
  if (turns.some(({ text }) => /json/i.test(text))) return;
  throw new Refused({ status: 400, message, param });
}

export function checkContext(tokens: number, model: OpenaiModel, param: string): void {
  if (tokens > model.contextTokens) throw contextLength(tokens, model.contextTokens, param);
}

export function contextLength(tokens: number, limit: number, param: string): Refused {
  return invalid(
    param,
    `This model's maximum context length is ${limit} tokens. However, your messages resulted in ${tokens} tokens. Please reduce the length of the messages.`,
    "context_length_exceeded",
  );
}
