import type { Settings } from "./storage/settings.ts";

const OFFSET = "clock_offset";

/** Time as the emulated services see it: a clock that can be put forward, for all processes of a directory at once. */
export class EmulatorClock {
  readonly #base: { now(): number };
  readonly #settings: Settings;

  constructor(base: { now(): number }, settings: Settings) {
    this.#base = base;
    this.#settings = settings;
  }

  now(): number {
    return this.#base.now() + this.#settings.number(OFFSET);
  }

  advance(milliseconds: number): void {
    this.#settings.add(OFFSET, milliseconds);
  }
}
