import type { Message } from "./conversation.ts";

/** What a record brings: a text, a conversation of its own, or fields for the prompt's template. */
export type RecordContent =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "messages"; readonly messages: readonly Message[] }
  | { readonly kind: "fields"; readonly fields: Readonly<Record<string, unknown>> }
  /** A request body that was prepared before, as its provider takes it. */
  | { readonly kind: "body"; readonly body: Readonly<Record<string, unknown>> };

/** One input row. */
export interface InputRecord {
  /** The user's id, or the 1-based position as text. */
  readonly id: string;
  /** Whether the user gave the id. */
  readonly named: boolean;
  readonly content: RecordContent;
  /** 1-based line or position in the input, for messages. */
  readonly line: number;
}
