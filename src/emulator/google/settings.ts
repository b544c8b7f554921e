import type { JsonObject, JsonValue } from "../../util/json.ts";
import { compileExtractor, EVERYTHING_READ } from "../extractor/compile.ts";
import { isJsonObject, isList } from "../json-value.ts";
import type { Wanted } from "../model/answer.ts";
import type { GoogleModel } from "../models/google.ts";
import { checkSchema, firstRejection } from "../rules/check-schema.ts";
import type { Dialect, Finding } from "../rules/finding.ts";
import { unreadKeywords } from "../rules/google-json-schema.ts";
import { invalid } from "./errors.ts";
import { membersOf, snake } from "./members.ts";
import { readThinking } from "./thinking.ts";
import { forcedFunction } from "./tools.ts";

export interface Surroundings {
  readonly model: GoogleModel;
  /** Whether `responseJsonSchema` is answered as it is reported to be in batches. */
  readonly degenerate: boolean;
}

/** What is made of a request but for its turns. */
export interface GoogleSettings {
  readonly model: GoogleModel;
  readonly wanted: Wanted;
  /** The function that has to be called; undefined for an answer in text. */
  readonly tool: string | undefined;
  readonly maxTokens: number;
  readonly thinkingTokens: number;
  readonly showsThoughts: boolean;
  readonly schemaCharacters: number;
}

/** The members of GenerateContentRequest. https://ai.google.dev/api/generate-content */
const REQUEST = new Set(
  "model contents systemInstruction tools toolConfig safetySettings generationConfig cachedContent labels serviceTier store".split(
    " ",
  ),
);

/** The members of `GenerationConfig` in the SDK. */
const GENERATION = new Set(
  `modelSelectionConfig responseJsonSchema audioTranscriptionConfig audioTimestamp candidateCount
  enableAffectiveDialog frequencyPenalty logprobs maxOutputTokens mediaResolution presencePenalty responseFormat
  responseLogprobs responseMimeType responseModalities responseSchema routingConfig seed speechConfig stopSequences
  temperature thinkingConfig topK topP enableEnhancedCivicAnswers translationConfig imageConfig`.split(
    /\s+/,
  ),
);

const MIME_TYPES = new Set(["text/plain", "application/json", "text/x.enum"]);

/** The request's members under their JSON names, and those of its generation config. @throws Refused */
export function readMembers(request: JsonObject): {
  readonly request: JsonObject;
  readonly config: JsonObject;
} {
  const members = membersOf(request, REQUEST, "");
  const { generationConfig = {} } = members;
  if (!isJsonObject(generationConfig))
    throw invalid("Invalid value at 'generation_config': it must be an object.");
  return { request: members, config: membersOf(generationConfig, GENERATION, "generation_config") };
}

/** @throws Refused */
export function readSettings(raw: JsonObject, around: Surroundings): GoogleSettings {
  const { request, config } = readMembers(raw);
  const { model } = around;
  checkModel(request["model"], model);
  checkTemperature(config["temperature"]);
  const forced = forcedFunction(request["tools"], request["toolConfig"]);
  const wanted = forced?.wanted ?? readWanted(config, around);
  return {
    model,
    wanted,
    tool: forced?.name,
    maxTokens: readMaxTokens(config["maxOutputTokens"], model),
    ...readThinking(config["thinkingConfig"], model),
    schemaCharacters: wanted.kind === "schema" ? JSON.stringify(wanted.schema).length : 0,
  };
}

function checkModel(name: JsonValue | undefined, model: GoogleModel): void {
  if (name === undefined || name === `models/${model.id}` || name === model.id) return;
  throw invalid(
    `The model of the request (${JSON.stringify(name)}) is not that of the call (models/${model.id}).`,
  );
}

function checkTemperature(value: JsonValue | undefined): void {
  if (value === undefined || value === null) return;
  if (typeof value === "number" && value >= 0 && value <= 2) return;
  throw invalid(
    "* GenerateContentRequest.generation_config.temperature: temperature must be in the range [0.0, 2.0].",
  );
}

function readMaxTokens(value: JsonValue | undefined, { outputTokens }: GoogleModel): number {
  if (value === undefined || value === null) return outputTokens;
  const count = Number(value);
  if (!Number.isInteger(count) || count < 1) {
    throw invalid(
      "* GenerateContentRequest.generation_config.max_output_tokens: max_output_tokens must be positive.",
    );
  }
  return Math.min(count, outputTokens);
}

function readWanted(config: JsonObject, around: Surroundings): Wanted {
  const { responseMimeType: mime, responseSchema, responseJsonSchema, responseFormat } = config;
  if (mime !== undefined && (typeof mime !== "string" || !MIME_TYPES.has(mime))) {
    throw invalid(
      `* GenerateContentRequest.generation_config.response_mime_type: allowed mimetypes are \`text/plain\`, \`application/json\`, \`application/xml\`, \`application/yaml\` and \`text/x.enum\`.`,
    );
  }
  if (responseSchema !== undefined && responseJsonSchema !== undefined) {
    throw invalid("Only one of response_schema and response_json_schema may be set.");
  }
  const schema = responseSchema ?? responseJsonSchema;
  if (schema !== undefined && mime !== "application/json" && mime !== "text/x.enum") {
    throw invalid(
      `Function calling with a response mime type: '${mime ?? "text/plain"}' is unsupported: a response schema needs 'application/json'.`,
    );
  }
  if (responseSchema !== undefined) return openapiWanted(responseSchema);
  if (responseJsonSchema !== undefined)
    return jsonSchemaWanted(responseJsonSchema, "response_json_schema", around);
  return (
    formatWanted(responseFormat, around) ?? { kind: mime === "application/json" ? "json" : "text" }
  );
}

/** The successor of the two schemas: a list with one format for text. */
function formatWanted(format: JsonValue | undefined, around: Surroundings): Wanted | undefined {
  const [first] = isList(format) ? format : [format];
  const text = isJsonObject(first) ? first["text"] : undefined;
  if (!isJsonObject(text)) return undefined;
  const { mimeType = text["mime_type"], schema } = text;
  if (schema !== undefined) return jsonSchemaWanted(schema, "response_format.text.schema", around);
  return mimeType === "application/json" ? { kind: "json" } : undefined;
}

function openapiWanted(schema: JsonValue): Wanted {
  check("google-openapi", schema, "response_schema");
  if (!isJsonObject(schema)) throw invalid("Invalid value at 'generation_config.response_schema'.");
  return { kind: "schema", schema, extract: compileExtractor(schema) };
}

function jsonSchemaWanted(schema: JsonValue, field: string, { degenerate }: Surroundings): Wanted {
  check("google-json-schema", schema, field);
  if (!isJsonObject(schema)) throw invalid(`Invalid value at 'generation_config.${field}'.`);
  const reading = { ...EVERYTHING_READ, ignored: unreadKeywords(schema) };
  return { kind: "schema", schema, extract: compileExtractor(schema, reading), degenerate };
}

function check(dialect: Dialect, schema: JsonValue, field: string): void {
  const finding = firstRejection(checkSchema(dialect, schema));
  if (finding === undefined) return;
  if (/^(?:Invalid JSON|Unknown name)/.test(finding.message)) {
    const [name, rest] = finding.message.split(/:(.*)/s);
    throw invalid(
      `Invalid JSON payload received. ${name ?? ""} at 'generation_config.${snake(field)}${place(finding)}':${rest ?? ""}`,
    );
  }
  if (finding.rule === "G5") throw invalid(finding.message);
  throw invalid(
    `* GenerateContentRequest.generation_config.${field}${place(finding)}.${finding.message}`,
  );
}

/** `.properties[lines].items`, as the service writes a place in a schema. */
function place({ path }: Finding): string {
  return path
    .map((step, at) =>
      path[at - 1] === "properties" || typeof step === "number" ? `[${step}]` : `.${snake(step)}`,
    )
    .join("");
}
