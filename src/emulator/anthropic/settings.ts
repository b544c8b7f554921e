import type { JsonObject, JsonValue } from "../../util/json.ts";
import { isJsonObject } from "../json-value.ts";
import type { Wanted } from "../model/answer.ts";
import { anthropicModel, type AnthropicModel } from "../models/anthropic.ts";
import { invalid, notFound, Refused } from "./errors.ts";
import { readThinking } from "./thinking.ts";
import { checkRequestBudgets, forcedTool, readOutput, readTools } from "./tools.ts";

/** What is said of a request beside its body. */
export interface Surroundings {
  readonly version: string;
  readonly betas: string;
  readonly batch: boolean;
  readonly extraModels: ReadonlySet<string>;
}

/** What is made of a request but for its turns. */
export interface AnthropicSettings {
  readonly model: AnthropicModel;
  readonly wanted: Wanted;
  /** The tool that has to be called; undefined for an answer in text. */
  readonly tool: string | undefined;
  readonly maxTokens: number;
  readonly thinkingTokens: number;
  /** Characters that the settings add to the prompt. */
  readonly schemaCharacters: number;
}

/** The members of `MessageCreateParams` in the SDK, and those that went with version 2026-10-21. */
const PARAMETERS = new Set(
  `max_tokens messages model cache_control container diagnostics inference_geo metadata output_config service_tier speed
  stop_sequences stream system thinking tool_choice tools user_profile_id workspace_id`.split(
    /\s+/,
  ),
);
const SAMPLING = ["temperature", "top_p", "top_k"];
const SAMPLING_REMOVED = "2026-10-21";
/** https://platform.claude.com/docs/en/build-with-claude/batch-processing */
const LONG_OUTPUT_BETA = "output-300k-2026-03-24";
const LONG_OUTPUT = 300_000;

/** @throws Refused */
export function readSettings(params: JsonObject, around: Surroundings): AnthropicSettings {
  checkMembers(params, around);
  const model = readModel(params["model"], around.extraModels);
  checkSampling(params, model, around);
  const maxTokens = readMaxTokens(params["max_tokens"], model, around);
  const tools = readTools(params["tools"]);
  const tool = forcedTool(params["tool_choice"], tools, model);
  const output = readOutput(params["output_config"], model);
  checkRequestBudgets(tools, output.schema);
  checkPrefill(params["messages"], model, output.schema !== undefined);
  return {
    model,
    wanted: tool === undefined ? output.wanted : tool.wanted,
    tool: tool?.name,
    maxTokens,
    thinkingTokens: readThinking(params["thinking"], {
      model,
      maxTokens,
      effort: output.effort,
      forced: tool !== undefined,
    }),
    schemaCharacters: JSON.stringify([output.schema ?? null, params["tools"] ?? null]).length - 11,
  };
}

function checkMembers(params: JsonObject, { batch, version }: Surroundings): void {
  const unknown = Object.keys(params).find(
    (name) => !PARAMETERS.has(name) && !SAMPLING.includes(name),
  );
  if (unknown !== undefined) throw invalid(unknown, "Extra inputs are not permitted");
  const removed = SAMPLING.find((name) => params[name] !== undefined);
  if (removed !== undefined && version === SAMPLING_REMOVED) {
    throw invalid(removed, `This parameter was removed in anthropic-version ${SAMPLING_REMOVED}`);
  }
  if (params["stream"] === true) {
    throw invalid(
      "stream",
      batch ? "streaming is not supported in batches" : "the emulator does not stream",
    );
  }
  if (batch && params["speed"] !== undefined && params["speed"] !== null) {
    throw invalid("speed", "not supported in batches");
  }
}

function readModel(id: JsonValue | undefined, extra: ReadonlySet<string>): AnthropicModel {
  if (typeof id !== "string") throw invalid("model", "Field required");
  const model = anthropicModel(id, extra);
  if (model === undefined) throw notFound(`model: ${id}`);
  return model;
}

function checkSampling(params: JsonObject, model: AnthropicModel, { version }: Surroundings): void {
  const given = SAMPLING.find((name) => params[name] !== undefined);
  if (given === undefined || version === SAMPLING_REMOVED) return;
  if (model.modern) throw invalid(given, `not supported by ${model.id}`);
  const { temperature } = params;
  if (typeof temperature === "number" && (temperature < 0 || temperature > 1)) {
    throw invalid("temperature", "Input should be from 0 to 1");
  }
}

function readMaxTokens(
  value: JsonValue | undefined,
  model: AnthropicModel,
  { batch, betas }: Surroundings,
): number {
  if (value === undefined) throw invalid("max_tokens", "Field required");
  if (typeof value !== "number" || !Number.isInteger(value)) {
    throw invalid("max_tokens", "Input should be a valid integer");
  }
  if (value < 1) throw invalid("max_tokens", "Input should be greater than or equal to 1");
  const most = batch && betas.includes(LONG_OUTPUT_BETA) ? LONG_OUTPUT : model.maxTokens;
  if (value > most) {
    throw invalid(
      "max_tokens",
      `${value} > ${most}, which is the maximum allowed number of output tokens for ${model.id}`,
    );
  }
  return value;
}

function checkPrefill(
  messages: JsonValue | undefined,
  model: AnthropicModel,
  formatted: boolean,
): void {
  const last = Array.isArray(messages) ? messages.at(-1) : undefined;
  if (!isJsonObject(last) || last["role"] !== "assistant") return;
  if (model.modern || formatted) {
    throw new Refused(
      "invalid_request_error",
      "This model does not support assistant message prefill. The conversation must end with a user message.",
    );
  }
}
