import type { OutcomeKind, RequestError } from "../model/outcome.ts";
import type { RetryMode } from "../store/batch.ts";

/** What a decision about another attempt needs to know of an outcome. */
export interface RetryFacts {
  readonly kind: OutcomeKind;
  readonly error?: RequestError | undefined;
}

/**
 * Whether an outcome is worth another attempt: what failed for a passing reason always, and with `all` also an answer
 * that was too long, with room for more, or that was not the response model, by asking again. A refusal or a safety block
 * would only come again.
 */
export function worthRetry({ kind, error }: RetryFacts, mode: RetryMode): boolean {
  switch (kind) {
    case "missing":
    case "expired":
      return mode !== "none";
    case "errored":
      return mode !== "none" && error?.retryable === true;
    case "truncated":
    case "invalid":
      return mode === "all";
    case "succeeded":
    case "refused":
    case "blocked":
    case "cancelled":
      return false;
  }
}
