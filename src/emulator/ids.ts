import { randomBytes } from "node:crypto";

const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz";

function random(alphabet: string, length: number): string {
  return Array.from(randomBytes(length), (byte) => alphabet[byte % alphabet.length]).join("");
}

/** `file-` and 22 letters and digits. */
export function openaiFileId(): string {
  return `file-${random(BASE62, 22)}`;
}

/** OpenAI's newer ids start with the seconds of their making in hexadecimal, as `batch_69c3c347...` does. */
export function openaiId(prefix: string, now: number): string {
  return `${prefix}_${Math.floor(now / 1000).toString(16)}${randomBytes(12).toString("hex")}`;
}

/** `msgbatch_01` and 22 characters of base 58; `req_011` and 21 of them. */
export function anthropicId(prefix: "msgbatch" | "req"): string {
  return prefix === "req" ? `req_011${random(BASE58, 21)}` : `${prefix}_01${random(BASE58, 22)}`;
}

/** Names of jobs and files at Google: small letters and digits. */
export function googleId(length: number): string {
  return random(BASE36, length);
}

/**
 * Ids for the requests of one job: alike in form, made by counting, since a random one for each would cost more than
 * the request's whole work.
 */
export class LineIds {
  readonly #stem: string;

  constructor(job: string) {
    this.#stem = job
      .replace(/^[a-z]+[_/](?:01)?/, "")
      .slice(0, 14)
      .padEnd(14, "0");
  }

  /** `length` characters that are the request's own in its job. */
  id(prefix: string, position: number, length: number): string {
    return prefix + this.#stem + position.toString(36).padStart(length - this.#stem.length, "0");
  }
}

export function openaiRequestId(): string {
  return `req_${randomBytes(16).toString("hex")}`;
}
