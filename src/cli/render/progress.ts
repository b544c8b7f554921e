import type { Context } from "../context.ts";
import { printable } from "./printable.ts";

/** Without a terminal, a line that only counts on is not written more often. */
const PLAIN_MS = 30_000;

/** Shows what goes on: a spinner on a terminal, plain lines elsewhere. Always on standard error. */
export class Progress implements AsyncDisposable {
  readonly #context: Context;
  readonly #quiet: boolean;
  #timer: NodeJS.Timeout | undefined;
  #draw: ((text: string) => void) | undefined;
  #text: () => string = () => "";
  #frames: readonly string[] = [];
  #frame = 0;
  #written = "";
  #writtenAt = -Infinity;

  static async start(context: Context, options: { readonly quiet: boolean }): Promise<Progress> {
    const progress = new Progress(context, options.quiet);
    if (context.err.isTerminal && !options.quiet) await progress.#spin();
    return progress;
  }

  private constructor(context: Context, quiet: boolean) {
    this.#context = context;
    this.#quiet = quiet;
  }

  async #spin(): Promise<void> {
    // Loaded where there is a terminal to show them on.
    const { createLogUpdate } = await import("log-update");
    const { default: spinners } = await import("cli-spinners");
    const { frames, interval } = spinners.dots;
    this.#frames = frames;
    const update = createLogUpdate(process.stderr, { showCursor: true });
    this.#draw = (text) => (text === "" ? update.clear() : update(text));
    this.#timer = setInterval(() => {
      this.#frame = (this.#frame + 1) % frames.length;
      this.#redraw();
    }, interval);
    this.#timer.unref();
  }

  /**
   * Shows a line in place of the last one.
   *
   * @param line Asked again with each turn of the spinner, so that the time in it goes on.
   * @param gist What of it matters where lines stay: a line with the same gist is written again only after a while.
   */
  show(line: () => string, gist: string): void {
    this.#text = () => printable(line());
    if (this.#quiet) return;
    if (this.#draw !== undefined) {
      this.#redraw();
      return;
    }
    const now = this.#context.now();
    if (gist === this.#written && now - this.#writtenAt < PLAIN_MS) return;
    this.#written = gist;
    this.#writtenAt = now;
    void this.#context.err.write(`${this.#text()}\n`);
  }

  /** Writes a line that stays. */
  async note(text: string): Promise<void> {
    this.#draw?.("");
    await this.#context.err.write(`${printable(text)}\n`);
    this.#redraw();
  }

  #redraw(): void {
    const text = this.#text();
    if (text !== "") this.#draw?.(`${this.#frames[this.#frame]} ${text}`);
  }

  /** Takes the line away. */
  [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    this.#draw?.("");
    return Promise.resolve();
  }
}
