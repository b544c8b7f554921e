import type { JsonObject } from "../../util/json.ts";
import type { LineIds } from "../ids.ts";
import { isJsonObject } from "../json-value.ts";
import type { Reply } from "./reply.ts";
import { seconds } from "./wire.ts";

/** Where a reply stands: what its ids and times are made of. */
export interface Place {
  readonly ids: LineIds;
  readonly position: number;
  readonly now: number;
}

/** A body of `/v1/chat/completions`. */
export function chatBody(
  { settings, answer, refusal, filtered, usage, body }: Reply,
  { ids, position, now }: Place,
): JsonObject {
  const spoken = refusal === undefined && !filtered;
  const calls = spoken && settings.tool !== undefined;
  const content = spoken && !calls ? answer.text : null;
  const message: JsonObject = {
    role: "assistant",
    content,
    ...(calls && {
      tool_calls: [toolCall(settings.tool ?? "", answer.text, ids.id("call_", position, 24))],
    }),
    refusal: refusal ?? null,
    annotations: [],
  };
  const reason = filtered
    ? "content_filter"
    : answer.truncated && spoken
      ? "length"
      : calls
        ? "tool_calls"
        : "stop";
  const count = typeof body["n"] === "number" ? body["n"] : 1;
  return {
    id: ids.id("chatcmpl-", position, 29),
    object: "chat.completion",
    created: seconds(now),
    model: settings.model.id,
    choices: Array.from({ length: count }, (_, index) => ({
      index,
      message,
      logprobs: null,
      finish_reason: reason,
    })),
    usage: {
      prompt_tokens: usage.input,
      completion_tokens: usage.output,
      total_tokens: usage.input + usage.output,
      prompt_tokens_details: { cached_tokens: usage.cached, audio_tokens: 0 },
      completion_tokens_details: {
        reasoning_tokens: usage.reasoning,
        audio_tokens: 0,
        accepted_prediction_tokens: 0,
        rejected_prediction_tokens: 0,
      },
    },
    service_tier: "default",
    system_fingerprint: null,
  };
}

function toolCall(name: string, input: string, id: string): JsonObject {
  return { id, type: "function", function: { name, arguments: input } };
}

/** A body of `/v1/responses`. */
export function responsesBody(reply: Reply, { ids, position, now }: Place): JsonObject {
  const { settings, answer, filtered, usage, body } = reply;
  const cut = filtered || (answer.truncated && reply.refusal === undefined);
  const reasoning = objectMember(body, "reasoning");
  return {
    id: ids.id("resp_", position, 48),
    object: "response",
    created_at: seconds(now),
    status: cut ? "incomplete" : "completed",
    background: false,
    completed_at: cut ? null : seconds(now),
    error: null,
    incomplete_details: cut ? { reason: filtered ? "content_filter" : "max_output_tokens" } : null,
    instructions: body["instructions"] ?? null,
    max_output_tokens: settings.maxTokens ?? null,
    max_tool_calls: null,
    model: settings.model.id,
    output: [
      ...reasoningItems(reply, { ids, position, now }),
      ...outputItems(reply, { ids, position, now }),
    ],
    parallel_tool_calls: true,
    previous_response_id: null,
    reasoning: {
      effort: reasoning["effort"] ?? (settings.model.reasoning ? "medium" : null),
      summary: null,
    },
    safety_identifier: null,
    service_tier: "default",
    store: body["store"] ?? true,
    temperature: body["temperature"] ?? 1,
    text: { format: { type: "text" }, verbosity: "medium", ...objectMember(body, "text") },
    tool_choice: body["tool_choice"] ?? "auto",
    tools: body["tools"] ?? [],
    top_logprobs: 0,
    top_p: body["top_p"] ?? 1,
    truncation: "disabled",
    usage: {
      input_tokens: usage.input,
      input_tokens_details: { cached_tokens: usage.cached },
      output_tokens: usage.output,
      output_tokens_details: { reasoning_tokens: usage.reasoning },
      total_tokens: usage.input + usage.output,
    },
    user: null,
    metadata: body["metadata"] ?? {},
  };
}

function objectMember(body: JsonObject, name: string): JsonObject {
  const value = body[name];
  return isJsonObject(value) ? value : {};
}

function reasoningItems(
  { settings, usage }: Reply,
  { ids, position }: Place,
): readonly JsonObject[] {
  if (!settings.model.reasoning || usage.reasoning === 0) return [];
  return [{ id: ids.id("rs_", position, 48), type: "reasoning", summary: [] }];
}

function outputItems(
  { settings, answer, refusal, filtered }: Reply,
  { ids, position }: Place,
): readonly JsonObject[] {
  const truncated = answer.truncated || filtered;
  const status = truncated && refusal === undefined ? "incomplete" : "completed";
  if (filtered) return [];
  // Nothing is left of an answer when thinking took all tokens.
  if (answer.truncated && answer.text === "" && refusal === undefined) return [];
  if (settings.tool !== undefined && refusal === undefined) {
    return [
      {
        id: ids.id("fc_", position, 48),
        type: "function_call",
        status,
        arguments: answer.text,
        call_id: ids.id("call_", position, 24),
        name: settings.tool,
      },
    ];
  }
  const content: JsonObject =
    refusal === undefined
      ? { type: "output_text", annotations: [], logprobs: [], text: answer.text }
      : { type: "refusal", refusal };
  return [
    {
      id: ids.id("msg_", position, 48),
      type: "message",
      status,
      content: [content],
      role: "assistant",
    },
  ];
}
