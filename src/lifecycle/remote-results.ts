import { ProviderError, UnfinishedError } from "../errors.ts";
import type { DecodedResult, Provider, ResultFile } from "../providers/provider.ts";
import { ByteBuffer } from "../util/byte-buffer.ts";
import type { Clock } from "../util/clock.ts";
import { forEachLine, wholeLines } from "../util/lines.ts";
import { backoff } from "../util/retry.ts";
import { textOfBytes } from "../util/utf8.ts";
import type { AnswerReader } from "./answer-reader.ts";
import { appendMiddle, outcomeEnd } from "./outcome-line.ts";
import type { OutcomeLines } from "./results.ts";

/** What was noticed while the results of a job were read. */
export interface Noticed {
  /** Outcomes that were given. */
  readonly outcomes: number;
  /** Lines with an id that came before: the first one counts. */
  readonly doubled: number;
}

export interface RemoteResults {
  readonly reader: AnswerReader;
  readonly clock: Clock;
  readonly random: () => number;
  readonly signal: AbortSignal | undefined;
  readonly onEnd: (noticed: Noticed) => void;
}

/**
 * The outcomes of a job that has ended, by its own custom ids, in the order in which the provider gives them.
 *
 * @throws UnfinishedError where the results are not there yet.
 */
export async function* remoteOutcomeLines(
  provider: Provider,
  jobId: string,
  { reader, onEnd, ...download }: RemoteResults,
): OutcomeLines {
  const results = await provider.transport.results(jobId, download);
  if (results.kind === "not_ready") {
    throw new UnfinishedError("unfinished", `The results of ${jobId} are not there yet.`);
  }
  const end = outcomeEnd(1, jobId);
  const out = new ByteBuffer();
  // One job has at most some hundred thousand ids.
  const seen = new Set<string>();
  const noticed = { outcomes: 0, doubled: 0 };
  for (const file of results.files) {
    for await (const block of wholeLines(wholeFile(file, download))) {
      const lines: string[] = [];
      forEachLine(block, (from, to) => lines.push(textOfBytes(block, from, to)));
      for (const line of lines) {
        if (line.trim() === "") continue;
        const decoded = provider.codec.decodeResult(parsed(line));
        const { customId } = decoded;
        if (customId !== undefined && seen.has(customId)) {
          noticed.doubled += 1;
          continue;
        }
        if (customId !== undefined) seen.add(customId);
        noticed.outcomes += 1;
        await appendOutcome(out, decoded, reader);
        out.appendText(end);
      }
      yield out.view();
      out.truncate(0);
    }
  }
  onEnd(noticed);
}

/** The bytes of a file of results; after a cut connection it goes on behind what it has given already. */
async function* wholeFile(
  file: ResultFile,
  { clock, random, signal }: Pick<RemoteResults, "clock" | "random" | "signal">,
): AsyncGenerator<Uint8Array> {
  let given = 0;
  for (let attempt = 1; ; attempt += 1) {
    let passed = 0;
    try {
      for await (const chunk of await file.open({ signal })) {
        const known = Math.min(chunk.length, Math.max(0, given - passed));
        passed += chunk.length;
        if (known === chunk.length) continue;
        given += chunk.length - known;
        attempt = 1;
        yield chunk.subarray(known);
      }
      return;
    } catch (error) {
      if (!(error instanceof ProviderError) || !error.retryable || attempt >= MOST_ATTEMPTS) {
        throw error;
      }
      await clock.sleep(error.retryAfterMs ?? backoff(attempt, random), { signal });
    }
  }
}

/** Downloads in a row that bring nothing new. */
const MOST_ATTEMPTS = 5;

async function appendOutcome(
  to: ByteBuffer,
  { customId, reply }: DecodedResult,
  reader: AnswerReader,
): Promise<void> {
  const reading = reply.kind === "answered" ? await reader.read(reply.answer) : undefined;
  // A line that names no request still tells what came.
  to.appendText(`{"id":${JSON.stringify(customId ?? "")},`);
  appendMiddle(to, reply, reading, reader.jsonOutput);
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return line;
  }
}
