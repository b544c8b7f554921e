import { InputError, UsageError } from "../errors.ts";
import type { Conversation, Message } from "../model/conversation.ts";
import type { InputRecord } from "../model/record.ts";
import { compileTemplate, fieldText, type Template } from "./template.ts";

export interface PromptOptions {
  /** What the model is told before every record. */
  readonly system?: string | undefined;
  /** The user turn, with `{{field}}` for a record's fields. Undefined: the record's text. */
  readonly prompt?: string | undefined;
  /** What is added to the system prompt for the sake of structured output, such as a schema. */
  readonly instructions?: string | undefined;
}

/** How records become conversations, compiled once per batch. */
export interface Prompt {
  readonly system: string | undefined;
  readonly template: Template | undefined;
}

/** A template for records without a prompt: their text alone. */
const TEXT_ALONE: Template = { segments: [{ kind: "field", path: ["text"] }] };

/** @throws UsageError for a template that is not well-formed. */
export function compilePrompt({ system, prompt, instructions }: PromptOptions): Prompt {
  if (prompt?.trim() === "") throw new UsageError("invalid_option", "The prompt is empty.");
  return {
    system: joined([system, instructions]),
    template: prompt === undefined ? undefined : compileTemplate(prompt),
  };
}

/** The template of the one user turn that a text or a row of fields makes. */
export function userTurn(prompt: Prompt): Template {
  return prompt.template ?? TEXT_ALONE;
}

/**
 * What the model is shown for a record.
 *
 * @throws InputError for a record that does not go with the prompt.
 */
export function renderConversation(prompt: Prompt, record: InputRecord): Conversation {
  if (record.content.kind === "messages") {
    return ownConversation(prompt, record, record.content.messages);
  }
  const { segments } = userTurn(prompt);
  const content = segments
    .map((segment) =>
      segment.kind === "constant" ? segment.text : fieldText(segment.path, record),
    )
    .join("");
  return { system: prompt.system, messages: [{ role: "user", content }] };
}

function ownConversation(
  { system, template }: Prompt,
  record: InputRecord,
  messages: readonly Message[],
): Conversation {
  if (template !== undefined) {
    throw new InputError(record, "the record has messages of its own, and a prompt was given too.");
  }
  const systems = messages.filter(({ role }) => role === "system").map(({ content }) => content);
  const turns = messages.filter(({ role }) => role !== "system");
  if (turns.length === 0) throw new InputError(record, "the record has no message of a user.");
  return { system: joined([system, ...systems]), messages: turns };
}

function joined(parts: readonly (string | undefined)[]): string | undefined {
  const given = parts.filter((part) => part !== undefined && part !== "");
  return given.length === 0 ? undefined : given.join("\n\n");
}
