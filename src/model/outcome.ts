import type { JsonValue } from "../util/json.ts";
import type { Usage } from "./usage.ts";

/** Why a value is not the response model's. */
export interface Issue {
  /** Path in the response model; empty for the whole value. */
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Why a request failed at the provider. */
export interface RequestError {
  /** The provider's own code, such as `context_length_exceeded`. */
  readonly code: string;
  /** The provider's own words. */
  readonly message: string;
  /** Whether the same request can succeed later. */
  readonly retryable: boolean;
}

/**
 * What the provider's result line says of one request, before the response model has looked at it. An `answer` is text,
 * or the input of a tool as the provider parsed it.
 */
export type Reply =
  | { readonly kind: "answered"; readonly answer: JsonValue; readonly usage?: Usage | undefined }
  | {
      readonly kind: "truncated";
      /** Which limit was hit, in the provider's words. */
      readonly reason: string;
      readonly answer: JsonValue;
      readonly usage?: Usage | undefined;
    }
  | { readonly kind: "refused"; readonly reason: string; readonly usage?: Usage | undefined }
  | {
      readonly kind: "blocked";
      /** What the safety filter stopped. */
      readonly blocked: "prompt" | "answer";
      readonly reason: string;
      readonly usage?: Usage | undefined;
    }
  | { readonly kind: "errored"; readonly error: RequestError; readonly usage?: Usage | undefined }
  | { readonly kind: "expired" }
  | { readonly kind: "cancelled" };

interface OutcomeBase {
  /** The record's id. */
  readonly id: string;
  /** The how-manieth submission of the record this is, from 1; 0 where it was never submitted. */
  readonly attempt: number;
  /** The provider's id of the job; undefined where the record was never submitted. */
  readonly jobId?: string | undefined;
  /** Undefined where the provider reported none. */
  readonly usage?: Usage | undefined;
}

/** What became of one record. `succeeded` means that the response model accepted a complete answer. */
export type Outcome<Data = unknown> = OutcomeBase &
  (
    | { readonly kind: "succeeded"; readonly data: Data }
    /** Answered, but not JSON or not the response model. */
    | { readonly kind: "invalid"; readonly issues: readonly Issue[]; readonly answer: JsonValue }
    /** Stopped by a token limit. */
    | { readonly kind: "truncated"; readonly reason: string; readonly answer: JsonValue }
    /** The model declined. */
    | { readonly kind: "refused"; readonly reason: string }
    /** A safety filter stopped the prompt or the answer. */
    | {
        readonly kind: "blocked";
        readonly blocked: "prompt" | "answer";
        readonly reason: string;
      }
    | { readonly kind: "errored"; readonly error: RequestError }
    /** The provider's time ran out before the request was worked off. */
    | { readonly kind: "expired" }
    | { readonly kind: "cancelled" }
    /** The job ended and no result line named the record. */
    | { readonly kind: "missing" }
  );

export type OutcomeKind = Outcome["kind"];

export const OUTCOME_KINDS: readonly OutcomeKind[] = [
  "succeeded",
  "invalid",
  "truncated",
  "refused",
  "blocked",
  "errored",
  "expired",
  "cancelled",
  "missing",
];

/** How many outcomes there are of each kind. */
export type Tally = Readonly<Record<OutcomeKind, number>>;
