import type { Reply } from "../../model/outcome.ts";
import type { Usage } from "../../model/usage.ts";
import type { JsonValue } from "../../util/json.ts";
import { isJsonObject } from "../../util/json.ts";
import { count, errored, fields, items, text, unreadable } from "../decode.ts";
import type { DecodedResult } from "../provider.ts";

type Fields = ReturnType<typeof fields>;

/** A line of a job's results. */
export function decodeResult(line: unknown): DecodedResult {
  const { custom_id: customId, result } = fields(line);
  return { customId: text(customId), reply: decodeReply(fields(result)) };
}

function decodeReply(result: Fields): Reply {
  switch (result["type"]) {
    case "succeeded":
      return decodeMessage(fields(result["message"]));
    case "errored":
      return decodeError(fields(result["error"]));
    case "canceled":
      return { kind: "cancelled" };
    case "expired":
      return { kind: "expired" };
    // A type of the future: nothing says that it brought an answer.
    default:
      return unreadable("a result of an unknown type", result);
  }
}

/** The reason stands one level deeper than it seems: `error.error.type`. */
function decodeError(error: Fields): Reply {
  const inner = fields(error["error"]);
  const type = text(inner["type"]) ?? text(error["type"]) ?? "error";
  return errored(
    type,
    text(inner["message"]) || text(error["message"]) || "no reason given",
    RETRYABLE.has(type),
  );
}

/** The error types that are the server's fault; the others come again with the same request. */
const RETRYABLE: ReadonlySet<string> = new Set([
  "rate_limit_error",
  "timeout_error",
  "api_error",
  "overloaded_error",
]);

function decodeMessage(message: Fields): Reply {
  const usage = decodeUsage(fields(message["usage"]));
  const answer = answerOf(items(message["content"]).map(fields));
  const stop = message["stop_reason"];
  switch (stop) {
    case "end_turn":
    case "stop_sequence":
    case "tool_use":
      return { kind: "answered", answer, usage };
    case "max_tokens":
    case "model_context_window_exceeded":
      return { kind: "truncated", reason: `stop_reason: ${stop}`, answer, usage };
    case "refusal":
      return { kind: "refused", reason: refusalOf(fields(message["stop_details"])), usage };
    // `pause_turn` waits for a turn that a batch can't give; of an unknown reason nobody says that it is the end.
    default:
      return {
        kind: "errored",
        error: {
          code: stop === "pause_turn" ? "pause_turn" : "unknown_finish",
          message: `stop_reason: ${JSON.stringify(stop ?? null)}`,
          retryable: false,
        },
        usage,
      };
  }
}

/** The text after any thinking blocks, or the input of the tool. */
function answerOf(blocks: readonly Fields[]): JsonValue {
  const input = blocks.find((block) => block["type"] === "tool_use")?.["input"];
  if (isJsonObject(input)) return input;
  return blocks
    .filter((block) => block["type"] === "text")
    .map((block) => text(block["text"]) ?? "")
    .join("");
}

function refusalOf(details: Fields): string {
  const parts = [text(details["category"]), text(details["explanation"])];
  const reason = parts.filter((part) => part !== undefined).join(": ");
  return reason === "" ? "stop_reason: refusal" : reason;
}

/** Anthropic counts fresh, cached and cache-writing input apart. */
function decodeUsage(usage: Fields): Usage | undefined {
  const fresh = count(usage["input_tokens"]);
  const outputTokens = count(usage["output_tokens"]);
  if (fresh === undefined || outputTokens === undefined) return undefined;
  const cachedInputTokens = count(usage["cache_read_input_tokens"]);
  const cacheWriteTokens = count(usage["cache_creation_input_tokens"]);
  return {
    inputTokens: fresh + (cachedInputTokens ?? 0) + (cacheWriteTokens ?? 0),
    outputTokens,
    cachedInputTokens,
    cacheWriteTokens,
    reasoningTokens: count(fields(usage["output_tokens_details"])["thinking_tokens"]),
  };
}
