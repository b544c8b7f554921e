import { findDates, type DateFact } from "./dates.ts";
import { findLabels, type LabelFact } from "./labels.ts";
import { findNumbers, type NumberFact } from "./numbers.ts";
import { wordSet } from "../words.ts";

/** A stretch of text to be read, with what was found in it; each kind of fact is looked for when it is first asked for. */
export class Passage {
  readonly text: string;
  #lines: readonly string[] | undefined;
  #numbers: readonly NumberFact[] | undefined;
  #dates: readonly DateFact[] | undefined;
  #labels: readonly LabelFact[] | undefined;
  #words: ReadonlySet<string> | undefined;
  #spaced: string | undefined;

  constructor(text: string) {
    this.text = text;
  }

  get lines(): readonly string[] {
    return (this.#lines ??= this.text.split(/\r?\n/));
  }

  get dates(): readonly DateFact[] {
    return (this.#dates ??= findDates(this.text));
  }

  /** Numbers that are not part of a date, an identifier or a telephone number. */
  get numbers(): readonly NumberFact[] {
    return (this.#numbers ??= findNumbers(this.text, this.dates));
  }

  get labels(): readonly LabelFact[] {
    return (this.#labels ??= findLabels(this.text));
  }

  get words(): ReadonlySet<string> {
    return (this.#words ??= wordSet(this.text));
  }

  /**
   * The text in lower case, with a single space for whatever is no letter or digit, and ` | ` for what parts clauses, so
   * that "no rush, low" does not deny "low".
   */
  get spaced(): string {
    return (this.#spaced ??= ` ${this.text
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}]+/gu, (gap) => (/[.,;:!?\n]/.test(gap) ? " | " : " "))
      .trim()} `);
  }
}
