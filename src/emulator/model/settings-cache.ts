const MOST = 256;

/**
 * What was made of the part of a request body that all requests of a job share. Bodies are parsed one by one, so equal
 * parts are found by their text.
 */
export class SettingsCache<T> {
  readonly #made = new Map<string, T>();

  get(key: string, make: () => T): T {
    const known = this.#made.get(key);
    if (known !== undefined) return known;
    // Jobs in which every request has settings of its own are rare: starting anew is enough.
    if (this.#made.size >= MOST) this.#made.clear();
    const made = make();
    this.#made.set(key, made);
    return made;
  }
}
