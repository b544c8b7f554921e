import type { JsonObject } from "../../util/json.ts";
import type { LineFault } from "../faults/profile.ts";
import { answer, type Answer } from "../model/answer.ts";
import { promptTokens, type Turn } from "../model/conversation.ts";
import { tokensOf } from "../model/tokens.ts";
import { SettingsCache } from "../model/settings-cache.ts";
import type { TokenUsage } from "../storage/job.ts";
import { readChatSettings, readChatTurns } from "./chat.ts";
import { Refused, type Refusal } from "./errors.ts";
import { readResponsesSettings, readResponsesTurns } from "./responses.ts";
import type { OpenaiSettings } from "./settings.ts";
import { checkContext, contextLength } from "./turns.ts";

/** What the model made of a request, before it is put into the form of an endpoint. */
export interface Reply {
  readonly settings: OpenaiSettings;
  readonly body: JsonObject;
  readonly answer: Answer;
  /** What it says in place of an answer. */
  readonly refusal: string | undefined;
  /** Held back by a filter. */
  readonly filtered: boolean;
  readonly usage: TokenUsage;
}

/** Prompts from this length on are cached, in steps. https://platform.openai.com/docs/guides/prompt-caching */
const CACHEABLE = 1024;
const CACHE_STEP = 128;

const REFUSAL = "I'm sorry, but I can't help with that.";

/** One endpoint's way to read a body. */
export interface Endpoint {
  /** Members that differ from request to request. */
  readonly own: readonly string[];
  readSettings(body: JsonObject, extra: ReadonlySet<string>): OpenaiSettings;
  readTurns(body: JsonObject, settings: OpenaiSettings): readonly Turn[];
  readonly promptParam: string;
}

const CHAT: Endpoint = {
  own: ["messages"],
  readSettings: readChatSettings,
  readTurns: readChatTurns,
  promptParam: "messages",
};

const RESPONSES: Endpoint = {
  own: ["input", "instructions"],
  readSettings: readResponsesSettings,
  readTurns: readResponsesTurns,
  promptParam: "input",
};

/** By the path of each; Azure has them without the version. */
export const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  "/v1/chat/completions": CHAT,
  "/chat/completions": CHAT,
  "/v1/responses": RESPONSES,
  "/responses": RESPONSES,
};

/** A request, read. */
export interface RequestText {
  readonly settings: OpenaiSettings;
  readonly turns: readonly Turn[];
}

/** Reads requests to one endpoint, and keeps what they have in common. */
export class RequestReader {
  readonly endpoint: Endpoint;
  readonly #extra: ReadonlySet<string>;
  readonly #cache = new SettingsCache<OpenaiSettings | Refused>();

  constructor(endpoint: Endpoint, extra: ReadonlySet<string>) {
    this.endpoint = endpoint;
    this.#extra = extra;
  }

  /** @throws Refused */
  read(body: JsonObject): RequestText {
    const settings = this.#settings(body);
    return { settings, turns: this.endpoint.readTurns(body, settings) };
  }

  #settings(body: JsonObject): OpenaiSettings {
    const { own } = this.endpoint;
    const common = Object.entries(body).filter(([name]) => !own.includes(name));
    const settings = this.#cache.get(JSON.stringify(common), () => {
      try {
        return this.endpoint.readSettings(body, this.#extra);
      } catch (error) {
        // Found once for a job that makes the same mistake in every request.
        if (error instanceof Refused) return error;
        throw error;
      }
    });
    if (settings instanceof Refused) throw settings;
    return settings;
  }
}

interface Question extends RequestText {
  readonly body: JsonObject;
  readonly endpoint: Endpoint;
  /** Whether a request with the same beginning came before. */
  readonly warm: boolean;
  readonly fault: LineFault | undefined;
}

/** @throws Refused where the request fails as a whole. */
export function replyTo({ body, settings, turns, endpoint, warm, fault }: Question): Reply {
  const input = promptTokens(turns) + tokensOf(settings.schemaCharacters);
  checkContext(input, settings.model, endpoint.promptParam);
  failBy(fault, settings, endpoint);
  const refusal = fault?.fault === "refusal" ? REFUSAL : undefined;
  const filtered = fault?.fault === "safety_block";
  const written = answer(turns, settings, fault);
  const visible = refusal === undefined ? written.tokens : tokensOf(refusal.length);
  return {
    settings,
    body,
    answer: written,
    refusal,
    filtered,
    usage: {
      input,
      cached: warm ? cachedTokens(turns, input) : 0,
      output: visible + written.thinkingTokens,
      reasoning: written.thinkingTokens,
    },
  };
}

/** The system turns begin every prompt of a job in the same way. */
function cachedTokens(turns: readonly Turn[], input: number): number {
  if (input < CACHEABLE) return 0;
  const shared = promptTokens(turns.filter(({ role }) => role === "system"));
  return shared < CACHEABLE ? 0 : Math.floor(shared / CACHE_STEP) * CACHE_STEP;
}

/** Faults that make an HTTP error of the request. */
const FAILURES: Partial<Record<LineFault["fault"], Refusal>> = {
  prompt_block: {
    status: 400,
    message:
      "Invalid prompt: your prompt was flagged as potentially violating our usage policy. Please try again with a different prompt.",
    code: "invalid_prompt",
  },
  request_rate_limited: {
    status: 429,
    message: "Rate limit reached for requests. Please try again later.",
    type: "requests",
    code: "rate_limit_exceeded",
  },
  request_failed: {
    status: 500,
    message: "The server had an error while processing your request. Sorry about that!",
    type: "server_error",
  },
  request_overloaded: {
    status: 503,
    message: "The engine is currently overloaded, please try again later.",
    type: "service_unavailable",
  },
};

function failBy(
  fault: LineFault | undefined,
  { model: { contextTokens } }: OpenaiSettings,
  { promptParam }: Endpoint,
): void {
  if (fault?.fault === "context_length") {
    throw contextLength(contextTokens + 1024, contextTokens, promptParam);
  }
  const failure = fault && FAILURES[fault.fault];
  if (failure !== undefined) throw new Refused(failure);
}
