import type { Reply } from "../model/outcome.ts";
import type { Usage } from "../model/usage.ts";
import type { JsonValue } from "../util/json.ts";
import { jsonText } from "../util/json-text.ts";
import type { Reading } from "./answer-reader.ts";

/**
 * An outcome is written as one line of JSON: the record's id, what became of it, and which submission that was. Only the
 * middle is made per answer; it is held until the record's turn comes, and the rest is put around it.
 */
export function outcomeMiddle(
  reply: Reply,
  reading: Reading | undefined,
  jsonOutput: boolean,
): string {
  switch (reply.kind) {
    case "answered":
      return answered(reply.answer, reading, jsonOutput) + usageOf(reply.usage);
    case "truncated":
    case "refused":
    case "blocked":
    case "errored":
      // The usage stands at the end of every kind.
      return membersOf({ ...reply, usage: undefined }) + usageOf(reply.usage);
    case "expired":
    case "cancelled":
      return bareMiddle(reply.kind);
  }
}

/** The middle of an outcome of which there is no more to say than its kind. */
export function bareMiddle(kind: "missing" | "expired" | "cancelled"): string {
  return membersOf({ kind });
}

function answered(answer: JsonValue, reading: Reading | undefined, jsonOutput: boolean): string {
  if (reading?.ok !== true) {
    return membersOf({ kind: "invalid", issues: reading?.issues ?? [], answer });
  }
  if (jsonOutput) return `"kind":"succeeded","data":${JSON.stringify(reading.data)}`;
  // The data as JSON is for people and files; the answer is what a program's data is read from again.
  return `"kind":"succeeded","data":${jsonText(reading.data)},"answer":${JSON.stringify(answer)}`;
}

/** As JSON.stringify writes it, for a fifth of the time. */
function usageOf(usage: Usage | undefined): string {
  if (usage === undefined) return "";
  const { inputTokens, outputTokens, cachedInputTokens, cacheWriteTokens, reasoningTokens } = usage;
  const cached = optional("cachedInputTokens", cachedInputTokens);
  const written = optional("cacheWriteTokens", cacheWriteTokens);
  const reasoning = optional("reasoningTokens", reasoningTokens);
  return `,"usage":{"inputTokens":${inputTokens},"outputTokens":${outputTokens}${cached}${written}${reasoning}}`;
}

function optional(name: string, count: number | undefined): string {
  return count === undefined ? "" : `,"${name}":${count}`;
}

function membersOf(members: object): string {
  return JSON.stringify(members).slice(1, -1);
}

/** What stands after the middle of every line of a shard. */
export function outcomeEnd(attempt: number, jobId: string | undefined): string {
  const job = jobId === undefined ? "" : `,"jobId":${JSON.stringify(jobId)}`;
  return `,"attempt":${attempt}${job}}\n`;
}
