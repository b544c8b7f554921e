import type { BatchJob, GoogleGenAI } from "@google/genai";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PEOPLE, until, USER_SCHEMA, type Bench } from "../support.ts";

export const MODEL = "gemini-3.8-flash";

export interface RequestLine {
  readonly key: string;
  readonly request: Record<string, unknown>;
}

export function line(
  key: string,
  text: string,
  generationConfig: Record<string, unknown> = {
    responseMimeType: "application/json",
    responseJsonSchema: USER_SCHEMA,
  },
): RequestLine {
  return { key, request: { contents: [{ role: "user", parts: [{ text }] }], generationConfig } };
}

export function peopleLines(count: number = PEOPLE.length): readonly RequestLine[] {
  return PEOPLE.slice(0, count).map(([text], place) => line(`request-${place}`, text));
}

export async function upload(client: GoogleGenAI, lines: readonly unknown[]): Promise<string> {
  const text = lines.map((one) => (typeof one === "string" ? one : JSON.stringify(one))).join("\n");
  const file = await client.files.upload({
    file: new Blob([text]),
    config: { mimeType: "application/jsonl" },
  });
  return file.name ?? "";
}

export async function createJob(client: GoogleGenAI, lines: readonly unknown[]): Promise<BatchJob> {
  const src = await upload(client, lines);
  return client.batches.create({ model: MODEL, src, config: { displayName: "job" } });
}

const RUNNING = new Set<unknown>(["JOB_STATE_PENDING", "JOB_STATE_RUNNING"]);

export function untilEnded(client: GoogleGenAI, name: string | undefined): Promise<BatchJob> {
  return until(
    () => client.batches.get({ name: name ?? "" }),
    ({ state }) => !RUNNING.has(state),
  );
}

/** What the SDK leaves out of an operation is in its JSON. */
export async function operation(
  bench: Bench,
  name: string | undefined,
): Promise<Record<string, unknown>> {
  const response = await fetch(`${bench.emulator.url}/v1beta/${name ?? ""}`, {
    headers: { "x-goog-api-key": "k" },
  });
  const parsed: Record<string, unknown> = JSON.parse(await response.text());
  return parsed;
}

export async function download(bench: Bench, name: string | undefined): Promise<string> {
  const response = await fetch(`${bench.emulator.url}/v1/${name ?? ""}:download?alt=media`, {
    headers: { "x-goog-api-key": "k" },
  });
  return response.text();
}

/** Runs with a path in a folder that is gone afterwards. */
export async function withPath<T>(run: (path: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "emulator-test-"));
  try {
    return await run(join(folder, "file.jsonl"));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The SDK's download resolves before the file is written: what is there is read until it is whole. */
export async function readWhole(path: string, bytes: number): Promise<string> {
  return until(
    () => readFile(path, "utf8").catch(() => ""),
    (text) => Buffer.byteLength(text) === bytes,
  );
}
