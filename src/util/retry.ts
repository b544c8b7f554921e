import type { Clock } from "./clock.ts";

/** What is known of an error: whether to try again, and how long the other side asked to wait. */
interface RetryAdvice {
  readonly retryable: boolean;
  readonly afterMs: number | undefined;
}

export interface RetryOptions {
  readonly clock: Clock;
  /** A number in [0, 1), for jitter. */
  readonly random: () => number;
  readonly advise: (error: unknown) => RetryAdvice;
  readonly signal?: AbortSignal | undefined;
  /** Tries in all. @default 5 */
  readonly attempts?: number;
}

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;
/** A server that asks for more is not waited for here: whoever called has better things to do. */
const LONGEST_REQUESTED_MS = 120_000;

/** Calls again what failed for a passing reason, with exponential delays and full jitter, or as long as it was asked to. */
export async function retrying<Result>(
  call: () => Promise<Result>,
  { clock, random, advise, signal, attempts = 5 }: RetryOptions,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    signal?.throwIfAborted();
    try {
      return await call();
    } catch (error) {
      signal?.throwIfAborted();
      const { retryable, afterMs } = advise(error);
      if (!retryable || attempt >= attempts || (afterMs ?? 0) > LONGEST_REQUESTED_MS) throw error;
      await clock.sleep(Math.max(afterMs ?? 0, backoff(attempt, random)), { signal });
    }
  }
}

/** The delay before a retry: it doubles with each attempt, and the upper half is random. */
export function backoff(attempt: number, random: () => number): number {
  const longest = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (attempt - 1));
  return Math.round(longest * (0.5 + random() / 2));
}
