import { isObject, type JsonObject } from "../../util/json.ts";
import type { ProviderCalls } from "../calls.ts";
import { directFetch } from "../direct-fetch.ts";
import { undocumented } from "../undocumented.ts";
import type { CallOptions } from "../provider.ts";

/** What the SDK is configured with, so that raw calls go where its own go. */
export interface GoogleConnection {
  readonly apiKey: () => string;
  readonly baseUrl: string;
  readonly apiVersion: string;
}

/** An answer that is no success, in the shape of the other SDKs' errors: Google's own leaves out the headers. */
class GoogleHttpError extends Error {
  readonly status: number;
  readonly headers: Headers;
  readonly error: unknown;

  constructor(status: number, headers: Headers, error: unknown) {
    super(`HTTP ${status}`);
    this.status = status;
    this.headers = headers;
    this.error = error;
  }
}

/** The fetch of all calls to Google, the SDK's too: what is no success is thrown with its headers. */
export async function googleFetch(
  input: string | URL | Request,
  init?: RequestInit,
): Promise<Response> {
  const response = await directFetch(input, init);
  if (response.ok) return response;
  const body = await response.text();
  throw new GoogleHttpError(response.status, response.headers, parsed(body));
}

function parsed(body: string): unknown {
  try {
    const value: unknown = JSON.parse(body);
    // Uploads have been seen to answer with a list of one error.
    return Array.isArray(value) ? value[0] : value;
  } catch {
    return body;
  }
}

/** Raw calls, for where the SDK drops what the API says. */
export class GoogleHttp {
  readonly #connection: GoogleConnection;
  readonly #calls: ProviderCalls;

  constructor(connection: GoogleConnection, calls: ProviderCalls) {
    this.#connection = connection;
    this.#calls = calls;
  }

  async json(
    action: string,
    path: string,
    { signal }: CallOptions,
  ): Promise<Readonly<Record<string, unknown>>> {
    return await this.#json(action, () => this.#fetch(path, { signal }), signal);
  }

  /** Sends a body as it is: the SDK rewrites schemas, and drops what it does not know. */
  async post(
    action: string,
    path: string,
    body: JsonObject,
    { signal }: CallOptions,
  ): Promise<Readonly<Record<string, unknown>>> {
    return await this.#json(action, () => this.#fetch(path, { signal, body }), signal);
  }

  async #json(
    action: string,
    call: () => Promise<Response>,
    signal: AbortSignal | undefined,
  ): Promise<Readonly<Record<string, unknown>>> {
    const read = async (): Promise<unknown> => await (await call()).json();
    const body = await this.#calls.repeatable(action, read, signal);
    if (!isObject(body)) throw undocumented(`Gemini, ${action}`, "it is no object");
    return body;
  }

  async bytes(
    action: string,
    path: string,
    { signal }: CallOptions,
  ): Promise<AsyncIterable<Uint8Array>> {
    const response = await this.#calls.repeatable(
      action,
      () => this.#fetch(path, { signal }),
      signal,
    );
    return this.#calls.stream(action, response.body, signal);
  }

  async #fetch(
    path: string,
    {
      signal,
      body,
    }: { readonly signal: AbortSignal | undefined; readonly body?: JsonObject | undefined },
  ): Promise<Response> {
    const { apiKey, baseUrl, apiVersion } = this.#connection;
    const headers = { "x-goog-api-key": apiKey(), "content-type": "application/json" };
    return await googleFetch(`${baseUrl.replace(/\/$/, "")}/${apiVersion}/${path}`, {
      headers,
      signal: signal ?? null,
      ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
    });
  }
}
