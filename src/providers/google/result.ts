import type { Reply } from "../../model/outcome.ts";
import type { Usage } from "../../model/usage.ts";
import { isJsonObject, type JsonValue } from "../../util/json.ts";
import { count, errored, fields, items, text, unreadable } from "../decode.ts";
import type { DecodedResult } from "../provider.ts";
import { retryableCode, retryableName, statusName } from "./rpc-status.ts";

type Fields = ReturnType<typeof fields>;

/** A line of an output file, or one of the responses that came inline. */
export function decodeResult(line: unknown): DecodedResult {
  const result = fields(line);
  return {
    customId: text(result["key"]) ?? text(fields(result["metadata"])["key"]),
    reply: decodeReply(result),
  };
}

function decodeReply(result: Fields): Reply {
  const error = faultOf(result["error"]) ?? faultOf(result["status"]);
  if (error !== undefined) return decodeError(error);
  if (result["response"] === undefined) {
    return unreadable("a result line with neither a response nor an error", result);
  }
  return decodeResponse(fields(result["response"]));
}

/** Line errors have been seen as `error` and as `status`; a status of 0 says that all is well. */
function faultOf(value: unknown): Fields | undefined {
  if (!isJsonObject(value)) return undefined;
  return count(value["code"]) === 0 ? undefined : value;
}

function decodeError(error: Fields): Reply {
  const code = count(error["code"]);
  const name =
    text(error["status"]) ?? (code === undefined ? text(error["code"]) : statusName(code));
  if (name === "CANCELLED") return { kind: "cancelled" };
  return errored(
    name ?? "error",
    text(error["message"]) || "no reason given",
    // An error that says nothing does not say that the same would come again.
    code === undefined ? name === undefined || retryableName(name) : retryableCode(code),
  );
}

function decodeResponse(response: Fields): Reply {
  const usage = decodeUsage(fields(response["usageMetadata"]));
  const candidates = items(response["candidates"]);
  if (candidates.length === 0) {
    const blockReason = text(fields(response["promptFeedback"])["blockReason"]);
    if (blockReason !== undefined) {
      return { kind: "blocked", blocked: "prompt", reason: `blockReason: ${blockReason}`, usage };
    }
    return failed("no_candidates", "The response has no candidates.", true, usage);
  }
  return decodeCandidate(fields(candidates[0]), usage);
}

/** What each reason to stop says of the answer; the full list of the API's enum. */
function decodeCandidate(candidate: Fields, usage: Usage | undefined): Reply {
  const finish = candidate["finishReason"];
  const reason = [
    `finishReason: ${JSON.stringify(finish ?? null)}`,
    text(candidate["finishMessage"]),
  ]
    .filter((part) => part !== undefined)
    .join(", ");
  switch (finish) {
    case "STOP":
      return { kind: "answered", answer: answerOf(candidate), usage };
    case "MAX_TOKENS":
    case "CONTINUATION":
      return { kind: "truncated", reason, answer: answerOf(candidate), usage };
    case "SAFETY":
    case "RECITATION":
    case "BLOCKLIST":
    case "PROHIBITED_CONTENT":
    case "SPII":
    case "IMAGE_SAFETY":
    case "IMAGE_PROHIBITED_CONTENT":
    case "IMAGE_RECITATION":
      return { kind: "blocked", blocked: "answer", reason, usage };
    case "MALFORMED_FUNCTION_CALL":
    case "UNEXPECTED_TOOL_CALL":
    case "TOO_MANY_TOOL_CALLS":
    case "MALFORMED_RESPONSE":
    case "OTHER":
      return failed(finish, reason, true, usage);
    case "LANGUAGE":
    case "NO_IMAGE":
    case "IMAGE_OTHER":
      return failed(finish, reason, false, usage);
    // Of an unknown reason nobody says that the answer is complete.
    default:
      return failed("unknown_finish", reason, false, usage);
  }
}

function failed(
  code: string,
  message: string,
  retryable: boolean,
  usage: Usage | undefined,
): Reply {
  return { kind: "errored", error: { code, message, retryable }, usage };
}

/** The text without the thoughts, or the arguments of a function call. */
function answerOf(candidate: Fields): JsonValue {
  const parts = items(fields(candidate["content"])["parts"]).map(fields);
  const call = parts.map((part) => fields(part["functionCall"])["args"]).find(isJsonObject);
  if (call !== undefined) return call;
  return parts
    .filter((part) => part["thought"] !== true)
    .map((part) => text(part["text"]) ?? "")
    .join("");
}

/** Thoughts are billed as output, and are not part of the candidates' count. */
function decodeUsage(usage: Fields): Usage | undefined {
  const prompt = count(usage["promptTokenCount"]);
  if (prompt === undefined) return undefined;
  const thoughts = count(usage["thoughtsTokenCount"]);
  return {
    inputTokens: prompt + (count(usage["toolUsePromptTokenCount"]) ?? 0),
    outputTokens: (count(usage["candidatesTokenCount"]) ?? 0) + (thoughts ?? 0),
    cachedInputTokens: count(usage["cachedContentTokenCount"]),
    reasoningTokens: thoughts,
  };
}
