import { ProviderError } from "../errors.ts";
import type { ResultFile } from "../providers/provider.ts";
import type { ArtifactInfo, Artifacts } from "../store/artifacts.ts";
import type { Clock } from "../util/clock.ts";
import { BufferedWriter } from "./buffered-writer.ts";
import { retrying } from "../util/retry.ts";

export interface DownloadOptions {
  readonly artifacts: Artifacts;
  readonly key: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly signal: AbortSignal | undefined;
}

/** A network brings less at a time than a disk. */
const WRITE_BYTES = 1 << 19;

/** Keeps a file of results as an artifact. A connection that is cut costs a new start, never a doubled line. */
export async function download(
  file: ResultFile,
  { artifacts, key, clock, random, signal }: DownloadOptions,
): Promise<ArtifactInfo> {
  const attempt = async () => {
    await using writer = await artifacts.create(key);
    await using gathered = new BufferedWriter(writer, { writeBytes: WRITE_BYTES });
    for await (const chunk of await file.open({ signal })) {
      gathered.buffer.appendBytes(chunk);
      if (gathered.full) await gathered.flush();
    }
    await gathered.finish();
    return await writer.commit(0);
  };
  return await retrying(attempt, {
    clock,
    random,
    signal,
    advise: (error) =>
      error instanceof ProviderError
        ? { retryable: error.retryable, afterMs: error.retryAfterMs }
        : { retryable: false, afterMs: undefined },
  });
}
