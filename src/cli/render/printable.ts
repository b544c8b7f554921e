import { stripVTControlCharacters } from "node:util";

// Everything below a space but tab and newline, DEL, the C1 controls, and marks that turn the direction of text.
const UNPRINTABLE = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g; // eslint-disable-line no-control-regex -- these are what must go

/** Text of others, such as a model's answer, without what would move a terminal's cursor or change its colours. */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replace(UNPRINTABLE, "");
}
