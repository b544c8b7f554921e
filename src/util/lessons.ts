/** Lessons may be taken from so many that were not alike, though those before them were not either. */
const MOST_ODD = 32;
/** Beyond them, one in so many. */
const ODD_SHARE = 16;

/** Once so many were not alike, most of all must have been. */
const PATIENCE = 1_000;

/** Sees to it that no more is spent on learning what things are like than it brings. */
export class Lessons {
  /** How many were alike. */
  known = 0;
  #odd = 0;

  /** Whether looking for what is alike has a point. */
  get pay(): boolean {
    return this.#odd < PATIENCE || this.known > this.#odd;
  }

  /** Whether this one, which was not alike, is to be learnt from. */
  takesOne(): boolean {
    this.#odd += 1;
    return this.#odd <= MOST_ODD + this.known / ODD_SHARE;
  }
}
