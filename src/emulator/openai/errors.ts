import type { Failures } from "../http/call-faults.ts";
import { respond } from "../http/respond.ts";

/** Why OpenAI refuses a request, whether it was sent alone or in a batch. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
  readonly type?: string | undefined;
  readonly param?: string | undefined;
  readonly code?: string | undefined;
}

export interface ErrorBody {
  readonly error: {
    readonly message: string;
    readonly type: string;
    readonly param: string | null;
    readonly code: string | null;
  };
}

/** Thrown where a request is refused, and made an answer in one place. */
export class Refused extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

export function errorBody({
  message,
  type = "invalid_request_error",
  param,
  code,
}: Refusal): ErrorBody {
  return { error: { message, type, param: param ?? null, code: code ?? null } };
}

export function refuse(refusal: Refusal, headers: Readonly<Record<string, string>> = {}): Response {
  return respond(errorBody(refusal), { status: refusal.status, headers });
}

/** A refusal that names the parameter at fault. */
export function invalid(param: string, message: string, code: string = "invalid_value"): Refused {
  return new Refused({ status: 400, message, param, code });
}

export function missing(param: string): Refused {
  return invalid(param, `Missing required parameter: '${param}'.`, "missing_required_parameter");
}

export function unknownParameter(param: string): Refused {
  return invalid(param, `Unknown parameter: '${param}'.`, "unknown_parameter");
}

export function unsupportedValue(
  param: string,
  value: unknown,
  values: readonly string[],
): Refused {
  const known = values.map((one) => `'${one}'`).join(", ");
  const given = typeof value === "string" ? `'${value}'` : JSON.stringify(value);
  return invalid(param, `Invalid value: ${given}. Supported values are: ${known}.`);
}

export const openaiFailures: Failures = {
  rateLimited: (retryAfterMs) =>
    refuse(
      {
        status: 429,
        message: "Rate limit reached for requests. Please try again later.",
        type: "requests",
        code: "rate_limit_exceeded",
      },
      {
        "retry-after": String(Math.ceil(retryAfterMs / 1000)),
        "retry-after-ms": String(retryAfterMs),
      },
    ),
  broken: () =>
    refuse({
      status: 500,
      message: "The server had an error while processing your request. Sorry about that!",
      type: "server_error",
    }),
  overloaded: () =>
    refuse({
      status: 503,
      message: "The engine is currently overloaded, please try again later.",
      type: "service_unavailable",
    }),
  schemaTooComplex: () =>
    refuse({
      status: 400,
      message: "Invalid schema for response_format 'Answer': the schema is too complex.",
      param: "response_format",
    }),
};

/** Any key is right, unless it begins with `wrong`. */
export function checkKey(authorization: string | undefined): void {
  const key = /^Bearer\s+(?<key>\S+)$/i.exec(authorization ?? "")?.groups?.["key"];
  if (key === undefined) {
    throw new Refused({
      status: 401,
      message:
        "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).",
    });
  }
  if (!key.startsWith("wrong")) return;
  throw new Refused({
    status: 401,
    message: `Incorrect API key provided: ${masked(key)}. You can find your API key at https://platform.openai.com/account/api-keys.`,
    code: "invalid_api_key",
  });
}

function masked(key: string): string {
  const end = key.length > 12 ? key.slice(-4) : "";
  return `${key.slice(0, 4)}${"*".repeat(Math.max(4, key.length - 8))}${end}`;
}
