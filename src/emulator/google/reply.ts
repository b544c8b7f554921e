import type { JsonObject } from "../../util/json.ts";
import type { LineFault } from "../faults/profile.ts";
import { answer, type Answer } from "../model/answer.ts";
import { promptTokens, type Turn } from "../model/conversation.ts";
import { SettingsCache } from "../model/settings-cache.ts";
import { tokensOf } from "../model/tokens.ts";
import { parseJson } from "../json-value.ts";
import { Refused, type StatusName } from "./errors.ts";
import { readMembers, readSettings, type GoogleSettings, type Surroundings } from "./settings.ts";
import { readTurns } from "./turns.ts";

export interface ContentRequest {
  readonly settings: GoogleSettings;
  readonly turns: readonly Turn[];
}

/** Reads requests, and keeps what they have in common. */
export class RequestReader {
  readonly #around: Surroundings;
  readonly #cache = new SettingsCache<GoogleSettings | Refused>();

  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** @throws Refused */
  read(request: JsonObject): ContentRequest {
    const {
      contents: _,
      systemInstruction: _system,
      system_instruction: _snake,
      ...common
    } = request;
    const settings = this.#cache.get(JSON.stringify(common), () => {
      try {
        return readSettings(request, this.#around);
      } catch (error) {
        // Found once for a job that makes the same mistake in every request.
        if (error instanceof Refused) return error;
        throw error;
      }
    });
    if (settings instanceof Refused) throw settings;
    return { settings, turns: readTurns(readMembers(request).request) };
  }
}

export interface Occasion {
  readonly responseId: string;
  readonly fault: LineFault | undefined;
}

const FAILURES: Partial<
  Record<LineFault["fault"], { readonly status: StatusName; readonly message: string }>
> = {
  request_rate_limited: {
    status: "RESOURCE_EXHAUSTED",
    message: "Resource has been exhausted (e.g. check quota).",
  },
  request_failed: { status: "INTERNAL", message: "An internal error has occurred. Please retry." },
  request_overloaded: {
    status: "UNAVAILABLE",
    message: "The model is overloaded. Please try again later.",
  },
  request_expired: {
    status: "DEADLINE_EXCEEDED",
    message: "The request could not be processed in time.",
  },
  request_canceled: { status: "CANCELLED", message: "The request was cancelled." },
};

const THOUGHT = "I read the text and find what each field asks for.";
const SIGNATURE = "RW11bGF0ZWQgc2lnbmF0dXJl";
/** What ends an answer without content. */
const BLOCKS: Partial<Record<LineFault["fault"], string>> = {
  safety_block: "SAFETY",
  // A model that is held to a schema has no words to refuse with.
  refusal: "PROHIBITED_CONTENT",
};

/** The response to a request. @throws Refused */
export function responseOf(
  { settings, turns }: ContentRequest,
  { responseId, fault }: Occasion,
): JsonObject {
  const input = promptTokens(turns) + tokensOf(settings.schemaCharacters);
  failBy(fault, input, settings);
  const shared = { modelVersion: settings.model.id, responseId };
  if (fault?.fault === "prompt_block") {
    return {
      promptFeedback: { blockReason: "PROHIBITED_CONTENT" },
      usageMetadata: usage({ input, output: 0, thoughts: 0 }),
      ...shared,
    };
  }
  const written = answer(turns, settings, fault);
  const block = fault && BLOCKS[fault.fault];
  const output = block === undefined ? written.tokens : 0;
  return {
    candidates: [
      block === undefined
        ? candidate(written, settings, fault)
        : { finishReason: block, index: 0, safetyRatings: RATINGS },
    ],
    usageMetadata: usage({ input, output, thoughts: written.thinkingTokens }),
    ...shared,
  };
}

const RATINGS: readonly JsonObject[] = [
  { category: "HARM_CATEGORY_DANGEROUS_CONTENT", probability: "HIGH", blocked: true },
];

function failBy(
  fault: LineFault | undefined,
  input: number,
  { model: { contextTokens } }: GoogleSettings,
): void {
  const tooLong = fault?.fault === "context_length" ? contextTokens + 1024 : input;
  if (tooLong > contextTokens) {
    throw new Refused(
      "INVALID_ARGUMENT",
      `The input token count (${tooLong}) exceeds the maximum number of tokens allowed (${contextTokens}).`,
    );
  }
  const failure = fault && FAILURES[fault.fault];
  if (failure !== undefined) throw new Refused(failure.status, failure.message);
}

function candidate(
  written: Answer,
  settings: GoogleSettings,
  fault: LineFault | undefined,
): JsonObject {
  const shown =
    fault?.fault === "thoughts" || (settings.showsThoughts && written.thinkingTokens > 0);
  const thoughts: readonly JsonObject[] = shown ? [{ text: THOUGHT, thought: true }] : [];
  const finishReason = written.truncated ? "MAX_TOKENS" : "STOP";
  // When thinking took all tokens, the content has no parts at all.
  if (written.truncated && written.text === "" && thoughts.length === 0) {
    return { content: { role: "model" }, finishReason, index: 0 };
  }
  const signed = settings.model.thinks ? { thoughtSignature: SIGNATURE } : {};
  const part =
    settings.tool === undefined
      ? { text: written.text }
      : { functionCall: functionCall(settings.tool, written.text) };
  return {
    content: { parts: [...thoughts, { ...part, ...signed }], role: "model" },
    finishReason,
    index: 0,
  };
}

function functionCall(name: string, input: string): JsonObject {
  // Arguments are an object on the wire, whatever the model wrote of it.
  const args = parseJson(input);
  return { name, args: typeof args === "object" && args !== null ? args : {} };
}

interface Counts {
  readonly input: number;
  readonly output: number;
  readonly thoughts: number;
}

function usage({ input, output, thoughts }: Counts): JsonObject {
  return {
    promptTokenCount: input,
    ...(output > 0 && { candidatesTokenCount: output }),
    totalTokenCount: input + output + thoughts,
    promptTokensDetails: [{ modality: "TEXT", tokenCount: input }],
    ...(thoughts > 0 && { thoughtsTokenCount: thoughts }),
  };
}
