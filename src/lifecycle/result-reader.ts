import type { Codec, DecodedResult } from "../providers/provider.ts";
import { LineShape } from "../util/line-shape.ts";
import { textOfBytes } from "../util/utf8.ts";

/** Lines that may be learnt from though those before were not like them. */
const MOST_ODD = 32;
/** Beyond them, one in so many. */
const ODD_SHARE = 16;

/**
 * Decodes result lines. Nearly all of a job are answers of one shape: these are read without being parsed, and everything
 * else is parsed.
 */
export class ResultReader {
  readonly #codec: Codec;
  readonly #byShape: boolean;
  readonly #shape = new LineShape();
  #matched = 0;
  #odd = 0;

  /** @param options.byShape False where every line is to be parsed. */
  constructor(codec: Codec, { byShape = true }: { readonly byShape?: boolean | undefined } = {}) {
    this.#codec = codec;
    this.#byShape = byShape;
  }

  /** Undefined for a line that is no JSON. */
  read(block: Buffer, start: number, end: number): DecodedResult | undefined {
    const alike = this.#shape.match(block, start, end);
    if (alike !== undefined) {
      this.#matched += 1;
      const result = this.#codec.decodeResult(alike);
      if (isPlainAnswer(result)) return result;
    }
    const parsed = parsedLine(textOfBytes(block, start, end));
    if (parsed === undefined) return undefined;
    const result = this.#codec.decodeResult(parsed);
    if (alike === undefined && isPlainAnswer(result)) this.#learn(block, start, end);
    return result;
  }

  #learn(block: Buffer, start: number, end: number): void {
    this.#odd += 1;
    if (!this.#byShape) return;
    if (this.#odd > MOST_ODD + this.#matched / ODD_SHARE) return;
    this.#shape.learn(block, start, end);
  }
}

/** Nothing of such a result refers to the line that it was read from. */
function isPlainAnswer({ reply }: DecodedResult): boolean {
  return reply.kind === "answered" && typeof reply.answer === "string";
}

function parsedLine(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}
