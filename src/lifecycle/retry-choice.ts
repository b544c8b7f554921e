import type { Issue, Reply } from "../model/outcome.ts";
import type { RetryMode } from "../store/batch.ts";
import type { JsonValue } from "../util/json.ts";
import type { Reading } from "./answer-reader.ts";

/** How a request is submitted again. */
export type RetryKind =
  /** As it was. */
  | { readonly kind: "again" }
  /** With room for a longer answer. */
  | { readonly kind: "larger_cap" }
  /** With the faulty answer and what was wrong with it. */
  | { readonly kind: "reask"; readonly answer: JsonValue; readonly issues: readonly Issue[] };

/** Whether a reply is worth another attempt, and which. A refusal or a safety block would only come again. */
export function retryOf(
  reply: Reply | undefined,
  reading: Reading | undefined,
  mode: RetryMode,
): RetryKind | undefined {
  if (mode === "none") return undefined;
  switch (reply?.kind) {
    // No line named the request.
    case undefined:
    case "expired":
      return { kind: "again" };
    case "errored":
      return reply.error.retryable ? { kind: "again" } : undefined;
    case "truncated":
      return mode === "all" ? { kind: "larger_cap" } : undefined;
    case "answered":
      if (mode !== "all" || reading === undefined || reading.ok) return undefined;
      return { kind: "reask", answer: reply.answer, issues: reading.reask };
    case "refused":
    case "blocked":
    case "cancelled":
      return undefined;
  }
}
