import type { JsonObject } from "../../util/json.ts";
import type { Failures } from "../http/call-faults.ts";
import { respond } from "../http/respond.ts";

/** The codes of google.rpc, with their names and the HTTP status that goes with each. */
const CODES = {
  CANCELLED: [1, 499],
  INVALID_ARGUMENT: [3, 400],
  DEADLINE_EXCEEDED: [4, 504],
  NOT_FOUND: [5, 404],
  ALREADY_EXISTS: [6, 409],
  PERMISSION_DENIED: [7, 403],
  RESOURCE_EXHAUSTED: [8, 429],
  FAILED_PRECONDITION: [9, 400],
  INTERNAL: [13, 500],
  UNAVAILABLE: [14, 503],
} as const;

export type StatusName = keyof typeof CODES;

/** Thrown where Google refuses a request, alone or in a batch. */
export class Refused extends Error {
  readonly status: StatusName;
  readonly details: readonly JsonObject[] | undefined;

  constructor(status: StatusName, message: string, details?: readonly JsonObject[]) {
    super(message);
    this.status = status;
    this.details = details;
  }
}

export function invalid(message: string): Refused {
  return new Refused("INVALID_ARGUMENT", message);
}

/** A member that no message of the API has. */
export function unknownName(name: string, at: string): Refused {
  const where = at === "" ? "" : ` at '${at}'`;
  const description = `Invalid JSON payload received. Unknown name "${name}"${where}: Cannot find field.`;
  const violation = at === "" ? { description } : { field: at, description };
  return new Refused("INVALID_ARGUMENT", description, [
    { "@type": "type.googleapis.com/google.rpc.BadRequest", fieldViolations: [violation] },
  ]);
}

/** The error of one request in a batch, or of an operation. */
export function rpcError({ status, message }: Pick<Refused, "status" | "message">): JsonObject {
  return { code: CODES[status][0], message };
}

export function refuse(
  { status, message, details }: Pick<Refused, "status" | "message" | "details">,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const code = CODES[status][1];
  const error = { code, message, status, ...(details && { details }) };
  return respond({ error }, { status: code, headers });
}

export const googleFailures: Failures = {
  rateLimited: (retryAfterMs) =>
    refuse(
      new Refused(
        "RESOURCE_EXHAUSTED",
        "You exceeded your current quota, please check your plan and billing details.",
        [
          {
            "@type": "type.googleapis.com/google.rpc.RetryInfo",
            retryDelay: `${retryAfterMs / 1000}s`,
          },
        ],
      ),
      { "retry-after": String(Math.ceil(retryAfterMs / 1000)) },
    ),
  broken: () => refuse(new Refused("INTERNAL", "An internal error has occurred. Please retry.")),
  overloaded: () =>
    refuse(new Refused("UNAVAILABLE", "The model is overloaded. Please try again later.")),
  // Of what is wrong with a schema, the service often says no more than this.
  schemaTooComplex: () =>
    refuse(new Refused("INVALID_ARGUMENT", "Request contains an invalid argument.")),
};

/** Any key is right, in the header or the query, unless it begins with `wrong`. */
export function checkKey(key: string | undefined): void {
  if (key === undefined || key === "") {
    throw new Refused(
      "PERMISSION_DENIED",
      "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.",
    );
  }
  if (!key.startsWith("wrong")) return;
  // Not a 401: the service takes a wrong key for a wrong argument.
  throw new Refused("INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", [
    {
      "@type": "type.googleapis.com/google.rpc.ErrorInfo",
      reason: "API_KEY_INVALID",
      domain: "googleapis.com",
      metadata: { service: "generativelanguage.googleapis.com" },
    },
  ]);
}
