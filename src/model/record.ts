import type { JsonObject } from "../util/json.ts";
import type { Message } from "./conversation.ts";

/** What a record brings: a text, a conversation of its own, or fields for the prompt's template. */
export type RecordContent =
  | {
      readonly kind: "text";
      /** Valid as long as `escaped` where there is one, since it may be made of it. */
      readonly text: string;
      readonly escaped?: EscapedText | undefined;
    }
  /** System turns are still among the messages. */
  | { readonly kind: "messages"; readonly messages: readonly Message[] }
  | { readonly kind: "fields"; readonly fields: Readonly<Record<string, unknown>> }
  /** A request body that was prepared before, as its provider takes it. */
  | { readonly kind: "body"; readonly body: JsonObject };

/** A text as it stands in JSON, without its quotes, in a buffer that is valid until the next group of records. */
export interface EscapedText {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}

/** One input row. */
export interface InputRecord {
  /** The user's id; undefined where the record is known by its 1-based position. */
  readonly id: string | undefined;
  readonly content: RecordContent;
  /** The file as the user named it, or what else the records came from; for messages. */
  readonly source: string;
  /** 1-based line, row or position in the source, for messages. */
  readonly line: number;
}
