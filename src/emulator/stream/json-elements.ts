const QUOTE = 34;
const COMMA = 44;
const BACKSLASH = 92;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/** What may stand in the body beside the list, in bytes; a client that sends more means something else. */
const LARGEST_REST = 1024 * 1024;

/**
 * Cuts the elements of one list out of a JSON object as its bytes come in, so that a body of any size is never held.
 * Whether the elements are JSON, its reader finds out; this only counts brackets outside strings.
 */
export class JsonElements {
  readonly #opening: RegExp;
  /** The object with an empty list in place of the elements. */
  #rest = "";
  #element: Buffer[] = [];
  #depth = 0;
  #inList = false;
  #inString = false;
  #escaped = false;

  /** @param key The member of the object that holds the list. */
  constructor(key: string) {
    this.#opening = new RegExp(`"${key}"\\s*:\\s*$`);
  }

  /** The elements that end in this chunk, each whole. */
  push(chunk: Buffer): readonly Buffer[] {
    const done: Buffer[] = [];
    let start = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      if (this.#inString) {
        at = this.#stringEnd(chunk, at);
        continue;
      }
      const byte = chunk[at] ?? 0;
      switch (byte) {
        case QUOTE:
          this.#inString = true;
          break;
        case OPEN_BRACE:
        case OPEN_BRACKET:
          this.#depth += 1;
          if (!this.#inList && this.#depth === 2 && byte === OPEN_BRACKET) {
            this.#keep(chunk.subarray(start, at + 1));
            if (this.#opening.test(this.#rest.slice(0, -1))) this.#inList = true;
            start = at + 1;
          }
          break;
        case CLOSE_BRACE:
        case CLOSE_BRACKET:
          if (this.#inList && this.#depth === 2) {
            this.#finish(chunk.subarray(start, at), done);
            this.#inList = false;
            start = at;
          }
          this.#depth -= 1;
          break;
        case COMMA:
          if (this.#inList && this.#depth === 2) {
            this.#finish(chunk.subarray(start, at), done);
            start = at + 1;
          }
          break;
        default:
          break;
      }
    }
    this.#leave(chunk.subarray(start));
    return done;
  }

  /** What stands beside the elements, once all bytes are in. */
  get rest(): string {
    // Kept byte by byte, since a chunk may end within a character.
    return Buffer.from(this.#rest, "latin1").toString("utf8");
  }

  /** Whether the object closed, and nothing is left open. */
  get isComplete(): boolean {
    return this.#depth === 0 && !this.#inString && this.#rest.trim() !== "";
  }

  /** The place of the last byte of the string in this chunk. */
  #stringEnd(chunk: Buffer, from: number): number {
    let at = from;
    for (; at < chunk.length; at += 1) {
      if (this.#escaped) {
        this.#escaped = false;
      } else if (chunk[at] === BACKSLASH) {
        this.#escaped = true;
      } else if (chunk[at] === QUOTE) {
        this.#inString = false;
        return at;
      }
    }
    return at;
  }

  #finish(last: Buffer, done: Buffer[]): void {
    const element = this.#element.length === 0 ? last : Buffer.concat([...this.#element, last]);
    this.#element = [];
    // An empty list, or a comma too many.
    if (element.toString("latin1").trim() !== "") done.push(element);
  }

  /** Puts by what a chunk ends with. */
  #leave(bytes: Buffer): void {
    if (this.#inList) this.#element.push(Buffer.from(bytes));
    else this.#keep(bytes);
  }

  #keep(bytes: Buffer): void {
    this.#rest += bytes.toString("latin1");
    if (this.#rest.length > LARGEST_REST)
      throw new RangeError("The body holds too much beside its list.");
  }
}
