import type { ArtifactInfo, Artifacts, ArtifactWriter } from "../store/artifacts.ts";
import { ByteBuffer } from "../util/byte-buffer.ts";
import { forEachLine, wholeLines } from "../util/lines.ts";
import type { RetryKind } from "./retry-choice.ts";

/** A request that is worth another attempt. */
export interface RetryNote {
  /** 1-based number of the request in its shard. */
  readonly request: number;
  readonly retry: RetryKind;
}

const WRITE_BYTES = 1 << 20;

/** Writes down which requests are worth another attempt, in the order in which their answers came. */
export class RetryNotes implements AsyncDisposable {
  readonly #artifacts: Artifacts;
  readonly #key: string;
  readonly #buffer = new ByteBuffer();
  #file: ArtifactWriter | undefined;
  count = 0;

  constructor(artifacts: Artifacts, key: string) {
    this.#artifacts = artifacts;
    this.#key = key;
  }

  add(request: number, retry: RetryKind): void {
    const note: RetryNote = { request, retry };
    this.#buffer.appendText(JSON.stringify(note));
    this.#buffer.appendNewline();
    this.count += 1;
  }

  get full(): boolean {
    return this.#buffer.length >= WRITE_BYTES;
  }

  async flush(): Promise<void> {
    this.#file ??= await this.#artifacts.create(this.#key);
    await this.#file.write(this.#buffer.view());
    this.#buffer.truncate(0);
  }

  /** Undefined where nothing is worth another attempt. */
  async finish(): Promise<ArtifactInfo | undefined> {
    if (this.count === 0) return undefined;
    await this.flush();
    return await this.#file?.commit(this.count);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file?.[Symbol.asyncDispose]();
  }
}

/** The notes in a file of them. */
export async function* readRetryNotes(
  file: ArtifactInfo,
  artifacts: Artifacts,
): AsyncGenerator<readonly RetryNote[]> {
  for await (const block of wholeLines(artifacts.read(file))) {
    const notes: RetryNote[] = [];
    forEachLine(block, (start, end) => {
      const note: RetryNote = JSON.parse(block.toString("utf8", start, end));
      notes.push(note);
    });
    yield notes;
  }
}
