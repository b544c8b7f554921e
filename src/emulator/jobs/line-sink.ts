import { draw } from "../faults/draw.ts";
import type { JobFault } from "../faults/profile.ts";
import { FileWriter } from "../stream/file-writer.ts";

/** Lines are shuffled within windows, so that a file of any size needs no more memory than one. */
const WINDOW_LINES = 2000;
const WINDOW_CHARACTERS = 8 * 1024 * 1024;
/** One blank line among so many. */
const BLANK_RATE = 1 / 20;

/** Writes a file of result lines, in the shape that a job's faults give it. Without a line there is no file. */
export class LineSink implements AsyncDisposable {
  readonly #path: string;
  readonly #faults: ReadonlySet<JobFault["fault"]>;
  readonly #seed: number;
  readonly #lineEnd: string;
  #writer: FileWriter | undefined;
  #pending: string[] = [];
  #window: string[] = [];
  #windowCharacters = 0;
  #written = 0;

  constructor(path: string, faults: readonly JobFault[], seed: number) {
    this.#path = path;
    this.#faults = new Set(faults.map(({ fault }) => fault));
    this.#seed = seed;
    this.#lineEnd = this.#faults.has("crlf_lines") ? "\r\n" : "\n";
  }

  /** Takes a line; it is in the file once this is flushed. */
  add(line: string): void {
    if (!this.#faults.has("shuffled_lines")) {
      this.#write(line);
      return;
    }
    this.#window.push(line);
    this.#windowCharacters += line.length;
    const full = this.#windowCharacters >= WINDOW_CHARACTERS;
    if (full || this.#window.length >= WINDOW_LINES) this.#emptyWindow();
  }

  async flush(): Promise<void> {
    if (this.#pending.length === 0) return;
    this.#writer ??= await FileWriter.create(this.#path);
    for (const piece of this.#pending) this.#writer.add(piece);
    this.#pending = [];
    await this.#writer.flush();
  }

  /** Ends the file; tells whether there is one. */
  async close(): Promise<boolean> {
    this.#emptyWindow();
    if (this.#written === 0) return false;
    if (!this.#faults.has("no_final_newline")) this.#pending.push(this.#lineEnd);
    if (this.#faults.has("doubled_final_newline")) this.#pending.push(this.#lineEnd);
    await this.flush();
    await this.#writer?.close();
    return true;
  }

  #write(line: string): void {
    // A line end is written with the line after it, so that the last one can go without.
    if (this.#written > 0) this.#pending.push(this.#lineEnd);
    const blank =
      this.#faults.has("blank_lines") && draw(this.#seed, this.#written, 1) < BLANK_RATE;
    if (blank && this.#written > 0) this.#pending.push(this.#lineEnd);
    this.#pending.push(line);
    this.#written += 1;
  }

  #emptyWindow(): void {
    const lines = this.#window;
    this.#window = [];
    this.#windowCharacters = 0;
    for (let left = lines.length; left > 0; left -= 1) {
      const at = Math.floor(draw(this.#seed, this.#written, left) * left);
      const line = lines[at];
      const last = lines[left - 1];
      if (line === undefined || last === undefined) break;
      this.#write(line);
      lines[at] = last;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writer?.[Symbol.asyncDispose]();
  }
}
