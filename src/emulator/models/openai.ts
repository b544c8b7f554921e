/** What decides how OpenAI takes a request to a model. */
export interface OpenaiModel {
  readonly id: string;
  readonly reasoning: boolean;
  /** Whether `response_format` takes a JSON schema. */
  readonly structuredOutputs: boolean;
  readonly fineTuned: boolean;
  readonly contextTokens: number;
}

/** Model ids without their date; those of the SDK's own list that chat. */
const REASONING =
  "gpt-6-astra gpt-6.1-sol gpt-6.1-terra gpt-6-sol gpt-6-luna gpt-5.6-sol gpt-5.6-terra gpt-5.6-luna gpt-5.5 gpt-5.4 gpt-5.4-mini gpt-5.4-nano gpt-5.4-pro gpt-5.2 gpt-5.2-pro gpt-5.1 gpt-5.1-mini gpt-5.1-codex gpt-5 gpt-5-mini gpt-5-nano o4-mini o3 o3-mini o1";
const PLAIN =
  "gpt-4.1 gpt-4.1-mini gpt-4.1-nano gpt-4o gpt-4o-mini gpt-4-turbo gpt-4 gpt-3.5-turbo gpt-5-chat-latest gpt-5.1-chat-latest gpt-5.2-chat-latest gpt-5.3-chat-latest chatgpt-4o-latest";
const WITHOUT_SCHEMAS = new Set(["gpt-4-turbo", "gpt-4", "gpt-3.5-turbo", "chatgpt-4o-latest"]);

const REASONING_IDS = new Set(REASONING.split(" "));
const PLAIN_IDS = new Set(PLAIN.split(" "));

export const OPENAI_MODELS: readonly string[] = [...REASONING_IDS, ...PLAIN_IDS];

/** The model of an id, also of one with a date or of a fine-tuned one; undefined where there is none. */
export function openaiModel(id: string, extra: ReadonlySet<string>): OpenaiModel | undefined {
  const fineTuned = id.startsWith("ft:");
  const base = (fineTuned ? (id.split(":")[1] ?? "") : id).replace(/-\d{4}-\d{2}-\d{2}$/, "");
  const reasoning = REASONING_IDS.has(base);
  if (!reasoning && !PLAIN_IDS.has(base) && !extra.has(id)) return undefined;
  return {
    id,
    reasoning,
    fineTuned,
    structuredOutputs: !WITHOUT_SCHEMAS.has(base),
    contextTokens: reasoning ? 400_000 : 128_000,
  };
}
