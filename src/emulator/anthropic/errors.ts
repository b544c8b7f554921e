import type { JsonObject } from "../../util/json.ts";
import type { Failures } from "../http/call-faults.ts";
import { respond } from "../http/respond.ts";
import { anthropicId } from "../ids.ts";

export type ErrorType =
  | "invalid_request_error"
  | "authentication_error"
  | "not_found_error"
  | "request_too_large"
  | "rate_limit_error"
  | "api_error"
  | "overloaded_error";

const STATUS: Readonly<Record<ErrorType, number>> = {
  invalid_request_error: 400,
  authentication_error: 401,
  not_found_error: 404,
  request_too_large: 413,
  rate_limit_error: 429,
  api_error: 500,
  overloaded_error: 529,
};

/** Thrown where Anthropic refuses a request, alone or in a batch. */
export class Refused extends Error {
  readonly type: ErrorType;

  constructor(type: ErrorType, message: string) {
    super(message);
    this.type = type;
  }
}

/** Says where the request is at fault, as in `messages.0.role: Field required`. */
export function invalid(where: string, message: string): Refused {
  return new Refused("invalid_request_error", `${where}: ${message}`);
}

export function notFound(message: string): Refused {
  return new Refused("not_found_error", message);
}

export function errorBody(
  { type, message }: Pick<Refused, "type" | "message">,
  requestId: string | null,
): JsonObject {
  return { type: "error", error: { type, message }, request_id: requestId };
}

export function refuse(
  refused: Pick<Refused, "type" | "message">,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const requestId = anthropicId("req");
  return respond(errorBody(refused, requestId), {
    status: STATUS[refused.type],
    headers: { "request-id": requestId, ...headers },
  });
}

export const anthropicFailures: Failures = {
  rateLimited: (retryAfterMs) =>
    refuse(
      { type: "rate_limit_error", message: "This request would exceed your rate limit." },
      { "retry-after": String(retryAfterMs / 1000) },
    ),
  broken: () => refuse({ type: "api_error", message: "Internal server error" }),
  overloaded: () => refuse({ type: "overloaded_error", message: "Overloaded" }),
  schemaTooComplex: () =>
    refuse({ type: "invalid_request_error", message: "Schema is too complex for compilation." }),
};

/** Any key is right in either header, unless it begins with `wrong`. */
export function checkKey(key: string | undefined, authorization: string | undefined): void {
  const token = key ?? /^Bearer\s+(?<token>\S+)$/i.exec(authorization ?? "")?.groups?.["token"];
  if (token === undefined || token === "") {
    throw new Refused("authentication_error", "x-api-key header is required");
  }
  if (token.startsWith("wrong")) throw new Refused("authentication_error", "invalid x-api-key");
}

/** Versions that the emulator knows. https://platform.claude.com/docs/en/api/versioning */
const VERSIONS = new Set(["2023-01-01", "2023-06-01", "2026-10-21"]);

export function checkVersion(version: string | undefined): void {
  if (version === undefined) throw invalid("anthropic-version", "header is required");
  if (VERSIONS.has(version)) return;
  throw invalid("anthropic-version", `"${version}" is not a valid version`);
}
