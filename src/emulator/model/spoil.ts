import type { JsonObject, JsonValue } from "../../util/json.ts";
import type { LineFault } from "../faults/profile.ts";
import { isJsonObject, isList } from "../json-value.ts";

type Spoiler = (value: JsonValue, schema: JsonObject | undefined) => string;

/** What each fault of an answer's own text makes of it. */
const SPOILERS: Partial<Record<LineFault["fault"], Spoiler>> = {
  invalid_json: (value) => broken(JSON.stringify(value)),
  schema_break: (value) => JSON.stringify(misfit(value)),
  enum_case: (value, schema) => JSON.stringify(recapitalised(value, choicesOf(schema))),
  fenced_json: (value) => `\`\`\`json\n${JSON.stringify(value, undefined, 2)}\n\`\`\``,
  wrapped_json: (value) =>
    `Here is the JSON that you asked for:\n\n${JSON.stringify(value)}\n\nLet me know if anything is missing.`,
  empty_answer: () => "",
};

/** The JSON of an answer, with what a fault makes of it. */
export function spoil(
  value: JsonValue,
  fault: LineFault | undefined,
  schema: JsonObject | undefined,
): string {
  const spoiler = fault && SPOILERS[fault.fault];
  return spoiler === undefined ? JSON.stringify(value) : spoiler(value, schema);
}

/** JSON that ends too early, as if the model had thought itself done. */
function broken(json: string): string {
  return json.slice(0, Math.max(1, Math.floor(json.length * 0.8)));
}

/** A value that its schema does not allow: the first member is gone, and one of another name is there. */
function misfit(value: JsonValue): JsonValue {
  if (!isJsonObject(value)) return { unexpected: value };
  const [first, ...others] = Object.entries(value);
  return { ...Object.fromEntries(others), unexpected: first?.[1] ?? null };
}

function recapitalised(value: JsonValue, choices: ReadonlySet<string>): JsonValue {
  if (typeof value === "string") return choices.has(value) ? swapCase(value) : value;
  if (isList(value)) return value.map((item) => recapitalised(item, choices));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, recapitalised(member, choices)]),
  );
}

function swapCase(text: string): string {
  return text === text.toLowerCase()
    ? text.slice(0, 1).toUpperCase() + text.slice(1)
    : text.toLowerCase();
}

/** Every text that the schema allows as one of a choice. */
function choicesOf(schema: JsonValue | undefined): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (node: JsonValue): void => {
    if (isList(node)) node.forEach(visit);
    if (!isJsonObject(node)) return;
    for (const value of [node["enum"], node["const"]].flat()) {
      if (typeof value === "string") found.add(value);
    }
    Object.values(node).forEach(visit);
  };
  if (schema !== undefined) visit(schema);
  return found;
}
