import type { Reply } from "../model/outcome.ts";
import type { Usage } from "../model/usage.ts";
import type { ByteBuffer } from "../util/byte-buffer.ts";
import type { JsonValue } from "../util/json.ts";
import { jsonText } from "../util/json-text.ts";
import type { Reading } from "./answer-reader.ts";

/**
 * Appends the middle of an outcome. An outcome is written as one line of JSON: the record's id, what became of it, and
 * which submission that was. Only the middle is made per answer; it is held until the record's turn comes, and the rest is
 * put around it.
 */
export function appendMiddle(
  to: ByteBuffer,
  reply: Reply,
  reading: Reading | undefined,
  jsonOutput: boolean,
): void {
  switch (reply.kind) {
    case "answered":
      to.appendText(answered(reply.answer, reading, jsonOutput));
      appendUsage(to, reply.usage);
      return;
    case "truncated":
    case "refused":
    case "blocked":
    case "errored":
      // The usage stands at the end of every kind.
      to.appendText(membersOf({ ...reply, usage: undefined }));
      appendUsage(to, reply.usage);
      return;
    case "expired":
    case "cancelled":
      appendBareMiddle(to, reply.kind);
  }
}

/** The middle of an outcome of which there is no more to say than its kind. */
export function appendBareMiddle(to: ByteBuffer, kind: "missing" | "expired" | "cancelled"): void {
  to.appendText(membersOf({ kind }));
}

/** What stands before the data. */
const SUCCEEDED = '"kind":"succeeded","data":';

function answered(answer: JsonValue, reading: Reading | undefined, jsonOutput: boolean): string {
  if (reading?.ok !== true) {
    return membersOf({ kind: "invalid", issues: reading?.issues ?? [], answer });
  }
  if (jsonOutput) return `${SUCCEEDED}${JSON.stringify(reading.data)}`;
  // The data as JSON is for people and files; the answer is what a program's data is read from again.
  return `${SUCCEEDED}${jsonText(reading.data)},"answer":${JSON.stringify(answer)}`;
}

/**
 * The same as `appendMiddle` for data that JSON carries unchanged.
 *
 * @param appendData Appends the data's JSON where that is at hand; false where it has to be made.
 */
export function appendSucceeded(
  to: ByteBuffer,
  data: unknown,
  usage: Usage | undefined,
  appendData: (data: unknown, to: ByteBuffer) => boolean,
): void {
  to.appendText(SUCCEEDED);
  if (!appendData(data, to)) to.appendText(JSON.stringify(data));
  appendUsage(to, usage);
}

/** As JSON.stringify writes it, for a small part of the time. */
function appendUsage(to: ByteBuffer, usage: Usage | undefined): void {
  if (usage === undefined) return;
  to.appendText(',"usage":{"inputTokens":');
  to.appendNumber(usage.inputTokens);
  appendCount(to, ',"outputTokens":', usage.outputTokens);
  appendCount(to, ',"cachedInputTokens":', usage.cachedInputTokens);
  appendCount(to, ',"cacheWriteTokens":', usage.cacheWriteTokens);
  appendCount(to, ',"reasoningTokens":', usage.reasoningTokens);
  to.appendText("}");
}

function appendCount(to: ByteBuffer, member: string, count: number | undefined): void {
  if (count === undefined) return;
  to.appendText(member);
  to.appendNumber(count);
}

function membersOf(members: object): string {
  return JSON.stringify(members).slice(1, -1);
}

/** What stands after the middle of every line of a shard. */
export function outcomeEnd(attempt: number, jobId: string | undefined): string {
  const job = jobId === undefined ? "" : `,"jobId":${JSON.stringify(jobId)}`;
  return `,"attempt":${attempt}${job}}\n`;
}
