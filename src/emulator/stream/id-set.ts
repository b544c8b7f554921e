const INITIAL = 1024;
/** Above this share of its places the table grows. */
const LOAD = 0.6;

/**
 * A set of ids that knows them by 64 bits of hash each, so that a million cost 27 MB and no object. Two different ids
 * are taken for one another once in 10^7 jobs of a million.
 */
export class IdSet {
  #high = new Uint32Array(INITIAL);
  #low = new Uint32Array(INITIAL);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Adds an id; false when it is there already. */
  add(id: string): boolean {
    if (this.#size + 1 > this.#high.length * LOAD) this.#grow();
    const [high, low] = hash(id);
    if (!this.#place(high, low)) return false;
    this.#size += 1;
    return true;
  }

  #place(high: number, low: number): boolean {
    const mask = this.#high.length - 1;
    let at = low & mask;
    while (this.#high[at] !== 0 || this.#low[at] !== 0) {
      if (this.#high[at] === high && this.#low[at] === low) return false;
      at = (at + 1) & mask;
    }
    this.#high[at] = high;
    this.#low[at] = low;
    return true;
  }

  #grow(): void {
    const [highs, lows] = [this.#high, this.#low];
    this.#high = new Uint32Array(highs.length * 2);
    this.#low = new Uint32Array(lows.length * 2);
    for (const [at, high] of highs.entries()) {
      const low = lows[at] ?? 0;
      if (high !== 0 || low !== 0) this.#place(high, low);
    }
  }
}

/** Two independent 32-bit hashes of a text, never both zero. */
function hash(text: string): readonly [number, number] {
  let high = 0xde_ad_be_ef ^ text.length;
  let low = 0x41_c6_ce_57 ^ text.length;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    high = Math.imul(high ^ code, 2_654_435_761);
    low = Math.imul(low ^ code, 1_597_334_677);
  }
  high =
    Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  low =
    Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  return [(high | 1) >>> 0, low >>> 0];
}
