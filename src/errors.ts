/** What went wrong with a batch as a whole; trouble with one record is an outcome, never an error. */
export type BatchErrorCode =
  | "invalid_option"
  | "missing_key"
  | "unknown_provider"
  | "unknown_response_model"
  | "not_found"
  | "conflict"
  | "unfinished"
  | "bad_record"
  | "duplicate_id"
  | "unfit_schema"
  | "provider_refused"
  | "provider_unavailable"
  | "results_gone"
  | "bad_response"
  | "store_locked"
  | "store_newer"
  | "store_corrupt"
  | "store_io";

/** Exit code of the command line where nothing more precise is known. */
const EXIT_FAILED = 1;
/** Exit code where the user must change something before a new try can succeed. */
const EXIT_USAGE = 2;

/** The base of every error that batch-extract throws: a closed `code`, and a message that ends with the next step. */
export class BatchError extends Error {
  readonly code: BatchErrorCode;
  readonly exitCode: number = EXIT_FAILED;

  constructor(code: BatchErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** Flags, configuration, a missing key, an unknown model or response model: the caller has to change something. */
export class UsageError extends BatchError {
  override readonly exitCode: number = EXIT_USAGE;
}

/** Exit code of what is not at its end yet. */
const EXIT_UNFINISHED = 4;

/** The results of a batch were asked for before it was at its end. */
export class UnfinishedError extends BatchError {
  override readonly exitCode: number = EXIT_UNFINISHED;
}

/** Where in the input a bad record stands. */
export interface InputLocation {
  /** The file as the caller named it, `-` for standard input, or the name of the iterable. */
  readonly source: string;
  /** 1-based line, row or position. */
  readonly line: number;
  readonly id?: string | undefined;
}

/** A record that can't be sent. Thrown before anything of the batch is sent. */
export class InputError extends BatchError {
  override readonly exitCode: number = EXIT_USAGE;
  readonly location: InputLocation;
  readonly reason: string;

  constructor(
    location: InputLocation,
    reason: string,
    options: ErrorOptions & { readonly code?: "bad_record" | "duplicate_id" } = {},
  ) {
    super(
      options.code ?? "bad_record",
      `${location.source}:${location.line}: ${reason} Nothing was sent.`,
      options,
    );
    // Readers have one location, which goes on with them.
    this.location = { ...location };
    this.reason = reason;
  }
}

/** A response model that a dialect can't take. */
export class SchemaError extends BatchError {
  override readonly exitCode: number = EXIT_USAGE;
  /** Path in the response model, such as `["lines", "[]", "price"]`; empty for the root. */
  readonly path: readonly (string | number)[];
  readonly dialect: string | undefined;
  /** The rule that was broken, such as `E_NOT_JSON`; stable, for programs. */
  readonly rule: string;

  constructor(details: {
    readonly rule: string;
    readonly path: readonly (string | number)[];
    readonly dialect?: string | undefined;
    readonly reason: string;
    readonly fix: string;
  }) {
    const where = details.path.length === 0 ? "the root" : details.path.join(".");
    const dialect = details.dialect === undefined ? "" : ` (${details.dialect})`;
    super(
      "unfit_schema",
      `${details.rule} at ${where}${dialect}: ${details.reason} ${details.fix}`.trim(),
    );
    this.rule = details.rule;
    this.path = details.path;
    this.dialect = details.dialect;
  }
}

/** What a provider said when it did not do what was asked. */
export interface ProviderFailure {
  readonly provider: string;
  /** What was being done, such as `creating a job`. */
  readonly action: string;
  /** The provider's own reason, whole. */
  readonly reason: string;
  /** HTTP status; undefined where no answer came back. */
  readonly status?: number | undefined;
  /** Whether no connection was made, so that nothing was sent. */
  readonly unreached?: boolean | undefined;
  /** Whether results were there once, and are not kept any longer. */
  readonly gone?: boolean | undefined;
  readonly requestId?: string | undefined;
  /** The provider's own error code, such as `token_limit_exceeded`. */
  readonly providerCode?: string | undefined;
  /** Whether the same call can succeed later. */
  readonly retryable: boolean;
  /** Milliseconds that the provider asked to wait. */
  readonly retryAfterMs?: number | undefined;
  /** What the caller can do about it. */
  readonly hint?: string | undefined;
}

function codeOf({ gone, retryable }: ProviderFailure): BatchErrorCode {
  if (gone === true) return "results_gone";
  return retryable ? "provider_unavailable" : "provider_refused";
}

/** A provider refused a call, or could not be reached. */
export class ProviderError extends BatchError {
  readonly provider: string;
  readonly reason: string;
  readonly status: number | undefined;
  readonly unreached: boolean;
  readonly requestId: string | undefined;
  readonly providerCode: string | undefined;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(failure: ProviderFailure, options?: ErrorOptions) {
    const status = failure.status === undefined ? "" : ` (HTTP ${failure.status})`;
    const request = failure.requestId === undefined ? "" : ` [request ${failure.requestId}]`;
    const hint = failure.hint === undefined ? "" : ` ${failure.hint}`;
    super(
      codeOf(failure),
      `${failure.provider}: ${failure.action} failed${status}: ${failure.reason}${request}${hint}`,
      options,
    );
    this.provider = failure.provider;
    this.reason = failure.reason;
    this.status = failure.status;
    this.unreached = failure.unreached ?? false;
    this.requestId = failure.requestId;
    this.providerCode = failure.providerCode;
    this.retryable = failure.retryable;
    this.retryAfterMs = failure.retryAfterMs;
  }

  /**
   * Whether the provider certainly did not do what was asked: it answered with a 4xx, or was never reached. A 5xx, a
   * timeout or a lost connection leaves it open, so a create after one of those is looked up before it is repeated.
   */
  get definite(): boolean {
    const { status } = this;
    return (
      this.unreached || (status !== undefined && status >= 400 && status < 500 && status !== 408)
    );
  }
}

/** A body that is not as the provider documents it. */
export class ProtocolError extends BatchError {
  constructor(where: string, problem: string, options?: ErrorOptions) {
    super("bad_response", `${where}: ${problem}`, options);
  }
}

/** The local state can't be used: locked, of a newer version, corrupt, or the disk refuses. */
export class StoreError extends BatchError {}
