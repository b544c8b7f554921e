/** Bytes of a request line for one token, so that the estimate is rather too high: English prose has about four. */
const BYTES_PER_TOKEN = 3.5;

/** Tokens of a request, estimated from the bytes of its line. */
export function estimatedTokens(bytes: number): number {
  return bytes / BYTES_PER_TOKEN;
}
