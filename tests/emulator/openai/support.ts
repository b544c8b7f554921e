import { toFile, type OpenAI } from "openai";
import type { Batch } from "openai/resources/batches";
import { PEOPLE, until, USER_SCHEMA } from "../support.ts";

const USER_FORMAT = {
  type: "json_schema",
  json_schema: { name: "User", strict: true, schema: USER_SCHEMA },
} as const;

export interface ChatLine {
  readonly custom_id: string;
  readonly method: string;
  readonly url: string;
  readonly body: Record<string, unknown>;
}

export function chatLine(id: string, text: string, body: Record<string, unknown> = {}): ChatLine {
  return {
    custom_id: id,
    method: "POST",
    url: "/v1/chat/completions",
    body: {
      model: "gpt-4o-mini",
      messages: [{ role: "user", content: text }],
      response_format: USER_FORMAT,
      ...body,
    },
  };
}

/** Lines for all ten people, or for the first of them. */
export function peopleLines(count: number = PEOPLE.length): readonly ChatLine[] {
  return PEOPLE.slice(0, count).map(([text], place) => chatLine(`request-${place}`, text));
}

export async function upload(client: OpenAI, lines: readonly unknown[]): Promise<string> {
  const text = lines
    .map((line) => (typeof line === "string" ? line : JSON.stringify(line)))
    .join("\n");
  const file = await client.files.create({
    file: await toFile(Buffer.from(text), "requests.jsonl"),
    purpose: "batch",
  });
  return file.id;
}

export async function createBatch(
  client: OpenAI,
  lines: readonly unknown[],
  params: Partial<OpenAI.Batches.BatchCreateParams> = {},
): Promise<Batch> {
  return client.batches.create({
    input_file_id: await upload(client, lines),
    endpoint: "/v1/chat/completions",
    completion_window: "24h",
    ...params,
  });
}

export const ENDED: readonly string[] = ["completed", "failed", "expired", "cancelled"];

export function untilEnded(client: OpenAI, id: string): Promise<Batch> {
  return until(
    () => client.batches.retrieve(id),
    ({ status }) => ENDED.includes(status),
  );
}

export async function contentOf(client: OpenAI, id: string | null | undefined): Promise<string> {
  return id ? (await client.files.content(id)).text() : "";
}

/** A line of an output file. */
export interface ResultLine<Body> {
  readonly custom_id: string;
  readonly response: { readonly status_code: number; readonly body: Body };
}
