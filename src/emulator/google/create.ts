import { createHash } from "node:crypto";
import type { JsonObject, JsonValue } from "../../util/json.ts";
import { readBody, TooLarge } from "../http/body.ts";
import type { Call } from "../http/call.ts";
import { googleId } from "../ids.ts";
import { acceptJob, KEPT_BODY, openJobs, type NewJob } from "../jobs/accept.ts";
import { isJsonObject, isList } from "../json-value.ts";
import { tokensOf } from "../model/tokens.ts";
import type { Services } from "../services.ts";
import type { Job } from "../storage/job.ts";
import { FileWriter } from "../stream/file-writer.ts";
import { invalid, Refused } from "./errors.ts";
import { findFile } from "./files.ts";
import { membersOf } from "./members.ts";
import { readMembers } from "./settings.ts";

const JOB_ID = 34;
const BODY = new Set(["batch"]);
const BATCH = new Set(["model", "displayName", "inputConfig", "priority", "webhookConfig", "name"]);
const INPUT = new Set(["fileName", "requests"]);
const REQUESTS = new Set(["requests"]);
const INLINE = new Set(["request", "metadata"]);

/** @throws Refused */
export async function createBatch(call: Call, services: Services, model: string): Promise<Job> {
  const { inlineBytes } = services.limits.google;
  const body = await readBody(call, inlineBytes).catch((error: unknown) => {
    if (error instanceof TooLarge)
      throw invalid(`Request payload size exceeds the limit: ${inlineBytes} bytes.`);
    throw error;
  });
  if (!isJsonObject(body.json)) throw invalid("Invalid JSON payload received. Expected an object.");
  const { batch } = membersOf(body.json, BODY, "");
  if (!isJsonObject(batch))
    throw invalid("* BatchGenerateContentRequest.batch: batch is required.");
  const { displayName, inputConfig } = membersOf(batch, BATCH, "batch");
  if (typeof displayName !== "string" || displayName === "") {
    throw invalid("* BatchGenerateContentRequest.batch.display_name: display_name is required.");
  }
  if (!isJsonObject(inputConfig))
    throw invalid("* BatchGenerateContentRequest.batch.input_config: input_config is required.");
  checkConcurrency(services);
  const source = await readSource(membersOf(inputConfig, INPUT, "batch.input_config"), services);
  return acceptJob(services, "google", {
    id: googleId(JOB_ID),
    model,
    label: displayName,
    ...source,
    body: body.bytes.subarray(0, KEPT_BODY).toString("utf8"),
    bodyBytes: body.bytes.length,
    bodySha256: createHash("sha256").update(body.bytes).digest("hex"),
    options: {},
  });
}

type Source = Pick<NewJob, "input" | "inputFileId" | "requests">;

async function readSource({ fileName, requests }: JsonObject, services: Services): Promise<Source> {
  if ((fileName === undefined) === (requests === undefined)) {
    throw invalid(
      "* BatchGenerateContentRequest.batch.input_config: exactly one of file_name and requests is required.",
    );
  }
  if (typeof fileName === "string") {
    const file = findFile(services, fileName.replace(/^files\//, ""));
    checkTokens(services, tokensOf(file.bytes));
    return { input: file.stored, inputFileId: file.id, requests: file.lines };
  }
  const inner = isJsonObject(requests)
    ? membersOf(requests, REQUESTS, "batch.input_config.requests")
    : {};
  if (!isList(inner["requests"]) || inner["requests"].length === 0) {
    throw invalid(
      "* BatchGenerateContentRequest.batch.input_config.requests: requests must not be empty.",
    );
  }
  return store(inner["requests"], services);
}

/** Requests in the create itself become lines like those of a file. */
async function store(requests: readonly JsonValue[], { folder }: Services): Promise<Source> {
  const keys = new Set<JsonValue>();
  const lines = requests.map((request, place) =>
    inlineLine(request, `batch.input_config.requests.requests[${place}]`, keys),
  );
  const stored = folder.newName("requests");
  await using writer = await FileWriter.create(folder.file(stored));
  for (const line of lines) {
    writer.add(`${line}\n`);
    if (writer.isFull) await writer.flush();
  }
  await writer.close();
  return { input: stored, requests: requests.length };
}

function inlineLine(value: JsonValue, at: string, keys: Set<JsonValue>): string {
  if (!isJsonObject(value)) throw invalid(`Invalid value at '${at}': it must be an object.`);
  const { request, metadata = {} } = membersOf(value, INLINE, at);
  if (!isJsonObject(request))
    throw invalid(`* BatchGenerateContentRequest.${at}.request: request is required.`);
  // A member that does not exist is seen at once, since the whole body is one message.
  readMembers(request);
  if (!isJsonObject(metadata))
    throw invalid(`Invalid value at '${at}.metadata': it must be an object.`);
  const { key } = metadata;
  if (key !== undefined && keys.has(key)) {
    throw invalid(
      `* BatchGenerateContentRequest.${at}.metadata: the key ${JSON.stringify(key)} is used more than once.`,
    );
  }
  if (key !== undefined) keys.add(key);
  return JSON.stringify({ metadata, request });
}

function checkConcurrency(services: Services): void {
  const { concurrentJobs } = services.limits.google;
  if (openJobs(services, "google").length < concurrentJobs) return;
  throw new Refused(
    "RESOURCE_EXHAUSTED",
    `Resource has been exhausted: at most ${concurrentJobs} batch jobs can run at a time.`,
  );
}

function checkTokens(services: Services, tokens: number): void {
  const { enqueuedTokens } = services.limits.google;
  const enqueued = openJobs(services, "google").reduce(
    (sum, { inspection }) => sum + (inspection?.tokens ?? 0),
    0,
  );
  if (enqueued + tokens <= enqueuedTokens) return;
  throw new Refused(
    "RESOURCE_EXHAUSTED",
    `Resource has been exhausted: at most ${enqueuedTokens} tokens of batch requests can be enqueued.`,
  );
}
