/** Digits of a request's number: ten million requests of one job before an id grows longer. */
const DIGITS = 7;
/** Those of a whole number that a double holds exactly. */
const MOST_DIGITS = 15;

/**
 * The key of a request in its job: the job's nonce and the request's number, from 1. With the nonce at least 11
 * characters, since the engine interns shorter strings, and within `[A-Za-z0-9_-]{1,64}`, which every provider takes.
 */
export function customId(nonce: string, request: number): string {
  return `${nonce}-${String(request).padStart(DIGITS, "0")}`;
}

/** The customIds of one job as bytes, made in place. */
export class CustomIds {
  readonly #nonce: string;
  readonly #bytes: Buffer;

  constructor(nonce: string) {
    this.#nonce = nonce;
    this.#bytes = Buffer.from(customId(nonce, 0));
  }

  /** Valid until the next one is asked for. */
  of(request: number): Buffer {
    if (request >= 10 ** DIGITS) return Buffer.from(customId(this.#nonce, request));
    let left = request;
    for (let at = this.#bytes.length - 1; at >= this.#bytes.length - DIGITS; at -= 1) {
      const rest = Math.floor(left / 10);
      this.#bytes[at] = ZERO + left - rest * 10;
      left = rest;
    }
    return this.#bytes;
  }
}

const ZERO = 48;

/** The number of the request in a customId of the job with this nonce; undefined for an id of another's making. */
export function requestNumber(id: string, nonce: string): number | undefined {
  const first = nonce.length + 1;
  const digits = id.length - first;
  if (digits < DIGITS || digits > MOST_DIGITS) return undefined;
  if (!id.startsWith(nonce) || id[nonce.length] !== "-") return undefined;
  let number = 0;
  for (let index = first; index < id.length; index += 1) {
    const digit = id.charCodeAt(index) - ZERO;
    if (digit < 0 || digit > 9) return undefined;
    number = number * 10 + digit;
  }
  return number;
}
