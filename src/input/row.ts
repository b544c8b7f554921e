import { InputError, type InputLocation } from "../errors.ts";
import type { Message } from "../model/conversation.ts";
import type { EscapedText, InputRecord, RecordContent } from "../model/record.ts";
import { isObject } from "../util/json.ts";
import { TextInLine } from "./text-in-line.ts";

/** How rows of any kind become records. */
export interface RowOptions {
  /** Whether there is a prompt whose fields an object gives. */
  readonly templated: boolean;
}

const ROLES: ReadonlyMap<unknown, Message["role"]> = new Map([
  ["system", "system"],
  // What newer OpenAI models call a system turn.
  ["developer", "system"],
  ["user", "user"],
  ["assistant", "assistant"],
]);

/**
 * The record in a row: `{id?, text}`, `{id?, messages}`, a list of messages, a text, or with a prompt any object.
 *
 * @param escaped The text of the row as it stands in its line, where that was read in place of the text.
 * @throws InputError for anything else.
 */
export function recordOf(
  row: unknown,
  location: InputLocation,
  options: RowOptions,
  escaped?: EscapedText,
): InputRecord {
  const { source, line } = location;
  if (typeof row === "string") {
    return { id: undefined, source, line, content: textOf(row, location) };
  }
  if (Array.isArray(row)) {
    return { id: undefined, source, line, content: messagesOf(row, location) };
  }
  if (!isObject(row)) {
    throw new InputError(
      location,
      `a record is an object, a text or a list of messages, and this is ${row === null ? "null" : typeof row}.`,
    );
  }
  const id = idOf(row["id"], location);
  const text = row["text"];
  if (typeof text === "string" && row["messages"] === undefined && !options.templated) {
    return { id, source, line, content: textOf(text, location, escaped) };
  }
  return { id, source, line, content: contentOf(row, { source, line, id }, options) };
}

function contentOf(
  row: Readonly<Record<string, unknown>>,
  location: InputLocation,
  { templated }: RowOptions,
): RecordContent {
  if (Array.isArray(row["messages"])) return messagesOf(row["messages"], location);
  if (templated) return { kind: "fields", fields: row };
  if (typeof row["text"] === "string") return textOf(row["text"], location);
  const names = Object.keys(row).slice(0, 8).join(", ");
  throw new InputError(
    location,
    `the record has no "text" and no "messages" (it has: ${names || "nothing"}). Give a prompt that names its fields, such as "Summarize: {{${Object.keys(row)[0] ?? "field"}}}".`,
  );
}

function idOf(id: unknown, location: InputLocation): string | undefined {
  if (id === undefined || id === null) return undefined;
  if (typeof id === "string" && id !== "") return id;
  // A larger number has lost its last digits already, and two ids would look the same.
  if (typeof id === "number" && Number.isSafeInteger(id)) return String(id);
  throw new InputError(location, `the id ${JSON.stringify(id)} is not a text or a whole number.`);
}

function textOf(text: string, location: InputLocation, escaped?: EscapedText): RecordContent {
  if (escaped !== undefined) return new TextInLine(escaped);
  if (text.trim() === "") throw new InputError(location, "the text is empty.");
  return { kind: "text", text };
}

function messagesOf(list: readonly unknown[], location: InputLocation): RecordContent {
  if (list.length === 0) throw new InputError(location, "the list of messages is empty.");
  return { kind: "messages", messages: list.map((entry) => messageOf(entry, location)) };
}

function messageOf(entry: unknown, location: InputLocation): Message {
  const role = isObject(entry) ? ROLES.get(entry["role"]) : undefined;
  if (!isObject(entry) || role === undefined) {
    throw new InputError(
      location,
      `a message is {"role": "system" | "user" | "assistant", "content": …}, and this is ${excerpt(entry)}.`,
    );
  }
  return { role, content: contentText(entry["content"], location) };
}

/** A content as one text; a list of text parts is what the SDKs' own types allow beside a string. */
function contentText(content: unknown, location: InputLocation): string {
  if (typeof content === "string" && content !== "") return content;
  const parts = Array.isArray(content) ? content : [];
  const texts = parts.flatMap((part) =>
    isObject(part) && part["type"] === "text" && typeof part["text"] === "string"
      ? [part["text"]]
      : [],
  );
  if (texts.length === 0 || texts.length < parts.length) {
    throw new InputError(
      location,
      `a message's content is a text or a list of text parts, and this is ${excerpt(content)}.`,
    );
  }
  return texts.join("");
}

function excerpt(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
