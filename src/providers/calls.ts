import { BatchError, ProviderError } from "../errors.ts";
import type { Clock } from "../util/clock.ts";
import { isObject } from "../util/json.ts";
import { retrying } from "../util/retry.ts";
import { fields, items } from "./decode.ts";
import { undocumented } from "./undocumented.ts";

/** What a failed call was answered with. */
export interface Refusal {
  readonly status: number;
  readonly headers: Headers | undefined;
  /** The body as parsed JSON, or as text. */
  readonly body: unknown;
}

export interface CallsOptions {
  readonly provider: string;
  /** Environment variables that may hold the key, to name in errors. */
  readonly keyVariables: readonly string[];
  /** The key, which must never appear in a message. */
  readonly secret: () => string;
  readonly clock: Clock;
  readonly random: () => number;
  /** What the SDK's error says of the answer; undefined where there was none. */
  readonly refusalOf: (error: unknown) => Refusal | undefined;
}

const LONGEST_REASON = 1000;

/** Makes a provider's calls: repeats those that may be repeated, and turns what the SDKs throw into ProviderError. */
export class ProviderCalls {
  readonly #options: CallsOptions;

  constructor(options: CallsOptions) {
    this.#options = options;
  }

  get provider(): string {
    return this.#options.provider;
  }

  /** Makes a call that must not be repeated. */
  async once<Result>(
    action: string,
    call: () => Promise<Result>,
    signal?: AbortSignal,
  ): Promise<Result> {
    try {
      return await call();
    } catch (error) {
      signal?.throwIfAborted();
      throw this.#translate(action, error);
    }
  }

  /** Makes a call that does no harm when it happens twice. */
  async repeatable<Result>(
    action: string,
    call: () => Promise<Result>,
    signal?: AbortSignal,
  ): Promise<Result> {
    const { clock, random } = this.#options;
    return await retrying(() => this.once(action, call, signal), {
      clock,
      random,
      signal,
      advise: (error) =>
        error instanceof ProviderError
          ? { retryable: error.retryable, afterMs: error.retryAfterMs }
          : { retryable: false, afterMs: undefined },
    });
  }

  /** Reads a body as it comes; a connection that is cut in the middle is a ProviderError too. */
  async *stream(
    action: string,
    body: AsyncIterable<Uint8Array> | null,
    signal?: AbortSignal,
  ): AsyncGenerator<Uint8Array> {
    try {
      if (body !== null) yield* body;
    } catch (error) {
      signal?.throwIfAborted();
      throw this.#translate(action, error);
    }
  }

  #translate(action: string, error: unknown): unknown {
    if (error instanceof BatchError) return error;
    const refusal = this.#options.refusalOf(error);
    if (refusal !== undefined) return this.refused(action, refusal, error);
    const fault = connectionFault(error);
    const { provider } = this.#options;
    if (fault === undefined) {
      // Neither an answer nor a fault of the network: a defect, which must not look like the provider's.
      if (!(error instanceof SyntaxError)) return error;
      return undocumented(`${provider}, ${action}`, "it is no JSON", { cause: error });
    }
    const { unreached, retryable, hint } = fault;
    return new ProviderError(
      { provider, action, reason: this.#redact(fault.reason), unreached, retryable, hint },
      { cause: error },
    );
  }

  /** The error for an answer that is no success. */
  refused(action: string, { status, headers, body }: Refusal, cause?: unknown): ProviderError {
    const { provider, keyVariables, clock } = this.#options;
    const { message, code } = reasonIn(body);
    return new ProviderError(
      {
        provider,
        action,
        status,
        reason: this.#redact(message ?? `no reason given`),
        providerCode: code,
        requestId: headers?.get("x-request-id") ?? headers?.get("request-id") ?? undefined,
        retryable: status === 408 || status === 409 || status === 429 || status >= 500,
        retryAfterMs: retryAfter(headers, body, clock.now()),
        hint: saysWrongKey(status, body)
          ? `Check the key in ${keyVariables.join(" or ")}.`
          : undefined,
      },
      { cause },
    );
  }

  #redact(text: string): string {
    const secret = this.#options.secret();
    const clean = secret === "" ? text : text.replaceAll(secret, "[key]");
    const line = clean.replace(/\s+/g, " ").trim();
    return line.length > LONGEST_REASON ? `${line.slice(0, LONGEST_REASON)}…` : line;
  }
}

/** The words and the code of an error body, in any of the shapes that providers and gateways use. */
function reasonIn(body: unknown): { message: string | undefined; code: string | undefined } {
  if (typeof body === "string") return { message: body === "" ? undefined : body, code: undefined };
  if (!isObject(body)) return { message: undefined, code: undefined };
  const inner = isObject(body["error"]) ? body["error"] : body;
  const message = [inner["message"], body["message"], body["error"]].find(
    (part) => typeof part === "string",
  );
  const code = [inner["code"], inner["status"], inner["type"]].find(
    (part) => typeof part === "string",
  );
  return { message: message ?? JSON.stringify(body), code };
}

/** Google answers 400 where others answer 401, and says why in a detail. */
function saysWrongKey(status: number, body: unknown): boolean {
  if (status === 401 || status === 403) return true;
  return errorDetails(body).some((detail) =>
    String(fields(detail)["reason"]).startsWith("API_KEY_"),
  );
}

function errorDetails(body: unknown): readonly unknown[] {
  return items(fields(fields(body)["error"])["details"]);
}

/** How long an answer asks to wait, in milliseconds. */
function retryAfter(headers: Headers | undefined, body: unknown, now: number): number | undefined {
  const milliseconds = Number(headers?.get("retry-after-ms") ?? Number.NaN);
  if (milliseconds >= 0) return milliseconds;
  const header = headers?.get("retry-after");
  if (header !== null && header !== undefined) {
    const seconds = Number(header);
    if (seconds >= 0) return seconds * 1000;
    const date = Date.parse(header);
    if (!Number.isNaN(date)) return Math.max(0, date - now);
  }
  return retryInfo(body);
}

/** The delay in a google.rpc.RetryInfo detail, such as `{"retryDelay": "30s"}`. */
function retryInfo(body: unknown): number | undefined {
  for (const detail of errorDetails(body)) {
    const delay = fields(detail)["retryDelay"];
    const seconds = typeof delay === "string" ? /^([\d.]+)s$/.exec(delay)?.[1] : undefined;
    if (seconds !== undefined) return Number(seconds) * 1000;
  }
  return undefined;
}

/** Faults before a connection was made, so that nothing can have been sent. */
const UNREACHED =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/;

const NETWORK_CODES = /^(E[A-Z]{3,}|EAI_AGAIN$|UND_ERR_|ERR_STREAM_PREMATURE_CLOSE$)/;

const NETWORK_MESSAGES =
  /^(fetch failed|terminated|other side closed|Connection error\.|Request timed out\.)/;

interface ConnectionFault {
  readonly reason: string;
  /** Whether nobody was reached who could have done what was asked. */
  readonly unreached: boolean;
  readonly retryable: boolean;
  readonly hint?: string;
}

/** What fetch calls a redirect that it was told not to follow. */
const REDIRECTED = "unexpected redirect";

/** Why no answer came, in words; undefined where the error is not one of the network. */
function connectionFault(error: unknown): ConnectionFault | undefined {
  const links: Error[] = [];
  for (let link: unknown = error; link instanceof Error; link = link.cause) links.push(link);
  if (links.some(({ message }) => message === REDIRECTED)) {
    return {
      reason: "the server redirects to another address, and a key is not taken there",
      unreached: true,
      retryable: false,
      hint: "Set the base URL to the final address.",
    };
  }
  const codes = links.flatMap((link) =>
    "code" in link && typeof link.code === "string" ? [link.code] : [],
  );
  const network =
    codes.some((code) => NETWORK_CODES.test(code)) ||
    links.some(({ name, message }) => name === "TimeoutError" || NETWORK_MESSAGES.test(message));
  if (!network) return undefined;
  const detail = links.at(-1)?.message || codes.at(-1);
  return {
    reason: `no answer came (${detail})`,
    unreached: codes.some((code) => UNREACHED.test(code)),
    retryable: true,
  };
}

/** The answer inside an error that an SDK threw, known by its shape: the SDKs share it, and may be loaded twice. */
export function sdkRefusal(error: unknown): Refusal | undefined {
  if (!(error instanceof Error) || !("status" in error) || typeof error.status !== "number") {
    return undefined;
  }
  return {
    status: error.status,
    headers: "headers" in error && error.headers instanceof Headers ? error.headers : undefined,
    body: ("error" in error ? error.error : undefined) ?? error.message,
  };
}

/**
 * What is not there any more, or never was, is no fault to whoever wants it gone or asks whether it is there.
 *
 * @param statuses By which the provider says so.
 */
export async function unlessGone<Result>(
  call: () => Promise<Result>,
  statuses: readonly number[] = [404],
): Promise<Result | undefined> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof ProviderError && statuses.includes(error.status ?? 0)) return undefined;
    throw error;
  }
}
