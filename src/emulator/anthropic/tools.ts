import type { JsonObject, JsonValue } from "../../util/json.ts";
import { compileExtractor, EVERYTHING_READ } from "../extractor/compile.ts";
import type { Reading } from "../extractor/node.ts";
import { isJsonObject, isList } from "../json-value.ts";
import type { Wanted } from "../model/answer.ts";
import type { AnthropicModel } from "../models/anthropic.ts";
import { checkAnthropicBudgets } from "../rules/anthropic.ts";
import { checkSchema, firstRejection } from "../rules/check-schema.ts";
import { invalid, Refused } from "./errors.ts";
import { EFFORTS } from "./thinking.ts";

/** A grammar writes required members before optional ones. */
const CONSTRAINED: Reading = { ...EVERYTHING_READ, requiredFirst: true };

const TOOL_NAME = /^[a-zA-Z0-9_-]{1,128}$/;
const MOST_STRICT_TOOLS = 20;
const OUTPUT_MEMBERS = new Set(["effort", "format"]);
const FORMAT_MEMBERS = new Set(["type", "schema"]);

export interface Output {
  readonly wanted: Wanted;
  readonly schema: JsonObject | undefined;
  readonly effort: string | undefined;
}

/** @throws Refused */
export function readOutput(config: JsonValue | undefined, model: AnthropicModel): Output {
  const nothing: Output = { wanted: { kind: "text" }, schema: undefined, effort: undefined };
  if (config === undefined || config === null) return nothing;
  if (!isJsonObject(config)) throw invalid("output_config", "Input should be an object");
  forbidOthers(config, OUTPUT_MEMBERS, "output_config");
  const { effort, format } = config;
  if (
    effort !== undefined &&
    effort !== null &&
    (typeof effort !== "string" || !EFFORTS.includes(effort))
  ) {
    throw invalid(
      "output_config.effort",
      "Input should be 'low', 'medium', 'high', 'xhigh' or 'max'",
    );
  }
  const chosen = typeof effort === "string" ? effort : undefined;
  if (format === undefined || format === null) return { ...nothing, effort: chosen };
  if (!isJsonObject(format)) throw invalid("output_config.format", "Input should be an object");
  if (!model.structuredOutputs)
    throw invalid("output_config.format", `not supported by ${model.id}`);
  if (format["type"] !== "json_schema")
    throw invalid("output_config.format.type", "Input should be 'json_schema'");
  forbidOthers(format, FORMAT_MEMBERS, "output_config.format");
  const { schema } = format;
  if (!isJsonObject(schema)) throw invalid("output_config.format.schema", "Field required");
  checkDialect(schema, "anthropic", "output_config.format.schema");
  const wanted: Wanted = { kind: "schema", schema, extract: compileExtractor(schema, CONSTRAINED) };
  return { wanted, schema, effort: chosen };
}

function forbidOthers(value: JsonObject, known: ReadonlySet<string>, where: string): void {
  const unknown = Object.keys(value).find((name) => !known.has(name));
  if (unknown !== undefined) throw invalid(`${where}.${unknown}`, "Extra inputs are not permitted");
}

function checkDialect(
  schema: JsonObject,
  dialect: "anthropic" | "anthropic-tool",
  where: string,
): void {
  const finding = firstRejection(checkSchema(dialect, schema));
  if (finding !== undefined) throw invalid(where, finding.message);
}

export interface Tool {
  readonly name: string;
  readonly schema: JsonObject;
  readonly strict: boolean;
}

/** The tools that the caller has; those of the service are passed over. */
export function readTools(tools: JsonValue | undefined): readonly Tool[] {
  if (tools === undefined || tools === null) return [];
  if (!isList(tools)) throw invalid("tools", "Input should be a valid list");
  return tools.flatMap((tool, place) => readTool(tool, `tools.${place}`));
}

function readTool(tool: JsonValue, where: string): readonly Tool[] {
  if (!isJsonObject(tool)) throw invalid(where, "Input should be an object");
  const { type, name, input_schema: schema, strict } = tool;
  if (type !== undefined && type !== null && type !== "custom") return [];
  if (typeof name !== "string") throw invalid(`${where}.custom.name`, "Field required");
  if (!TOOL_NAME.test(name)) {
    throw invalid(`${where}.custom.name`, `String should match pattern '${TOOL_NAME.source}'`);
  }
  if (!isJsonObject(schema)) throw invalid(`${where}.custom.input_schema`, "Field required");
  checkDialect(schema, "anthropic-tool", `${where}.custom.input_schema`);
  if (strict === true) checkDialect(schema, "anthropic", `${where}.custom.input_schema`);
  return [{ name, schema, strict: strict === true }];
}

/** The limits of what a grammar may hold are those of the whole request. */
export function checkRequestBudgets(tools: readonly Tool[], format: JsonObject | undefined): void {
  const strict = tools.filter((tool) => tool.strict).map(({ schema }) => schema);
  if (strict.length > MOST_STRICT_TOOLS) {
    throw invalid(
      "tools",
      `Too many strict tools (${strict.length}). The maximum number of strict tools supported is ${MOST_STRICT_TOOLS}.`,
    );
  }
  const finding = firstRejection(
    checkAnthropicBudgets(format === undefined ? strict : [...strict, format]),
  );
  if (finding !== undefined) throw new Refused("invalid_request_error", finding.message);
}

export interface ForcedTool {
  readonly name: string;
  readonly wanted: Wanted;
}

/** The tool that has to be called; the newest models refuse to be told. */
export function forcedTool(
  choice: JsonValue | undefined,
  tools: readonly Tool[],
  model: AnthropicModel,
): ForcedTool | undefined {
  if (choice === undefined || choice === null) return undefined;
  if (!isJsonObject(choice)) throw invalid("tool_choice", "Input should be an object");
  const { type, name } = choice;
  if (type === "auto" || type === "none") return undefined;
  if (type !== "any" && type !== "tool") {
    throw invalid("tool_choice.type", "Input should be 'auto', 'any', 'tool' or 'none'");
  }
  if (model.modern) throw invalid("tool_choice", `forced tool use is not supported by ${model.id}`);
  const tool = type === "any" ? tools[0] : tools.find((one) => one.name === name);
  if (tool === undefined) {
    throw new Refused(
      "invalid_request_error",
      `Tool '${typeof name === "string" ? name : ""}' not found in provided tools`,
    );
  }
  const reading = tool.strict ? CONSTRAINED : EVERYTHING_READ;
  return {
    name: tool.name,
    wanted: {
      kind: "schema",
      schema: tool.schema,
      extract: compileExtractor(tool.schema, reading),
    },
  };
}
