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
  const parsed = jsonOrText(body);
  // Uploads have been seen to answer with a list of one error.
  const error: unknown = Array.isArray(parsed) ? parsed[0] : parsed;
  throw new GoogleHttpError(response.status, response.headers, error);
}

/** A body as parsed JSON, or as it is where it is none. */
export function jsonOrText(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

/** A call as it goes over the wire. */
interface Sending extends CallOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | ReadableStream<Uint8Array> | undefined;
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

  /** Where uploads start. */
  get uploads(): string {
    return `${this.#root}/upload/${this.#connection.apiVersion}/files`;
  }

  /**
   * The address for the rest of an upload by the one that an answer names, which may be Google's own though a proxy is in
   * between: the key and the records go to the base URL only, below its path. Undefined for what is no address.
   */
  own(named: string): string | undefined {
    const given = URL.parse(named);
    if (given === null) return undefined;
    const { origin, pathname } = new URL(this.#root);
    const prefix = pathname.replace(/\/$/, "");
    const below = given.origin === origin && given.pathname.startsWith(`${prefix}/`);
    return `${origin}${below ? "" : prefix}${given.pathname}${given.search}`;
  }

  /** One step of an upload, which is neither repeated nor read here. */
  async send(url: string, { headers, body, signal }: Sending): Promise<Response> {
    return await googleFetch(url, {
      method: "POST",
      headers: { ...this.#headers, ...headers },
      signal: signal ?? null,
      ...(body === undefined ? {} : { body, duplex: "half" }),
    });
  }

  async #fetch(
    path: string,
    {
      signal,
      body,
    }: { readonly signal: AbortSignal | undefined; readonly body?: JsonObject | undefined },
  ): Promise<Response> {
    return await googleFetch(`${this.#root}/${this.#connection.apiVersion}/${path}`, {
      headers: this.#headers,
      signal: signal ?? null,
      ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
    });
  }

  get #root(): string {
    return this.#connection.baseUrl.replace(/\/$/, "");
  }

  get #headers(): Readonly<Record<string, string>> {
    return { "x-goog-api-key": this.#connection.apiKey(), "content-type": "application/json" };
  }
}
