import type { JsonObject, JsonValue } from "../../util/json.ts";
import { compileExtractor } from "../extractor/compile.ts";
import { isJsonObject, isList } from "../json-value.ts";
import type { Wanted } from "../model/answer.ts";
import { checkSchema, firstRejection } from "../rules/check-schema.ts";
import { invalid } from "./errors.ts";

const NAME = /^[a-zA-Z_][a-zA-Z0-9_.:-]{0,63}$/;
const PARAMETER = /^[a-zA-Z_][a-zA-Z0-9_]{0,63}$/;

export interface ForcedFunction {
  readonly name: string;
  readonly wanted: Wanted;
}

interface Declared {
  readonly name: string;
  readonly schema: JsonObject;
}

/** The function that has to be called: the first that mode ANY allows. @throws Refused */
export function forcedFunction(
  tools: JsonValue | undefined,
  config: JsonValue | undefined,
): ForcedFunction | undefined {
  const declared = declarations(tools);
  const calling = isJsonObject(config)
    ? (config["functionCallingConfig"] ?? config["function_calling_config"])
    : undefined;
  const mode = isJsonObject(calling) ? calling["mode"] : undefined;
  if (!isJsonObject(calling) || typeof mode !== "string" || mode.toUpperCase() !== "ANY") {
    return undefined;
  }
  const allowed = calling["allowedFunctionNames"] ?? calling["allowed_function_names"];
  const chosen = declared.find(({ name }) => !isList(allowed) || allowed.includes(name));
  if (chosen === undefined) throw invalid("Function calling mode ANY needs a declared function.");
  return {
    name: chosen.name,
    wanted: { kind: "schema", schema: chosen.schema, extract: compileExtractor(chosen.schema) },
  };
}

function declarations(tools: JsonValue | undefined): readonly Declared[] {
  if (!isList(tools)) return [];
  return tools.flatMap((tool, place) => {
    const listed = isJsonObject(tool)
      ? (tool["functionDeclarations"] ?? tool["function_declarations"])
      : undefined;
    if (!isList(listed)) return [];
    return listed.map((one, at) =>
      declaration(one, `tools[${place}].function_declarations[${at}]`),
    );
  });
}

function declaration(value: JsonValue, where: string): Declared {
  if (!isJsonObject(value)) throw invalid(`Invalid value at '${where}'.`);
  const { name, parameters } = value;
  const open = value["parametersJsonSchema"] ?? value["parameters_json_schema"];
  if (typeof name !== "string" || !NAME.test(name)) {
    throw invalid(
      `* GenerateContentRequest.${where}.name: Invalid function name. Must start with a letter or an underscore.`,
    );
  }
  const schema = open ?? parameters ?? {};
  if (!isJsonObject(schema)) throw invalid(`Invalid value at '${where}.parameters'.`);
  const wrong = Object.keys(isJsonObject(schema["properties"]) ? schema["properties"] : {}).find(
    (key) => !PARAMETER.test(key),
  );
  if (wrong !== undefined)
    throw invalid(
      `* GenerateContentRequest.${where}.parameters.properties: Invalid parameter name '${wrong}'.`,
    );
  if (schema !== open && parameters !== undefined) {
    const finding = firstRejection(checkSchema("google-openapi", schema));
    if (finding !== undefined)
      throw invalid(`* GenerateContentRequest.${where}.parameters: ${finding.message}`);
  }
  return { name, schema };
}
