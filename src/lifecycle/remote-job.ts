import { UsageError } from "../errors.ts";
import type { JobStatus } from "../model/job.ts";
import { parseModelId } from "../model/model-id.ts";
import type { Provider } from "../providers/provider.ts";
import { ByteBuffer } from "../util/byte-buffer.ts";
import { forEachLine, wholeLines } from "../util/lines.ts";
import { textOfBytes } from "../util/utf8.ts";
import type { AnswerReader } from "./answer-reader.ts";
import type { Engine } from "./engine.ts";
import { outcomeEnd, outcomeMiddle } from "./outcome-line.ts";
import type { OutcomeLines } from "./results.ts";

/** A job that was made elsewhere: nothing of it is kept here. */
export interface RemoteJobTarget {
  /** As in `openai/gpt-4o-mini`. */
  readonly model: string;
  readonly jobId: string;
  readonly flags: Readonly<Record<string, string>>;
}

/** The adapter for a model, where only the provider matters. */
export async function providerFor(
  engine: Engine,
  { model: modelId, flags }: Omit<RemoteJobTarget, "jobId">,
): Promise<Provider> {
  const { provider, model } = parseModelId(modelId);
  const adapter = await engine.provider({ provider, request: { model }, flags });
  adapter.requireKey();
  return adapter;
}

/** @throws UsageError for a job that the provider does not know. */
export async function remoteStatus(
  provider: Provider,
  jobId: string,
  signal: AbortSignal | undefined,
): Promise<JobStatus> {
  const statuses = await provider.transport.status([jobId], { signal });
  const status = statuses.get(jobId);
  if (status === undefined) {
    throw new UsageError("not_found", `${provider.name} does not know the job "${jobId}".`);
  }
  return status;
}

/** The outcomes of a job by its own custom ids, in the order in which the provider gives them. */
export async function* remoteOutcomeLines(
  provider: Provider,
  jobId: string,
  reader: AnswerReader,
  signal: AbortSignal | undefined,
): OutcomeLines {
  const results = await provider.transport.results(jobId, { signal });
  const files = results.kind === "ready" ? results.files : [];
  const end = outcomeEnd(1, jobId);
  const out = new ByteBuffer();
  for (const file of files) {
    for await (const block of wholeLines(await file.open({ signal }))) {
      const lines: string[] = [];
      forEachLine(block, (from, to) => lines.push(textOfBytes(block, from, to)));
      for (const line of lines) {
        if (line.trim() !== "") out.appendText(await outcomeOf(line, provider, reader, end));
      }
      yield out.view();
      out.truncate(0);
    }
  }
}

async function outcomeOf(
  line: string,
  { codec }: Provider,
  reader: AnswerReader,
  end: string,
): Promise<string> {
  const { customId, reply } = codec.decodeResult(parsed(line));
  const reading = reply.kind === "answered" ? await reader.read(reply.answer) : undefined;
  // A line that names no request still tells what came.
  const id = JSON.stringify(customId ?? "");
  return `{"id":${id},${outcomeMiddle(reply, reading, reader.jsonOutput)}${end}`;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return line;
  }
}
