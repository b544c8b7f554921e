import type { Reply } from "../../model/outcome.ts";
import type { Usage } from "../../model/usage.ts";
import type { JsonValue } from "../../util/json.ts";
import { count, errored, fields, items, retryableStatus, text, unreadable } from "../decode.ts";
import type { DecodedResult } from "../provider.ts";

type Fields = ReturnType<typeof fields>;

/** A line of an output or error file, of either endpoint. */
export function decodeResult(line: unknown): DecodedResult {
  const result = fields(line);
  return { customId: text(result["custom_id"]), reply: decodeReply(result) };
}

function decodeReply(result: Fields): Reply {
  const response = fields(result["response"]);
  const status = count(response["status_code"]);
  const body = fields(response["body"]);
  if (status === 200 && (result["error"] ?? undefined) === undefined) return decodeBody(body);
  // An HTTP error has its reason in the body; a request that was never sent, and compatible servers, have it outside.
  const inBody = fields(body["error"]);
  const outside = fields(result["error"]);
  const code =
    text(inBody["code"]) ?? text(outside["code"]) ?? text(inBody["type"]) ?? text(outside["type"]);
  if (code === "batch_expired") return { kind: "expired" };
  if (code === "batch_cancelled" || code === "batch_canceled") return { kind: "cancelled" };
  const message = text(inBody["message"]) ?? text(outside["message"]) ?? text(body["error"]);
  if (status === undefined && message === undefined && code === undefined) {
    return unreadable("a result line with neither a response nor an error", result);
  }
  return errored(
    code ?? (status === 0 ? "no_response" : `http_${status}`),
    message ||
      (status === 0 ? "The provider got no answer (status code 0)." : `HTTP status ${status}`),
    retryableStatus(status ?? 400),
  );
}

function decodeBody(body: Fields): Reply {
  if (Array.isArray(body["output"]) || body["object"] === "response") return decodeResponse(body);
  return decodeCompletion(body);
}

/** A chat completion. */
function decodeCompletion(body: Fields): Reply {
  const usage = chatUsage(fields(body["usage"]));
  const choice = fields(items(body["choices"])[0]);
  const message = fields(choice["message"]);
  const refusal = text(message["refusal"]);
  if (refusal !== undefined && refusal !== "") return { kind: "refused", reason: refusal, usage };
  const call = fields(fields(items(message["tool_calls"])[0])["function"]);
  const answer = text(message["content"]) ?? text(call["arguments"]) ?? "";
  const finish = choice["finish_reason"];
  switch (finish) {
    case "stop":
    case "tool_calls":
    case "function_call":
      return { kind: "answered", answer, usage };
    case "length":
      return { kind: "truncated", reason: "finish_reason: length", answer, usage };
    case "content_filter":
      return { kind: "blocked", blocked: "answer", reason: "finish_reason: content_filter", usage };
    // Nobody says that such an answer is complete.
    default:
      return incomplete(`finish_reason: ${JSON.stringify(finish ?? null)}`, usage);
  }
}

/** A Responses body: the text stands in the message items, often after reasoning items. */
function decodeResponse(body: Fields): Reply {
  const usage = responsesUsage(fields(body["usage"]));
  const parts = items(body["output"])
    .map(fields)
    .flatMap((item) => (item["type"] === "message" ? items(item["content"]).map(fields) : []));
  const refusal = parts.find((part) => part["type"] === "refusal");
  if (refusal !== undefined) {
    return { kind: "refused", reason: text(refusal["refusal"]) ?? "no reason given", usage };
  }
  const answer = answerOf(body, parts);
  const status = body["status"];
  switch (status) {
    case "completed":
      return { kind: "answered", answer, usage };
    case "incomplete": {
      const reason = text(fields(body["incomplete_details"])["reason"]) ?? "no reason given";
      if (reason === "content_filter") return { kind: "blocked", blocked: "answer", reason, usage };
      return { kind: "truncated", reason, answer, usage };
    }
    case "failed": {
      const error = fields(body["error"]);
      const code = text(error["code"]) ?? "failed";
      return {
        kind: "errored",
        error: {
          code,
          message: text(error["message"]) ?? "no reason given",
          retryable: code === "server_error" || code === "rate_limit_exceeded",
        },
        usage,
      };
    }
    case "cancelled":
      return { kind: "cancelled" };
    default:
      return incomplete(`status: ${JSON.stringify(status ?? null)}`, usage);
  }
}

function answerOf(body: Fields, parts: readonly Fields[]): JsonValue {
  const texts = parts.filter((part) => part["type"] === "output_text");
  if (texts.length > 0) return texts.map((part) => text(part["text"]) ?? "").join("");
  const call = items(body["output"])
    .map(fields)
    .find((item) => item["type"] === "function_call");
  return text(call?.["arguments"]) ?? "";
}

function incomplete(reason: string, usage: Usage | undefined): Reply {
  return {
    kind: "errored",
    error: { code: "unknown_finish", message: reason, retryable: false },
    usage,
  };
}

function chatUsage(usage: Fields): Usage | undefined {
  return usageOf(usage, {
    input: "prompt_tokens",
    output: "completion_tokens",
    inputDetails: "prompt_tokens_details",
    outputDetails: "completion_tokens_details",
  });
}

function responsesUsage(usage: Fields): Usage | undefined {
  return usageOf(usage, {
    input: "input_tokens",
    output: "output_tokens",
    inputDetails: "input_tokens_details",
    outputDetails: "output_tokens_details",
  });
}

function usageOf(
  usage: Fields,
  names: Readonly<Record<"input" | "output" | "inputDetails" | "outputDetails", string>>,
): Usage | undefined {
  const inputTokens = count(usage[names.input]);
  const outputTokens = count(usage[names.output]);
  if (inputTokens === undefined || outputTokens === undefined) return undefined;
  const inputDetails = fields(usage[names.inputDetails]);
  return {
    inputTokens,
    outputTokens,
    cachedInputTokens: count(inputDetails["cached_tokens"]),
    cacheWriteTokens: count(inputDetails["cache_write_tokens"]),
    reasoningTokens: count(fields(usage[names.outputDetails])["reasoning_tokens"]),
  };
}
