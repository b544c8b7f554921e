/** One turn of a conversation, in the words that the three providers share. */
export interface Message {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}

/** What a model is shown for one record: turns, and the system prompt apart from them. */
export interface Conversation {
  readonly system: string | undefined;
  /** Never empty, no system turns. */
  readonly messages: readonly Message[];
}
