import type { InputRecord } from "../model/record.ts";
import { type Prompt, renderConversation, userTurn } from "../prompt/prompt.ts";
import { fieldText } from "../prompt/template.ts";
import type { Codec, RequestSettings } from "../providers/provider.ts";
import type { ByteBuffer } from "../util/byte-buffer.ts";
import type { JsonObject } from "../util/json.ts";

/** Writes request lines: what is the same for all records of a batch is serialised once. */
export interface RequestTemplate {
  /**
   * Appends the record's line, with its newline, and gives where in the buffer the part after the customId begins: what
   * is equal there is the same request.
   *
   * @throws InputError for a record that does not go with the prompt.
   */
  write(line: ByteBuffer, customId: string, record: InputRecord): number;
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
          return writeWhole(line, codec.encodeRequest(customId, record.content.body), customId);
      }
    },
  };
}

function writeWhole(line: ByteBuffer, request: JsonObject, customId: string): number {
  const text = JSON.stringify(request);
  const start = line.length;
  line.appendText(text);
  line.appendNewline();
  // Up to the customId the line is ASCII, so that characters are bytes.
  return start + text.indexOf(customId) + customId.length;
}

/** A line whose only variable parts are the customId and fields of the record: nothing but these is ever serialised. */
function compileOneTurn(codec: Codec, members: JsonObject, prompt: Prompt): RequestTemplate {
  const { segments } = userTurn(prompt);
  const mark = newMark();
  const content = segments.map((part) => (part.kind === "constant" ? part.text : mark)).join("");
  const conversation = { system: prompt.system, messages: [{ role: "user", content }] } as const;
  const body = { ...members, ...codec.encodeConversation(conversation) };
  const pieces = split(JSON.stringify(codec.encodeRequest(mark, body)), mark);
  const paths = segments.flatMap((part) => (part.kind === "field" ? [part.path] : []));
  const [head, afterId, ...rest] = pieces;
  return {
    write(line, customId, record) {
      line.appendBytes(head);
      line.appendText(customId);
      const bodyAt = line.length;
      line.appendBytes(afterId);
      for (const [index, path] of paths.entries()) {
        // The escaped text without its quotes: escapes of parts, joined, are the escapes of the whole.
        line.appendText(JSON.stringify(fieldText(path, record)).slice(1, -1));
        line.appendBytes(rest[index] ?? EMPTY);
      }
      line.appendNewline();
      return bodyAt;
    },
  };
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
      line.appendText(customId);
      const bodyAt = line.length;
      line.appendBytes(afterId);
      line.appendText(JSON.stringify(conversation).slice(1, -1));
      line.appendBytes(tail);
      line.appendNewline();
      return bodyAt;
    },
  };
}

const EMPTY = Buffer.alloc(0);

/** A text that stands in no prompt and that JSON leaves as it is. */
function newMark(): string {
  return `@${crypto.randomUUID()}@`;
}

function split(text: string, mark: string): readonly [Buffer, Buffer, ...Buffer[]] {
  const [head = "", afterId = "", ...rest] = text.split(mark);
  return [Buffer.from(head), Buffer.from(afterId), ...rest.map((piece) => Buffer.from(piece))];
}
