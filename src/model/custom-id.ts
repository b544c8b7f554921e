/** Digits of a request's number: ten million requests of one job before an id grows longer. */
const DIGITS = 7;

/**
 * The key of a request in its job: the job's nonce and the request's number, from 1. With the nonce at least 11
 * characters, since the engine interns shorter strings, and within `[A-Za-z0-9_-]{1,64}`, which every provider takes.
 */
export function customId(nonce: string, request: number): string {
  return `${nonce}-${String(request).padStart(DIGITS, "0")}`;
}

/** The number of the request in a customId of the job with this nonce; undefined for an id of another's making. */
export function requestNumber(id: string, nonce: string): number | undefined {
  if (!id.startsWith(nonce) || id[nonce.length] !== "-") return undefined;
  const digits = id.slice(nonce.length + 1);
  return /^\d{7,15}$/.test(digits) ? Number(digits) : undefined;
}
