import { setTimeout as timeout } from "node:timers/promises";

/** Time as the code sees it, so that tests can plan it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after `ms` milliseconds; rejects with the signal's reason when aborted. */
  sleep(ms: number, options?: { readonly signal?: AbortSignal | undefined }): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(ms, { signal } = {}) {
    signal?.throwIfAborted();
    try {
      await timeout(ms, undefined, { signal });
    } catch (error) {
      // The timer throws an AbortError of its own: callers want the reason that they gave.
      signal?.throwIfAborted();
      throw error;
    }
  },
};
