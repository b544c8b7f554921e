import type { Reply } from "../model/outcome.ts";
import type { Codec, DecodedResult } from "../providers/provider.ts";
import type { ByteBuffer } from "../util/byte-buffer.ts";
import { jsonIn, type JsonValue } from "../util/json.ts";
import { LineShape, STAND_IN } from "../util/line-shape.ts";
import { NestedShape } from "../util/nested-shape.ts";
import { textOfBytes } from "../util/utf8.ts";

export interface ResultReaderOptions {
  /** Whether lines that are alike are read without being parsed. @default true */
  readonly byShape?: boolean | undefined;
  /** Whether answers are JSON, and the values that they stand for are asked for rather than their texts. @default false */
  readonly nested?: boolean | undefined;
}

type Answered = Extract<Reply, { readonly kind: "answered" }>;

/**
 * Decodes result lines. Nearly all of a job are answers of one shape: these are read without being parsed, and everything
 * else is parsed.
 */
export class ResultReader {
  readonly #codec: Codec;
  readonly #byShape: boolean;
  readonly #lines: LineShape<JsonValue>;
  readonly #answers: NestedShape | undefined;

  /**
   * What the answer of the line that was read last stands for. Undefined where its text was read, and always without
   * `nested`.
   */
  value: JsonValue | undefined;

  constructor(codec: Codec, { byShape = true, nested = false }: ResultReaderOptions = {}) {
    this.#codec = codec;
    this.#byShape = byShape;
    this.#answers = nested ? new NestedShape() : undefined;
    this.#lines = new LineShape(this.#answers);
  }

  /**
   * Undefined for a line that is no JSON. Valid, as all else of this, until the next line is read; where there is a
   * `value`, the reply is to be completed before its answer is used.
   */
  read(block: Buffer, start: number, end: number): DecodedResult | undefined {
    const alike = this.#lines.match(block, start, end);
    if (alike !== undefined) {
      const result = this.#decode(alike);
      this.value = this.#lines.nested;
      if (typeof answerOf(result) === "string") return result;
    }
    this.value = undefined;
    const parsed = jsonIn(textOfBytes(block, start, end));
    if (parsed === undefined) return undefined;
    const result = this.#codec.decodeResult(parsed);
    const answer = answerOf(result);
    // Of no other result is it sure that nothing refers to the line that it was read from.
    if (typeof answer !== "string") return result;
    if (alike === undefined && this.#byShape) {
      this.#lines.learn(block, start, end, ({ value }) => value === answer);
    }
    return result;
  }

  /** Decodes a line that was matched. */
  #decode(alike: object): DecodedResult {
    const result = this.#codec.decodeResult(alike);
    if (this.#lines.nested === undefined) {
      this.#learnAnswer();
      return result;
    }
    if (answerOf(result) === STAND_IN) return result;
    // The codec has put the text together with others, or has no use for it.
    this.#lines.nested = undefined;
    return this.#codec.decodeResult(alike);
  }

  #learnAnswer(): void {
    if (this.#answers === undefined) return;
    const text = this.#lines.nestedText();
    if (text !== undefined) this.#answers.learn(text);
  }

  /** The reply of the line that was read last, with the text of its answer. */
  complete(reply: Answered): Answered {
    return this.value === undefined ? reply : { ...reply, answer: this.#lines.nestedText() ?? "" };
  }

  /** Appends the JSON of data that was made of the `value`; false where that is not the answer's own text. */
  appendData(data: unknown, to: ByteBuffer): boolean {
    if (this.value === undefined || this.#answers?.isTextOf(data) !== true) return false;
    this.#lines.appendNested(to);
    return true;
  }
}

function answerOf({ reply }: DecodedResult): JsonValue | undefined {
  return reply.kind === "answered" ? reply.answer : undefined;
}
