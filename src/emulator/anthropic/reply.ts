import type { JsonObject, JsonValue } from "../../util/json.ts";
import type { LineFault } from "../faults/profile.ts";
import type { LineIds } from "../ids.ts";
import { isJsonObject, isList, parseJson } from "../json-value.ts";
import { answer, type Answer } from "../model/answer.ts";
import { promptTokens } from "../model/conversation.ts";
import { SettingsCache } from "../model/settings-cache.ts";
import { tokensOf } from "../model/tokens.ts";
import { Refused, type ErrorType } from "./errors.ts";
import { readSettings, type AnthropicSettings, type Surroundings } from "./settings.ts";
import { readPrompt, type Prompt } from "./turns.ts";

export interface MessageRequest {
  readonly settings: AnthropicSettings;
  readonly prompt: Prompt;
}

/** Reads requests, and keeps what they have in common. */
export class RequestReader {
  readonly #around: Surroundings;
  readonly #cache = new SettingsCache<AnthropicSettings | Refused>();

  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** @throws Refused */
  read(params: JsonObject): MessageRequest {
    const { messages, system: _, ...common } = params;
    // Whether it ends with the beginning of an answer is all that the settings need of the messages.
    const last = isList(messages) ? messages.at(-1) : undefined;
    const key = JSON.stringify([common, roleOf(last)]);
    const settings = this.#cache.get(key, () => {
      try {
        return readSettings(params, this.#around);
      } catch (error) {
        // Found once for a job that makes the same mistake in every request.
        if (error instanceof Refused) return error;
        throw error;
      }
    });
    if (settings instanceof Refused) throw settings;
    return { settings, prompt: readPrompt(params, this.#around.version) };
  }
}

function roleOf(message: JsonValue | undefined): JsonValue {
  return isJsonObject(message) ? (message["role"] ?? null) : null;
}

export interface Occasion {
  readonly ids: LineIds;
  readonly position: number;
  readonly fault: LineFault | undefined;
  readonly tier: "batch" | "standard";
}

const FAILURES: Partial<
  Record<LineFault["fault"], { readonly type: ErrorType; readonly message: string }>
> = {
  prompt_block: {
    type: "invalid_request_error",
    message: "Output blocked by content filtering policy",
  },
  request_rate_limited: {
    type: "rate_limit_error",
    message: "This request would exceed your rate limit.",
  },
  request_failed: { type: "api_error", message: "Internal server error" },
  request_overloaded: { type: "overloaded_error", message: "Overloaded" },
  status_zero: { type: "api_error", message: "" },
};

const REFUSAL = "I can't help with that.";
const THOUGHT = "Let me read the text and find what each field asks for.";
const SIGNATURE = "RXBtdWxhdGVkIHNpZ25hdHVyZQ==";
const CHATTY_THINKING = 32;

/** The message that answers a request. @throws Refused */
export function messageOf({ settings, prompt }: MessageRequest, occasion: Occasion): JsonObject {
  const { fault, ids, position } = occasion;
  const input = promptTokens(prompt.turns) + tokensOf(settings.schemaCharacters);
  failBy(fault, input, settings);
  const declined = fault?.fault === "refusal" || fault?.fault === "safety_block";
  const chatty = fault?.fault === "thoughts" ? CHATTY_THINKING : 0;
  const thinkingTokens = Math.max(settings.thinkingTokens, chatty);
  const written = answer(prompt.turns, { ...settings, thinkingTokens }, fault);
  const text = declined ? REFUSAL : written.text;
  return {
    id: ids.id("msg_01", position, 22),
    type: "message",
    role: "assistant",
    model: settings.model.id,
    content: contentOf(written, { text, tool: declined ? undefined : settings.tool, occasion }),
    container: null,
    diagnostics: null,
    stop_details: declined ? stopDetails(fault) : null,
    stop_reason: declined ? "refusal" : stopReason(written, settings),
    stop_sequence: null,
    usage: usageOf({ settings, prompt }, occasion, {
      input,
      output: (declined ? tokensOf(REFUSAL.length) : written.tokens) + written.thinkingTokens,
      thinking: written.thinkingTokens,
    }),
  };
}

function failBy(
  fault: LineFault | undefined,
  input: number,
  { model: { contextTokens } }: AnthropicSettings,
): void {
  const tooLong = fault?.fault === "context_length" ? contextTokens + 1024 : input;
  if (tooLong > contextTokens) {
    throw new Refused(
      "invalid_request_error",
      `prompt is too long: ${tooLong} tokens > ${contextTokens} maximum`,
    );
  }
  const failure = fault && FAILURES[fault.fault];
  if (failure !== undefined) throw new Refused(failure.type, failure.message);
}

function stopDetails(fault: LineFault | undefined): JsonObject {
  const category = fault?.fault === "safety_block" ? "general_harms" : null;
  return { type: "refusal", category, explanation: null };
}

function stopReason({ truncated }: Answer, { tool }: AnthropicSettings): string {
  if (truncated) return "max_tokens";
  return tool === undefined ? "end_turn" : "tool_use";
}

interface Spoken {
  readonly text: string;
  readonly tool: string | undefined;
  readonly occasion: Occasion;
}

/** Thinking comes before what it led to. */
function contentOf(
  { thinkingTokens }: Answer,
  { text, tool, occasion }: Spoken,
): readonly JsonObject[] {
  const thinking: readonly JsonObject[] =
    thinkingTokens > 0 ? [{ type: "thinking", thinking: THOUGHT, signature: SIGNATURE }] : [];
  if (text === "") return thinking;
  if (tool === undefined) return [...thinking, { type: "text", text, citations: null }];
  const id = occasion.ids.id("toolu_01", occasion.position, 22);
  // A tool's input is an object on the wire, whatever the model wrote of it.
  const input = parseJson(text);
  return [
    ...thinking,
    {
      type: "tool_use",
      id,
      name: tool,
      input: typeof input === "object" && input !== null ? input : {},
    },
  ];
}

interface Counts {
  readonly input: number;
  readonly output: number;
  readonly thinking: number;
}

function usageOf(
  { settings, prompt }: MessageRequest,
  { position, tier }: Occasion,
  { input, output, thinking }: Counts,
): JsonObject {
  const prefix = tokensOf(prompt.cachedCharacters);
  const cached = prefix >= settings.model.cacheableTokens ? prefix : 0;
  // The first request of a job writes what the others read.
  const written = position === 0 ? cached : 0;
  return {
    input_tokens: input - cached,
    output_tokens: output,
    cache_creation_input_tokens: written,
    cache_read_input_tokens: cached - written,
    cache_creation: {
      ephemeral_5m_input_tokens: prompt.hour ? 0 : written,
      ephemeral_1h_input_tokens: prompt.hour ? written : 0,
    },
    inference_geo: "us",
    output_tokens_details: { thinking_tokens: thinking },
    server_tool_use: null,
    service_tier: tier,
    speed: null,
  };
}
