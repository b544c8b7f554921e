/** Digits of the ordinal: a hundred million records before an id grows longer. */
const ORDINAL_DIGITS = 8;

/** What every customId of one job starts with: the job's nonce and a hyphen. */
export function customIdPrefix(nonce: string): string {
  return `${nonce}-`;
}

/**
 * The key of a request in its job: the job's nonce and the record's ordinal. At least 11 characters, since the engine
 * interns shorter strings, and within `[A-Za-z0-9_-]{1,64}`, which every provider takes.
 */
export function customId(nonce: string, ordinal: number): string {
  return customIdPrefix(nonce) + String(ordinal).padStart(ORDINAL_DIGITS, "0");
}

/** The ordinal in a customId of the job with this nonce; undefined for an id of another's making. */
export function ordinalOf(id: string, nonce: string): number | undefined {
  const prefix = customIdPrefix(nonce);
  if (!id.startsWith(prefix)) return undefined;
  const digits = id.slice(prefix.length);
  return /^\d{8,15}$/.test(digits) ? Number(digits) : undefined;
}
