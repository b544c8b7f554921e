import type { JsonObject } from "../../util/json.ts";
import { isJsonObject } from "../json-value.ts";
import type { Turn } from "../model/conversation.ts";
import { missing, unsupportedValue } from "./errors.ts";
import { readMetadata } from "./metadata.ts";
import {
  checkParameters,
  checkSampling,
  chosenTool,
  JSON_MODE,
  PLAIN_TEXT,
  readCount,
  readModel,
  readSchemaFormat,
  readThinking,
  readTools,
  schemaFormat,
  unsupportedParameter,
  type Format,
  type OpenaiSettings,
} from "./settings.ts";
import { checkJsonWord, readTurns } from "./turns.ts";
import type { OpenaiModel } from "../models/openai.ts";

/** The members of `ChatCompletionCreateParams` in the openai package. */
const PARAMETERS = new Set(
  `messages model audio frequency_penalty function_call functions logit_bias logprobs max_completion_tokens max_tokens
  metadata modalities moderation n parallel_tool_calls prediction presence_penalty prompt_cache_key
  prompt_cache_options prompt_cache_retention reasoning_effort response_format safety_identifier seed service_tier stop
  store stream stream_options temperature tool_choice tools top_logprobs top_p user verbosity
  web_search_options`.split(/\s+/),
);

const FORMATS = ["text", "json_object", "json_schema"];

/** Reads a body of `/v1/chat/completions` but for its messages. */
export function readChatSettings(body: JsonObject, extra: ReadonlySet<string>): OpenaiSettings {
  checkParameters(body, PARAMETERS);
  const model = readModel(body, extra);
  checkSampling(body, model);
  readMetadata(body["metadata"]);
  if (model.reasoning && typeof body["max_tokens"] === "number") {
    throw unsupportedParameter("max_tokens", " Use 'max_completion_tokens' instead.");
  }
  const tools = readTools(body, model, (tool) => tool["function"]);
  const tool = chosenTool(tools, body["tool_choice"], (choice) =>
    isJsonObject(choice["function"]) ? choice["function"]["name"] : undefined,
  );
  const format = tool === undefined ? readFormat(body, model) : schemaFormat(tool.parameters);
  return {
    model,
    ...format,
    tool: tool?.name,
    maxTokens: readCount(body, "max_completion_tokens", 1) ?? readCount(body, "max_tokens", 1),
    thinkingTokens: readThinking(body["reasoning_effort"], model, "reasoning_effort"),
  };
}

function readFormat(body: JsonObject, model: OpenaiModel): Format {
  const format = body["response_format"];
  if (format === undefined || format === null) return PLAIN_TEXT;
  if (!isJsonObject(format)) throw missing("response_format.type");
  const { type, json_schema: schema } = format;
  if (type === "text") return PLAIN_TEXT;
  if (type === "json_object") return JSON_MODE;
  if (type !== "json_schema") throw unsupportedValue("response_format.type", type ?? null, FORMATS);
  if (!isJsonObject(schema)) throw missing("response_format.json_schema");
  return readSchemaFormat(schema, {
    model,
    param: "response_format.json_schema",
    schemaParam: "response_format",
  });
}

export function readChatTurns(
  body: JsonObject,
  { needsJsonWord }: OpenaiSettings,
): readonly Turn[] {
  const turns = readTurns(body["messages"], "messages");
  if (needsJsonWord) {
    checkJsonWord(
      turns,
      "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
      "messages",
    );
  }
  return turns;
}
