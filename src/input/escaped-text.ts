import type { EscapedText } from "../model/record.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const CLOSING_BRACE = 0x7d;
const KEY = '"text":';
/** The bytes that may stand before the quote that opens a key. */
const BEFORE_KEY = new Set(Buffer.from("{, \t"));
/** What JSON.stringify writes after a backslash. A `\u` or `\/` is written otherwise by it, at least in most cases. */
const PLAIN_ESCAPES = new Set(Buffer.from('"\\bfnrt'));

/**
 * Finds the text of `{…, "text": "…"}` in its line, so that it need not be escaped again: only where `text` is the last
 * member, as tools write it, and is escaped as JSON.stringify escapes. The line has been parsed as JSON before.
 */
export class EscapedTextFinder {
  /** Where the last line had its key. Lines of one file are alike. */
  #offset = 0;

  /** Undefined where it can't be told. */
  find(block: Buffer, start: number, end: number): EscapedText | undefined {
    // The last two bytes close the text and the object, so the text is the last member of the outermost object.
    const last = end - 2;
    if (block[last] !== QUOTE || block[last + 1] !== CLOSING_BRACE) return undefined;
    const opened = this.#openingQuote(block, start, last);
    if (opened === undefined) return undefined;
    const from = opened + 1;
    return endsAt(block, from, last) ? { bytes: block, start: from, end: last } : undefined;
  }

  /** Where the value of the key `text` opens. A quote that JSON does not escape, before `text":`, opens a key. */
  #openingQuote(block: Buffer, start: number, last: number): number | undefined {
    let key = start + this.#offset;
    if (!isKey(block, key)) {
      key = block.indexOf(KEY, start, "latin1");
      if (key === -1 || key >= last || !isKey(block, key)) return undefined;
      this.#offset = key - start;
    }
    const value = key + KEY.length;
    const opened = block[value] === QUOTE ? value : value + 1;
    return block[opened] === QUOTE && opened < last ? opened : undefined;
  }
}

function isKey(block: Buffer, at: number): boolean {
  for (let index = 0; index < KEY.length; index += 1) {
    if (block[at + index] !== KEY.charCodeAt(index)) return false;
  }
  return BEFORE_KEY.has(block[at - 1] ?? 0);
}

/** Whether the string that opens before `from` closes at `last`, and has none but plain escapes. */
function endsAt(block: Buffer, from: number, last: number): boolean {
  let escape = block.indexOf(BACKSLASH, from);
  let quote = block.indexOf(QUOTE, from);
  while (escape !== -1 && escape < quote) {
    if (!PLAIN_ESCAPES.has(block[escape + 1] ?? 0)) return false;
    const next = escape + 2;
    if (quote < next) quote = block.indexOf(QUOTE, next);
    escape = block.indexOf(BACKSLASH, next);
  }
  return quote === last;
}
