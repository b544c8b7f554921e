import type { ShardPlan } from "../store/batch.ts";

/** The folder of a batch's artifacts. */
export function batchFolder(batchId: string): string {
  return batchId;
}

/** The folder of one shard's artifacts. The nonce keeps apart what two processes plan under the same number. */
export function shardFolder(
  batchId: string,
  { number, attempt, nonce }: Pick<ShardPlan, "number" | "attempt" | "nonce">,
): string {
  return `${batchFolder(batchId)}/${String(number).padStart(5, "0")}-a${attempt}-${nonce}`;
}

/** The key of a shard's request file. */
export function requestsKey(folder: string): string {
  return `${folder}/${REQUESTS_FILE}`;
}

export function isRequestsFile(key: string): boolean {
  return key.endsWith(`/${REQUESTS_FILE}`);
}

const REQUESTS_FILE = "requests.jsonl";

const NONCE_LENGTH = 10;

/** A mark of ten letters and digits, unique among all jobs of all batches. */
export function newNonce(): string {
  const [random = 0n] = crypto.getRandomValues(new BigUint64Array(1));
  return random.toString(36).padStart(NONCE_LENGTH, "0").slice(-NONCE_LENGTH);
}
