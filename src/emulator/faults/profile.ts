/** The services that the emulator stands in for. */
export type ProviderName = "openai" | "anthropic" | "google";

/** Whether a call fails before it does anything, or after it did all of it, so that only its answer is lost. */
type FaultMoment = "before" | "after";

/** Faults of a call, whatever it is for. */
export type CallFault =
  /** 429 with `retry-after`. */
  | { readonly fault: "rate_limit"; readonly retryAfterMs?: number | undefined }
  /** 500. */
  | { readonly fault: "server_error"; readonly when?: FaultMoment | undefined }
  /** 503, and 529 at Anthropic. */
  | { readonly fault: "overloaded"; readonly when?: FaultMoment | undefined }
  /** 400 to an ordinary request, as if its schema were more than the provider can compile. */
  | { readonly fault: "schema_too_complex" }
  /** The connection is reset. */
  | { readonly fault: "reset"; readonly when?: FaultMoment | undefined }
  /** No answer comes until the client gives up. */
  | { readonly fault: "hang"; readonly when?: FaultMoment | undefined }
  /** The connection is reset after so many bytes of an upload, or of a create that carries its requests. */
  | { readonly fault: "drop_upload"; readonly afterBytes?: number | undefined }
  /** The connection is reset after so many bytes of a download. */
  | { readonly fault: "drop_download"; readonly afterBytes?: number | undefined }
  /** 307 to the same path on another host. */
  | { readonly fault: "redirect"; readonly to: string }
  /** Bodies of uploads and downloads come slowly. */
  | { readonly fault: "slow_body"; readonly bytesPerSecond?: number | undefined };

/** Faults of a job as a whole, decided when it is accepted. */
export type JobFault =
  /** OpenAI: validation fails. Google: the job ends as FAILED. Anthropic knows no such end. */
  | {
      readonly fault: "job_failed";
      readonly code?: string | undefined;
      readonly message?: string | undefined;
    }
  /** As `job_failed`, because too many tokens are enqueued already. */
  | { readonly fault: "token_limit_exceeded" }
  /** The job ends as expired with this part of its requests done. */
  | { readonly fault: "job_expired"; readonly done?: number | undefined }
  /** Somebody cancels the job when this part of its time has passed. */
  | { readonly fault: "job_cancelled"; readonly at?: number | undefined }
  /** While it is worked on, the job is in a state that no client knows. */
  | { readonly fault: "unknown_state"; readonly state?: string | undefined }
  /** Every request fails, so that OpenAI has no output file. */
  | { readonly fault: "all_failed" }
  /** OpenAI: `error_file_id` is an empty string. */
  | { readonly fault: "empty_error_file_id" }
  /** Google: so many looks at a job that succeeded show no results yet. */
  | { readonly fault: "late_results"; readonly polls?: number | undefined }
  /** Google: a job of a file answers inline. */
  | { readonly fault: "inline_for_file" }
  /** Google: a request's error stands under `status` instead of `error`. */
  | { readonly fault: "status_errors" }
  /** Anthropic: `results_url` names another host. @default localhost, by its name */
  | { readonly fault: "foreign_results_host"; readonly host?: string | undefined }
  /** The job is missing in lists for so many milliseconds. */
  | { readonly fault: "lagging_list"; readonly forMs?: number | undefined }
  | { readonly fault: "shuffled_lines" }
  | { readonly fault: "blank_lines" }
  | { readonly fault: "crlf_lines" }
  | { readonly fault: "doubled_final_newline" }
  | { readonly fault: "no_final_newline" };

/** Faults of one request. */
export type LineFault =
  | { readonly fault: "refusal" }
  | { readonly fault: "truncation" }
  /** The answer is held back by a safety filter. */
  | { readonly fault: "safety_block" }
  /** The prompt is held back by a safety filter. */
  | { readonly fault: "prompt_block" }
  | { readonly fault: "invalid_json" }
  | { readonly fault: "schema_break" }
  /** Values of enums in other capitals. */
  | { readonly fault: "enum_case" }
  /** The JSON stands in a Markdown fence. */
  | { readonly fault: "fenced_json" }
  /** The JSON stands between sentences. */
  | { readonly fault: "wrapped_json" }
  | { readonly fault: "empty_answer" }
  /** The model's thinking is in the answer, though nobody asked for it. */
  | { readonly fault: "thoughts" }
  /** 400: the prompt is too long. */
  | { readonly fault: "context_length" }
  /** 429. */
  | { readonly fault: "request_rate_limited" }
  /** 500. */
  | { readonly fault: "request_failed" }
  /** 503, and `overloaded_error` at Anthropic. */
  | { readonly fault: "request_overloaded" }
  /** OpenAI: status 0 with an empty body. Elsewhere an error without a message. */
  | { readonly fault: "status_zero" }
  | { readonly fault: "request_expired" }
  | { readonly fault: "request_canceled" }
  /** A kind of result that no client knows. */
  | { readonly fault: "unknown_result" }
  | { readonly fault: "missing_line" }
  /** The line is there twice; with `differing` the second time with an error. */
  | { readonly fault: "doubled_line"; readonly differing?: boolean | undefined }
  /** Beside its own there is a line with an id that nobody sent. */
  | { readonly fault: "foreign_line" }
  /** The line is no JSON. */
  | { readonly fault: "malformed_line" };

type Fault = CallFault | JobFault | LineFault;
export type FaultName = Fault["fault"];

/** When a fault strikes. Every condition that is given must hold. */
export interface FaultSelector {
  readonly provider?: ProviderName | undefined;
  /** Share of the occasions at which it strikes. @default 1 */
  readonly rate?: number | undefined;
  /** How often it strikes in all. @default without end */
  readonly times?: number | undefined;
  /** How many occasions pass before the first at which it strikes, for faults of calls. @default 0 */
  readonly skip?: number | undefined;
  /** Regular expression on `METHOD /path`, for faults of calls. */
  readonly route?: string | undefined;
  /** Number of the accepted job, from 1. */
  readonly job?: number | undefined;
  /** Regular expression on the request's own id, for faults of requests. */
  readonly customId?: string | undefined;
  /** Regular expression on the text of the request's prompt, for faults of requests. */
  readonly prompt?: string | undefined;
}

export type FaultRule = FaultSelector & Fault;

/** Which faults strike when. The same profile over the same jobs strikes at the same places. */
export interface FaultProfile {
  /** @default 1 */
  readonly seed?: number | undefined;
  /** In the order in which they are tried: at most one fault strikes each call, and each request. */
  readonly rules: readonly FaultRule[];
}
