import type { EscapedText } from "../model/record.ts";
import { BACKSLASH } from "../util/json-cursor.ts";
import { type NestedReader, unescaped } from "../util/line-shape.ts";

const SPACE = 0x20;
const LAST_ASCII = 0x7f;

/** Leaves texts escaped as they are where JSON.stringify would escape them so, and where they are surely not blank. */
export const escapedTexts: NestedReader<EscapedText> = {
  read(block, start, end, plain) {
    const first = block[start] ?? 0;
    const blank = start === end || first <= SPACE || first === BACKSLASH || first > LAST_ASCII;
    return plain && !blank ? { bytes: block, start, end } : undefined;
  },
};

/** The content of a record whose text is only made of its bytes where it is asked for, which is seldom. */
export class TextInLine {
  readonly kind = "text";
  readonly escaped: EscapedText;

  constructor(escaped: EscapedText) {
    this.escaped = escaped;
  }

  get text(): string {
    const { bytes, start, end } = this.escaped;
    return unescaped(bytes, start, end);
  }
}
