import { ProtocolError } from "../../errors.ts";
import type { Conversation, Message } from "../../model/conversation.ts";
import { isJsonObject, isObject, type JsonObject } from "../../util/json.ts";
import { items, jsonItems, text } from "../decode.ts";
import type {
  DecodedRequest,
  OutputFormat,
  ReasoningEffort,
  RequestSettings,
} from "../provider.ts";
import { defined, withProviderOptions } from "../settings.ts";
import { defaultCap, takesEffort } from "./models.ts";

export function encodeSettings(settings: RequestSettings): JsonObject {
  const { model, output, maxOutputTokens, reasoningEffort } = settings;
  const config = defined({
    format: nativeFormat(output),
    effort: takesEffort(model) ? effort(reasoningEffort) : undefined,
  });
  const body = defined({
    model,
    max_tokens: maxOutputTokens ?? defaultCap(model),
    output_config: Object.keys(config).length === 0 ? undefined : config,
    ...toolOf(output),
  });
  return withProviderOptions(body, settings.providerOptions, ["model", "messages", "system"]);
}

function nativeFormat(output: OutputFormat): JsonObject | undefined {
  if (output.kind === "text" || output.via !== "native") return undefined;
  return { type: "json_schema", schema: output.schema };
}

function toolOf(output: OutputFormat): JsonObject {
  if (output.kind === "text" || output.via !== "tool") return {};
  const { name, schema } = output;
  return {
    tools: [{ name, description: "Gives the answer.", input_schema: schema }],
    tool_choice: { type: "tool", name },
  };
}

/** Thinking can't be turned off on the newest models, so the least effort is `low`. */
function effort(level: ReasoningEffort | undefined): string | undefined {
  return level === "none" || level === "minimal" ? "low" : level;
}

export function encodeConversation({ system, messages }: Conversation): JsonObject {
  return {
    ...(system === undefined ? {} : { system }),
    messages: messages.map(({ role, content }) => ({ role, content })),
  };
}

export function appendTurns(body: JsonObject, turns: readonly Message[]): JsonObject {
  const more = turns.map(({ role, content }) => ({ role, content }));
  return { ...body, messages: [...jsonItems(body["messages"]), ...more] };
}

export function decodeConversation(body: JsonObject): Conversation {
  const system = body["system"] === undefined ? undefined : textOf(body["system"]);
  return {
    system,
    messages: items(body["messages"]).flatMap((entry): readonly Message[] =>
      isObject(entry)
        ? [
            {
              role: entry["role"] === "assistant" ? "assistant" : "user",
              content: textOf(entry["content"]),
            },
          ]
        : [],
    ),
  };
}

function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  return items(content)
    .map((block) => (isObject(block) ? (text(block["text"]) ?? "") : ""))
    .join("");
}

export function encodeRequest(customId: string, body: JsonObject): JsonObject {
  return { custom_id: customId, params: body };
}

export function decodeRequest(line: unknown): DecodedRequest {
  if (!isObject(line) || typeof line["custom_id"] !== "string" || !isJsonObject(line["params"])) {
    throw new ProtocolError(
      "request file",
      'this is no Anthropic request: {"custom_id", "params"} is wanted.',
    );
  }
  const { custom_id: customId, params } = line;
  return { customId, body: params, model: text(params["model"]) };
}
