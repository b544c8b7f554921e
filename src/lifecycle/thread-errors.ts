import {
  BatchError,
  type BatchErrorCode,
  InputError,
  type InputLocation,
  StoreError,
  UsageError,
} from "../errors.ts";

/** An error on its way from one thread to another: classes stay behind. */
export type SentError =
  | {
      readonly kind: "input";
      readonly code: BatchErrorCode;
      readonly reason: string;
      readonly location: InputLocation;
    }
  | {
      readonly kind: "store" | "usage";
      readonly code: BatchErrorCode;
      readonly message: string;
    }
  | { readonly kind: "other"; readonly error: Error };

export function sentError(error: unknown): SentError {
  if (error instanceof InputError) {
    const { code, reason, location } = error;
    return { kind: "input", code, reason, location };
  }
  if (error instanceof BatchError) {
    const { code, message } = error;
    return { kind: error instanceof StoreError ? "store" : "usage", code, message };
  }
  return { kind: "other", error: error instanceof Error ? error : new Error(String(error)) };
}

/** The error as it was thrown in the other thread. */
export function thrownError(sent: SentError): Error {
  switch (sent.kind) {
    case "input":
      return new InputError(sent.location, sent.reason, {
        code: sent.code === "duplicate_id" ? sent.code : "bad_record",
      });
    case "store":
      return new StoreError(sent.code, sent.message);
    case "usage":
      return new UsageError(sent.code, sent.message);
    case "other":
      return sent.error;
  }
}
