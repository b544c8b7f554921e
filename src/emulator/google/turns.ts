import type { JsonObject, JsonValue } from "../../util/json.ts";
import { isJsonObject, isList } from "../json-value.ts";
import type { Turn } from "../model/conversation.ts";
import { invalid } from "./errors.ts";
import { membersOf } from "./members.ts";

const CONTENT = new Set(["parts", "role"]);
/** The members of `Part` in the SDK. */
const PART = new Set(
  `mediaResolution toolCall toolResponse audioTranscription codeExecutionResult executableCode fileData functionCall
  functionResponse inlineData text thought thoughtSignature videoMetadata partMetadata mediaProcessing
  speechMetadata`.split(/\s+/),
);

/** The turns of a request whose members have their JSON names. @throws Refused */
export function readTurns(request: JsonObject): readonly Turn[] {
  const { contents, systemInstruction } = request;
  if (!isList(contents) || contents.length === 0) {
    throw invalid("* GenerateContentRequest.contents: contents is not specified");
  }
  const system: readonly Turn[] =
    systemInstruction === undefined
      ? []
      : [{ role: "system", text: readParts(systemInstruction, "system_instruction") }];
  return [
    ...system,
    ...contents.map((content, place) => readContent(content, `contents[${place}]`)),
  ];
}

function readContent(content: JsonValue, at: string): Turn {
  const text = readParts(content, at);
  const role = isJsonObject(content) ? content["role"] : undefined;
  if (role !== undefined && role !== "user" && role !== "model" && role !== "function") {
    throw invalid("Please use a valid role: user, model.");
  }
  return { role: role === "model" ? "assistant" : "user", text };
}

function readParts(content: JsonValue, at: string): string {
  if (!isJsonObject(content)) throw invalid(`Invalid value at '${at}': it must be an object.`);
  const { parts } = membersOf(content, CONTENT, at);
  // One part may stand without its list.
  const list = isList(parts) ? parts : parts === undefined ? [] : [parts];
  if (list.length === 0)
    throw invalid(`* GenerateContentRequest.${at}.parts: contents.parts must not be empty.`);
  return list.map((part, place) => partText(part, `${at}.parts[${place}]`)).join("\n");
}

function partText(part: JsonValue, at: string): string {
  if (!isJsonObject(part)) throw invalid(`Invalid value at '${at}': it must be an object.`);
  const { text, thought } = membersOf(part, PART, at);
  // What is in a picture or a file, the emulator's model does not see.
  return typeof text === "string" && thought !== true ? text : "";
}
