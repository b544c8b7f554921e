import type { Codec, DecodedResult } from "../providers/provider.ts";
import type { ByteBuffer } from "../util/byte-buffer.ts";
import type { JsonValue } from "../util/json.ts";
import { LineShape, STAND_IN } from "../util/line-shape.ts";
import { NestedShape } from "../util/nested-shape.ts";
import { textOfBytes } from "../util/utf8.ts";

export interface ResultReaderOptions {
  /** Whether lines that are alike are read without being parsed. @default true */
  readonly byShape?: boolean | undefined;
  /** Whether answers are JSON, and the values that they stand for may be read in place of them. @default false */
  readonly nested?: boolean | undefined;
}

/**
 * Decodes result lines. Nearly all of a job are answers of one shape: these are read without being parsed, and everything
 * else is parsed.
 */
export class ResultReader {
  readonly #codec: Codec;
  readonly #byShape: boolean;
  readonly #answers: NestedShape | undefined;
  readonly #shape: LineShape;
  readonly #lines = new Lessons();
  readonly #texts = new Lessons();

  /**
   * What the answer of the line that was read last stands for, where that was read in place of its text; then the reply
   * has no answer, but `answer` gives it. Only with `nested`, and undefined otherwise.
   */
  value: JsonValue | undefined;

  constructor(codec: Codec, { byShape = true, nested = false }: ResultReaderOptions = {}) {
    this.#codec = codec;
    this.#byShape = byShape;
    this.#answers = nested ? new NestedShape() : undefined;
    this.#shape = new LineShape(this.#answers);
  }

  /** Undefined for a line that is no JSON. Valid, as all else of this, until the next line is read. */
  read(block: Buffer, start: number, end: number): DecodedResult | undefined {
    const alike = this.#shape.match(block, start, end);
    if (alike !== undefined) {
      this.#lines.known += 1;
      const result = this.#decode(alike);
      if (isPlainAnswer(result)) return result;
    }
    this.value = undefined;
    const parsed = parsedLine(textOfBytes(block, start, end));
    if (parsed === undefined) return undefined;
    const result = this.#codec.decodeResult(parsed);
    if (alike === undefined && isPlainAnswer(result)) this.#learn(block, start, end, result);
    return result;
  }

  /** The text of the answer whose value was read. */
  answer(): string {
    return this.#shape.nestedText() ?? "";
  }

  /** Appends data that the response model made of the answer's value; false where the answer's text is not its JSON. */
  appendData(data: unknown, to: ByteBuffer): boolean {
    if (this.#answers?.isTextOf(data) !== true) return false;
    this.#shape.appendNested(to);
    return true;
  }

  /** Decodes a line that was matched. */
  #decode(alike: object): DecodedResult {
    const result = this.#codec.decodeResult(alike);
    this.value = this.#shape.nested;
    if (this.value === undefined) {
      this.#learnAnswer();
      return result;
    }
    this.#texts.known += 1;
    if (answerOf(result) === STAND_IN) return result;
    // The codec has put the text together with others, or has no use for it.
    this.#shape.nested = undefined;
    this.value = undefined;
    return this.#codec.decodeResult(alike);
  }

  #learn(block: Buffer, start: number, end: number, result: DecodedResult): void {
    if (!this.#byShape || !this.#lines.takesOne()) return;
    const answer = answerOf(result);
    this.#shape.learn(block, start, end, typeof answer === "string" ? answer : undefined);
  }

  #learnAnswer(): void {
    if (this.#answers === undefined || !this.#texts.takesOne()) return;
    const text = this.#shape.nestedText();
    if (text !== undefined) this.#answers.learn(text);
  }
}

/** Lessons may be taken from so many that were not alike, though those before them were not either. */
const MOST_ODD = 32;
/** Beyond them, one in so many. */
const ODD_SHARE = 16;

/** Sees to it that no more is spent on learning than it brings. */
class Lessons {
  /** How many were alike. */
  known = 0;
  #odd = 0;

  /** Whether this one, which was not alike, is to be learnt from. */
  takesOne(): boolean {
    this.#odd += 1;
    return this.#odd <= MOST_ODD + this.known / ODD_SHARE;
  }
}

function answerOf({ reply }: DecodedResult): JsonValue | undefined {
  return reply.kind === "answered" ? reply.answer : undefined;
}

/** Nothing of such a result refers to the line that it was read from. */
function isPlainAnswer(result: DecodedResult): boolean {
  return typeof answerOf(result) === "string";
}

function parsedLine(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}
