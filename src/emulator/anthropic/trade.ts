import type { JsonObject } from "../../util/json.ts";
import type { LineFault } from "../faults/profile.ts";
import { LineIds } from "../ids.ts";
import type { LineDraws } from "../jobs/line-draws.ts";
import {
  withMishap,
  type Finished,
  type Inspector,
  type Renderer,
  type Trade,
} from "../jobs/trade.ts";
import { isJsonObject, parseJson } from "../json-value.ts";
import { sourceText } from "../model/conversation.ts";
import { tokensOf } from "../model/tokens.ts";
import type { Services } from "../services.ts";
import type { Inspection, Job, TokenUsage } from "../storage/job.ts";
import { errorBody, Refused } from "./errors.ts";
import { messageOf, RequestReader, type MessageRequest } from "./reply.ts";

/** How Anthropic works on the requests of a batch. */
export function anthropicTrade(services: () => Services): Trade {
  return {
    provider: "anthropic",
    givesPartialResults: true,
    inspector: () => new AnthropicInspector(),
    renderer: (job, draws) => new AnthropicRenderer(job, draws, services()),
    publish: (_, results) => results,
  };
}

/** Counts only: the requests themselves are validated one by one while they are worked on. */
class AnthropicInspector implements Inspector {
  #requests = 0;
  #tokens = 0;

  line(text: string): void {
    this.#requests += 1;
    this.#tokens += tokensOf(text.length);
  }

  finish(): Inspection {
    return { requests: this.#requests, tokens: this.#tokens, errors: [] };
  }
}

const ALL_FAIL: LineFault = { fault: "request_failed" };
const NO_USAGE: TokenUsage = { input: 0, cached: 0, output: 0, reasoning: 0 };

interface LinePlace {
  readonly customId: string;
  readonly position: number;
  readonly fault: LineFault | undefined;
}

class AnthropicRenderer implements Renderer {
  readonly #draws: LineDraws;
  readonly #reader: RequestReader;
  readonly #ids: LineIds;
  readonly #allFail: boolean;

  constructor(job: Job, draws: LineDraws, { models }: Services) {
    const { version, betas } = job.accepted.options;
    this.#draws = draws;
    this.#ids = new LineIds(job.id);
    this.#allFail = job.accepted.faults.some(({ fault }) => fault === "all_failed");
    this.#reader = new RequestReader({
      version: typeof version === "string" ? version : "",
      betas: typeof betas === "string" ? betas : "",
      batch: true,
      extraModels: models,
    });
  }

  work(text: string, position: number): Finished {
    const { customId, params } = readLine(text);
    const request = this.#read(params);
    const prompt = (): string =>
      request instanceof Refused ? "" : sourceText(request.prompt.turns);
    const fault = this.#allFail ? ALL_FAIL : this.#draws.pick(position, customId, prompt);
    const place = { customId, position, fault };
    if (fault?.fault === "request_expired") return this.leave(text, position, "expired");
    if (fault?.fault === "request_canceled") return this.leave(text, position, "canceled");
    if (fault?.fault === "unknown_result") {
      return finish(place, { type: "some_future_type" }, "succeeded");
    }
    try {
      if (request instanceof Refused) throw request;
      const message = messageOf(request, { ids: this.#ids, position, fault, tier: "batch" });
      return { ...finish(place, { type: "succeeded", message }, "succeeded"), usage: NO_USAGE };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return finish(place, errored(error), "errored");
    }
  }

  leave(text: string, position: number, why: "expired" | "canceled"): Finished {
    const { customId } = readLine(text);
    return finish({ customId, position, fault: undefined }, { type: why }, why);
  }

  #read(params: JsonObject): MessageRequest | Refused {
    try {
      return this.#reader.read(params);
    } catch (error) {
      if (error instanceof Refused) return error;
      throw error;
    }
  }
}

function errored(refused: Pick<Refused, "type" | "message">): JsonObject {
  return { type: "errored", error: errorBody(refused, null) };
}

function finish(
  { customId, fault }: LinePlace,
  result: JsonObject,
  outcome: Finished["outcome"],
): Finished {
  const lines = withMishap(resultLine(customId, result), fault, {
    foreign: () => resultLine(`${customId}-foreign`.slice(-64), result),
    failed: () =>
      resultLine(customId, errored({ type: "api_error", message: "Internal server error" })),
  });
  return { to: "output", lines, outcome };
}

function resultLine(customId: string, result: JsonObject): string {
  return JSON.stringify({ custom_id: customId, result });
}

/** A line that was checked when it came in. */
function readLine(text: string): { readonly customId: string; readonly params: JsonObject } {
  const line = parseJson(text);
  const { custom_id: customId, params } = isJsonObject(line) ? line : {};
  return {
    customId: typeof customId === "string" ? customId : "",
    params: isJsonObject(params) ? params : {},
  };
}
