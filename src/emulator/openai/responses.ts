import type { JsonObject } from "../../util/json.ts";
import { isJsonObject } from "../json-value.ts";
import type { Turn } from "../model/conversation.ts";
import type { OpenaiModel } from "../models/openai.ts";
import { missing, unknownParameter, unsupportedValue } from "./errors.ts";
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
  type Format,
  type OpenaiSettings,
} from "./settings.ts";
import { checkJsonWord, readTurns } from "./turns.ts";

/** The members of `ResponseCreateParams` in the openai package. */
const PARAMETERS = new Set(
  `access_programs background context_management conversation image include input instructions max_output_tokens
  max_tool_calls metadata model moderation parallel_tool_calls previous_response_id prompt prompt_cache_key
  prompt_cache_options prompt_cache_retention reasoning safety_identifier service_tier store stream stream_options
  temperature text tool_choice tools top_logprobs top_p truncation user personality`.split(/\s+/),
);

const FORMATS = ["text", "json_object", "json_schema"];
const TEXT_MEMBERS = new Set(["format", "verbosity"]);
const REASONING_MEMBERS = new Set(["effort", "summary", "generate_summary", "context"]);
const LEAST_TOKENS = 16;

/** Reads a body of `/v1/responses` but for its input and instructions. */
export function readResponsesSettings(
  body: JsonObject,
  extra: ReadonlySet<string>,
): OpenaiSettings {
  checkParameters(body, PARAMETERS);
  const model = readModel(body, extra);
  checkSampling(body, model);
  readMetadata(body["metadata"]);
  // A tool's members stand in the tool itself here.
  const tools = readTools(body, model, (tool) =>
    tool["type"] === "function" ? tool : { name: "" },
  );
  const tool = chosenTool(tools, body["tool_choice"], (choice) => choice["name"]);
  const format = tool === undefined ? readFormat(body, model) : schemaFormat(tool.parameters);
  const reasoning = isJsonObject(body["reasoning"]) ? body["reasoning"] : {};
  checkMembers("reasoning", reasoning, REASONING_MEMBERS);
  return {
    model,
    ...format,
    tool: tool?.name,
    maxTokens: readCount(body, "max_output_tokens", LEAST_TOKENS),
    thinkingTokens: readThinking(reasoning["effort"], model, "reasoning.effort"),
  };
}

function checkMembers(param: string, value: JsonObject, known: ReadonlySet<string>): void {
  const unknown = Object.keys(value).find((name) => !known.has(name));
  if (unknown !== undefined) throw unknownParameter(`${param}.${unknown}`);
}

function readFormat(body: JsonObject, model: OpenaiModel): Format {
  const text = isJsonObject(body["text"]) ? body["text"] : {};
  checkMembers("text", text, TEXT_MEMBERS);
  const { format } = text;
  if (format === undefined || format === null) return PLAIN_TEXT;
  if (!isJsonObject(format)) throw missing("text.format.type");
  const { type, ...schema } = format;
  if (type === "text") return PLAIN_TEXT;
  if (type === "json_object") return JSON_MODE;
  if (type !== "json_schema") throw unsupportedValue("text.format.type", type ?? null, FORMATS);
  return readSchemaFormat(schema, {
    model,
    param: "text.format",
    schemaParam: "text.format.schema",
  });
}

export function readResponsesTurns(
  body: JsonObject,
  { needsJsonWord }: Pick<OpenaiSettings, "needsJsonWord">,
): readonly Turn[] {
  const { input, instructions } = body;
  const system: readonly Turn[] =
    typeof instructions === "string" ? [{ role: "system", text: instructions }] : [];
  const turns =
    typeof input === "string"
      ? [{ role: "user" as const, text: input }]
      : readTurns(input, "input");
  if (needsJsonWord) {
    checkJsonWord(
      turns,
      "Response input messages must contain the word 'json' in some form to use 'text.format' of type 'json_object'.",
      "input",
    );
  }
  return [...system, ...turns];
}
