import type { Message } from "../model/conversation.ts";
import type { Issue } from "../model/outcome.ts";
import { pathText } from "../model/path-text.ts";
import type { JsonValue } from "../util/json.ts";

/** Issues that are shown; what is wrong with the others mostly follows from these. */
const MOST_ISSUES = 20;

/** The turns that show a model its own answer and what is wrong with it, in terms of what it was sent. */
export function reaskTurns(answer: JsonValue, issues: readonly Issue[]): readonly Message[] {
  const text = typeof answer === "string" ? answer : JSON.stringify(answer);
  const faults = issues.slice(0, MOST_ISSUES).map(describe).join("\n");
  const request = `Your answer does not fit the schema:\n${faults}\nAnswer again, with the whole corrected JSON and nothing else. Keep to what the document says.`;
  return [
    // Some providers refuse an empty turn.
    ...(text.trim() === "" ? [] : [{ role: "assistant", content: text } as const]),
    { role: "user", content: request },
  ];
}

function describe({ path, message }: Issue): string {
  const where = path.length === 0 ? "the whole answer" : pathText(path);
  return `- ${where}: ${message}`;
}
