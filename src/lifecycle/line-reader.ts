import { forEachLine, wholeLines } from "../util/lines.ts";
import { textOfBytes } from "../util/utf8.ts";

/** The lines of a file as texts, in groups. */
export async function* linesOf(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<readonly string[]> {
  for await (const block of wholeLines(chunks)) {
    const lines: string[] = [];
    forEachLine(block, (start, end) => {
      lines.push(textOfBytes(block, start, end));
    });
    yield lines;
  }
}

/** Takes items one at a time from a stream of groups. */
export class ItemReader<Item> implements AsyncDisposable {
  readonly #groups: AsyncIterator<readonly Item[]>;
  #group: readonly Item[] = [];
  #index = 0;

  constructor(groups: AsyncIterable<readonly Item[]>) {
    this.#groups = groups[Symbol.asyncIterator]();
  }

  /** Undefined at the end. */
  async next(): Promise<Item | undefined> {
    while (this.#index >= this.#group.length) {
      const { done, value } = await this.#groups.next();
      if (done === true) return undefined;
      this.#group = value;
      this.#index = 0;
    }
    this.#index += 1;
    return this.#group[this.#index - 1];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#groups.return?.();
  }
}
