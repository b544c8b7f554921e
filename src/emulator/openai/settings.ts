import type { JsonObject, JsonValue } from "../../util/json.ts";
import { compileExtractor } from "../extractor/compile.ts";
import { isJsonObject, isList } from "../json-value.ts";
import type { Wanted } from "../model/answer.ts";
import type { OpenaiModel } from "../models/openai.ts";
import { openaiModel } from "../models/openai.ts";
import { checkSchema, firstRejection } from "../rules/check-schema.ts";
import type { Finding } from "../rules/finding.ts";
import { checkFineTuned } from "../rules/openai-strict.ts";
import { invalid, missing, Refused, unknownParameter, unsupportedValue } from "./errors.ts";

/** What both of OpenAI's text endpoints make of a body but for its turns. */
export interface OpenaiSettings {
  readonly model: OpenaiModel;
  readonly wanted: Wanted;
  /** The function that has to be called; undefined for an answer in text. */
  readonly tool: string | undefined;
  /** Whether the turns must speak of JSON. */
  readonly needsJsonWord: boolean;
  readonly maxTokens: number | undefined;
  readonly thinkingTokens: number;
  /** Characters that the settings add to the prompt. */
  readonly schemaCharacters: number;
}

const EFFORTS: readonly string[] = ["none", "minimal", "low", "medium", "high", "xhigh", "max"];

/** Reasoning tokens that the emulator's model spends at each effort. */
const THINKING: Readonly<Record<string, number>> = {
  none: 0,
  minimal: 0,
  low: 64,
  medium: 128,
  high: 512,
  xhigh: 1024,
  max: 2048,
};

export function checkParameters(body: JsonObject, known: ReadonlySet<string>): void {
  const unknown = Object.keys(body).find((name) => !known.has(name));
  if (unknown !== undefined) throw unknownParameter(unknown);
  if (body["stream"] === true) {
    throw invalid(
      "stream",
      "Streaming is neither for batches nor for the emulator.",
      "unsupported_value",
    );
  }
}

export function readModel(body: JsonObject, extra: ReadonlySet<string>): OpenaiModel {
  const id = body["model"];
  if (typeof id !== "string") {
    throw new Refused({ status: 400, message: "you must provide a model parameter" });
  }
  const model = openaiModel(id, extra);
  if (model !== undefined) return model;
  throw new Refused({
    status: 404,
    message: `The model '${id}' does not exist or you do not have access to it.`,
    code: "model_not_found",
  });
}

/** A reasoning model samples as it likes. */
export function checkSampling(body: JsonObject, { reasoning }: OpenaiModel): void {
  const { temperature, top_p: topP } = body;
  if (typeof temperature === "number" && (temperature < 0 || temperature > 2)) {
    throw invalid(
      "temperature",
      `Invalid 'temperature': decimal ${temperature < 0 ? "below minimum" : "above maximum"} value. Expected a value from 0 to 2, but got ${temperature} instead.`,
      "decimal_out_of_range",
    );
  }
  if (!reasoning) return;
  if (typeof temperature === "number" && temperature !== 1) {
    throw invalid(
      "temperature",
      `Unsupported value: 'temperature' does not support ${temperature} with this model. Only the default (1) value is supported.`,
      "unsupported_value",
    );
  }
  if (typeof topP === "number" && topP !== 1) {
    throw unsupportedParameter("top_p");
  }
}

export function unsupportedParameter(param: string, hint: string = ""): Refused {
  return invalid(
    param,
    `Unsupported parameter: '${param}' is not supported with this model.${hint}`,
    "unsupported_parameter",
  );
}

export function readThinking(
  effort: JsonValue | undefined,
  model: OpenaiModel,
  param: string,
): number {
  if (effort === undefined || effort === null)
    return model.reasoning ? (THINKING["medium"] ?? 0) : 0;
  if (!model.reasoning) throw unsupportedParameter(param);
  if (typeof effort !== "string" || !EFFORTS.includes(effort))
    throw unsupportedValue(param, effort, EFFORTS);
  return THINKING[effort] ?? 0;
}

export function readCount(body: JsonObject, param: string, minimum: number): number | undefined {
  const value = body[param];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "number" || !Number.isInteger(value)) {
    throw invalid(param, `Invalid type for '${param}': expected an integer.`, "invalid_type");
  }
  if (value >= minimum) return value;
  throw invalid(
    param,
    `Invalid '${param}': integer below minimum value. Expected a value >= ${minimum}, but got ${value} instead.`,
    "integer_below_min_value",
  );
}

export interface Format {
  readonly wanted: Wanted;
  readonly needsJsonWord: boolean;
  readonly schemaCharacters: number;
}

export const PLAIN_TEXT: Format = {
  wanted: { kind: "text" },
  needsJsonWord: false,
  schemaCharacters: 0,
};
export const JSON_MODE: Format = {
  wanted: { kind: "json" },
  needsJsonWord: true,
  schemaCharacters: 0,
};

const NAME = /^[a-zA-Z0-9_-]+$/;
const LONGEST_NAME = 64;
const SCHEMA_MEMBERS = new Set(["name", "description", "schema", "strict"]);

/** A `json_schema` format, which stands at another place in each endpoint. */
export function readSchemaFormat(
  format: JsonObject,
  {
    model,
    param,
    schemaParam,
  }: { readonly model: OpenaiModel; readonly param: string; readonly schemaParam: string },
): Format {
  if (!model.structuredOutputs) {
    throw invalid(
      param,
      `Invalid parameter: '${param}' of type 'json_schema' is not supported with this model.`,
      "unsupported_value",
    );
  }
  const unknown = Object.keys(format).find((name) => !SCHEMA_MEMBERS.has(name));
  if (unknown !== undefined) throw unknownParameter(`${param}.${unknown}`);
  const { name, schema, strict } = format;
  if (typeof name !== "string") throw missing(`${param}.name`);
  if (!NAME.test(name)) {
    throw invalid(
      `${param}.name`,
      `Invalid '${param}.name': string does not match pattern. Expected a string that matches the pattern '${NAME.source}'.`,
    );
  }
  if (name.length > LONGEST_NAME) {
    throw invalid(
      `${param}.name`,
      `Invalid '${param}.name': string too long. Expected a string with maximum length ${LONGEST_NAME}, but got a string with length ${name.length} instead.`,
      "string_above_max_length",
    );
  }
  if (!isJsonObject(schema)) throw missing(`${param}.schema`);
  if (strict === true) checkStrict(schema, model, `response_format '${name}'`, schemaParam);
  return schemaFormat(schema);
}

export function schemaFormat(schema: JsonObject): Format {
  return {
    wanted: { kind: "schema", schema, extract: compileExtractor(schema) },
    needsJsonWord: false,
    schemaCharacters: JSON.stringify(schema).length,
  };
}

/** A schema outside the subset is refused in words that name the place as a Python tuple. */
function checkStrict(schema: JsonObject, model: OpenaiModel, what: string, param: string): void {
  const findings = model.fineTuned
    ? [...checkSchema("openai-strict", schema), ...checkFineTuned(schema)]
    : checkSchema("openai-strict", schema);
  const finding = firstRejection(findings);
  if (finding === undefined) return;
  const code = param.startsWith("tools") ? "invalid_function_parameters" : "invalid_json_schema";
  throw invalid(
    param,
    `Invalid schema for ${what}: In context=${tuple(finding)}, ${finding.message}`,
    code,
  );
}

function tuple({ path }: Finding): string {
  const parts = path.map((step) => `'${step}'`);
  return parts.length === 1 ? `(${parts[0] ?? ""},)` : `(${parts.join(", ")})`;
}

/** A function among the tools, which stands one level deeper at one of the endpoints. */
export interface FunctionTool {
  readonly name: string;
  readonly parameters: JsonObject;
}

export function readTools(
  body: JsonObject,
  model: OpenaiModel,
  member: (tool: JsonObject) => JsonValue | undefined,
): readonly FunctionTool[] {
  const tools = body["tools"];
  if (tools === undefined || tools === null) return [];
  if (!isList(tools))
    throw invalid("tools", "Invalid type for 'tools': expected an array.", "invalid_type");
  return tools.map((tool, place) => {
    const declared = isJsonObject(tool) ? member(tool) : undefined;
    if (!isJsonObject(declared) || typeof declared["name"] !== "string")
      throw missing(`tools[${place}].name`);
    const parameters = isJsonObject(declared["parameters"]) ? declared["parameters"] : {};
    if (declared["strict"] === true) {
      checkStrict(
        parameters,
        model,
        `function '${declared["name"]}'`,
        `tools[${place}].parameters`,
      );
    }
    return { name: declared["name"], parameters };
  });
}

/** The tool that has to be called, by a choice that names it or asks for any. */
export function chosenTool(
  tools: readonly FunctionTool[],
  choice: JsonValue | undefined,
  nameOf: (choice: JsonObject) => JsonValue | undefined,
): FunctionTool | undefined {
  if (choice === "required") return tools[0];
  if (!isJsonObject(choice)) return undefined;
  const name = nameOf(choice);
  const tool = tools.find((one) => one.name === name);
  if (tool === undefined) {
    throw invalid(
      "tool_choice",
      `Invalid value for 'tool_choice': no tool named ${JSON.stringify(name ?? null)} among the tools.`,
    );
  }
  return tool;
}
