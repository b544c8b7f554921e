import { randomBytes } from "node:crypto";

/** The folder of a batch's artifacts. */
export function batchFolder(batchId: string): string {
  return batchId;
}

/** The folder of one shard's artifacts. */
export function shardFolder(
  batchId: string,
  { number, attempt }: { readonly number: number; readonly attempt: number },
): string {
  return `${batchFolder(batchId)}/${String(number).padStart(5, "0")}-a${attempt}`;
}

const NONCE_LENGTH = 10;

/** A mark of ten letters and digits, unique among all jobs of all batches. */
export function newNonce(): string {
  return randomBytes(16)
    .readBigUInt64BE()
    .toString(36)
    .padStart(NONCE_LENGTH, "0")
    .slice(-NONCE_LENGTH);
}
