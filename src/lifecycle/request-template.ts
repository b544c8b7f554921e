import type { InputRecord } from "../model/record.ts";
import { type Prompt, renderConversation, userTurn } from "../prompt/prompt.ts";
import { fieldText } from "../prompt/template.ts";
import type { Codec, RequestSettings } from "../providers/provider.ts";
import type { ByteBuffer } from "../util/byte-buffer.ts";
import type { JsonObject } from "../util/json.ts";

/** Writes request lines: what is the same for all records of a batch is serialised once. */
export interface RequestTemplate {
  /**
   * Appends the record's line, with its newline, and gives the part of it that is the record's: what is equal there is the
   * same request. A text's begins within a string, and others with a quote, so that none is taken for one of another kind.
   *
   * @param customId In ASCII.
   * @throws InputError for a record that does not go with the prompt.
   */
  write(line: ByteBuffer, customId: Buffer, record: InputRecord): OwnPart;
}

/** A part of a buffer, in bytes. */
interface OwnPart {
  readonly start: number;
  readonly end: number;
}

export interface TemplateParts {
  readonly codec: Codec;
  readonly settings: RequestSettings;
  readonly prompt: Prompt;
}

/** @throws UsageError for settings that the provider's requests have no place for. */
export function compileRequestTemplate({
  codec,
  settings,
  prompt,
}: TemplateParts): RequestTemplate {
  const members = codec.encodeSettings(settings);
  const oneTurn = compileOneTurn(codec, members, prompt);
  const conversation = compileConversation(codec, members, prompt);
  return {
    write(line, customId, record) {
      switch (record.content.kind) {
        case "text":
        case "fields":
          return oneTurn.write(line, customId, record);
        case "messages":
          return conversation.write(line, customId, record);
        case "body":
          return writeWhole(line, codec, customId.toString("latin1"), record.content.body);
      }
    },
  };
}

function writeWhole(line: ByteBuffer, codec: Codec, customId: string, body: JsonObject): OwnPart {
  const text = JSON.stringify(codec.encodeRequest(customId, body));
  const start = line.length;
  line.appendText(text);
  line.appendNewline();
  // Up to the customId the line is ASCII, so that characters are bytes.
  return { start: start + text.indexOf(customId) + customId.length, end: line.length };
}

/** A line whose only variable parts are the customId and fields of the record: nothing but these is ever serialised. */
function compileOneTurn(codec: Codec, members: JsonObject, prompt: Prompt): RequestTemplate {
  const { segments } = userTurn(prompt);
  const mark = newMark();
  const content = segments.map((part) => (part.kind === "constant" ? part.text : mark)).join("");
  const conversation = { system: prompt.system, messages: [{ role: "user", content }] } as const;
  const body = { ...members, ...codec.encodeConversation(conversation) };
  const pieces = split(JSON.stringify(codec.encodeRequest(mark, body)), mark);
  const [head, afterId, ...rest] = pieces;
  const fields = segments.flatMap((part) => (part.kind === "field" ? [part.path] : []));
  const parts = fields.map((path, index) => ({ path, after: rest[index] ?? EMPTY }));
  return {
    write(line, customId, record) {
      line.appendBytes(head);
      line.appendBytes(customId);
      line.appendBytes(afterId);
      const start = line.length;
      let end = start;
      for (const { path, after } of parts) {
        // Escapes of parts, joined, are the escapes of the whole.
        appendField(line, path, record);
        end = line.length;
        line.appendBytes(after);
      }
      return { start, end };
    },
  };
}

function appendField(line: ByteBuffer, path: readonly string[], record: InputRecord): void {
  const { content } = record;
  const escaped = content.kind === "text" && isText(path) ? content.escaped : undefined;
  if (escaped === undefined) line.appendEscaped(fieldText(path, record));
  else line.appendRange(escaped.bytes, escaped.start, escaped.end);
}

function isText(path: readonly string[]): boolean {
  return path.length === 1 && path[0] === "text";
}

/** A line for records that bring messages: the members that carry the conversation are spliced in whole. */
function compileConversation(codec: Codec, members: JsonObject, prompt: Prompt): RequestTemplate {
  const mark = newMark();
  const body = { ...members, [mark]: 0 };
  const text = JSON.stringify(codec.encodeRequest(mark, body)).replace(`"${mark}":0`, mark);
  const [head, afterId, tail = EMPTY] = split(text, mark);
  return {
    write(line, customId, record) {
      const conversation = codec.encodeConversation(renderConversation(prompt, record));
      line.appendBytes(head);
      line.appendBytes(customId);
      line.appendBytes(afterId);
      const start = line.length;
      line.appendText(JSON.stringify(conversation).slice(1, -1));
      const end = line.length;
      line.appendBytes(tail);
      return { start, end };
    },
  };
}

const EMPTY = Buffer.alloc(0);

/** A text that stands in no prompt and that JSON leaves as it is. */
function newMark(): string {
  return `@${crypto.randomUUID()}@`;
}

/** The pieces of a line between the marks. */
function split(text: string, mark: string): readonly [Buffer, Buffer, ...Buffer[]] {
  const [head = "", afterId = "", ...rest] = `${text}\n`.split(mark);
  return [Buffer.from(head), Buffer.from(afterId), ...rest.map((piece) => Buffer.from(piece))];
}
