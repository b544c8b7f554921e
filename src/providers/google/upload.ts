import { ProviderError } from "../../errors.ts";
import { type ProviderCalls, sdkRefusal } from "../calls.ts";
import { count, fields, text } from "../decode.ts";
import type { CallOptions, RequestFile } from "../provider.ts";
import { undocumented } from "../undocumented.ts";
import { type GoogleHttp, jsonOrText } from "./http.ts";

// Uploads by Google's resumable protocol. The SDK's own waits for an answer after each 8 MiB, loses the path of a base
// URL, and can't go on where a connection was cut.

export interface UploadOptions extends CallOptions {
  readonly http: GoogleHttp;
  readonly calls: ProviderCalls;
  readonly displayName: string;
}

/** How far an upload is, as the server says. */
type Standing =
  | { readonly kind: "active"; readonly received: number | undefined }
  | { readonly kind: "final"; readonly name: string | undefined }
  | { readonly kind: "cancelled" };

const ACTION = "uploading a request file";
const MIME_TYPE = "application/jsonl";
/** What is said of an upload that has expired, or that the server has lost. */
const GONE: ReadonlySet<number> = new Set([404, 410]);

/** Uploads a file in one body, which goes on from where the server is when it breaks off, and gives the file's name. */
export async function uploadFile(file: RequestFile, options: UploadOptions): Promise<string> {
  const upload = new Upload(file, options);
  return await options.calls.repeatable(ACTION, () => upload.attempt(), options.signal);
}

class Upload {
  readonly #file: RequestFile;
  readonly #options: UploadOptions;
  /** The address that takes the bytes, once there is one. */
  #session: string | undefined;

  constructor(file: RequestFile, options: UploadOptions) {
    this.#file = file;
    this.#options = options;
  }

  async attempt(): Promise<string> {
    const name = await this.#resume();
    if (name !== undefined) return name;
    this.#session = undefined;
    this.#session = await this.#start();
    return await this.#send(this.#session, 0);
  }

  /** Brings an upload that broke off to its end; undefined where there is none, or none that can be gone on with. */
  async #resume(): Promise<string | undefined> {
    const session = this.#session;
    if (session === undefined) return undefined;
    try {
      const standing = await this.#ask(session);
      switch (standing.kind) {
        case "active":
          return standing.received === undefined
            ? undefined
            : await this.#send(session, standing.received);
        case "final":
          return standing.name;
        case "cancelled":
          return undefined;
      }
    } catch (error) {
      if (GONE.has(sdkRefusal(error)?.status ?? 0)) return undefined;
      throw error;
    }
  }

  async #start(): Promise<string> {
    const { http, displayName, signal } = this.#options;
    const sizeBytes = String(this.#file.bytes);
    const response = await http.send(http.uploads, {
      headers: {
        "x-goog-upload-protocol": "resumable",
        "x-goog-upload-command": "start",
        "x-goog-upload-header-content-length": sizeBytes,
        "x-goog-upload-header-content-type": MIME_TYPE,
      },
      body: JSON.stringify({ file: { mimeType: MIME_TYPE, displayName, sizeBytes } }),
      signal,
    });
    await response.text();
    const session = http.own(response.headers.get("x-goog-upload-url") ?? "");
    if (session === undefined)
      throw undocumented("Gemini file", "it names no address to upload to");
    return session;
  }

  async #ask(session: string): Promise<Standing> {
    const { http, signal } = this.#options;
    const headers = { "x-goog-upload-command": "query" };
    return await this.#standing(await http.send(session, { headers, signal }));
  }

  /** Sends all bytes from one on, and gives the name of the file. */
  async #send(session: string, start: number): Promise<string> {
    const { http, signal } = this.#options;
    const left = this.#file.bytes - start;
    const response = await http.send(session, {
      headers: {
        "x-goog-upload-command": left === 0 ? "finalize" : "upload, finalize",
        "x-goog-upload-offset": String(start),
        "content-length": String(left),
      },
      body: left === 0 ? undefined : ReadableStream.from(this.#file.chunks(start)),
      signal,
    });
    const standing = await this.#standing(response);
    if (standing.kind !== "final") throw this.#unsettled("it is not at its end with the last byte");
    if (standing.name === undefined) throw undocumented("Gemini file", "it names no file");
    return standing.name;
  }

  async #standing(response: Response): Promise<Standing> {
    const body = jsonOrText(await response.text());
    switch (response.headers.get("x-goog-upload-status")) {
      case "active":
        return { kind: "active", received: this.#received(response.headers) };
      case "final":
        return { kind: "final", name: text(fields(fields(body)["file"])["name"]) || undefined };
      case "cancelled":
        return { kind: "cancelled" };
      // Answers without it come now and then; Google's own clients ask again.
      case null:
      default:
        throw this.#unsettled("the answer does not say how far it is");
    }
  }

  /** Undefined where it is no place in the file. */
  #received(headers: Headers): number | undefined {
    const received = count(headers.get("x-goog-upload-size-received"));
    if (received === undefined || !Number.isInteger(received)) return undefined;
    return received >= 0 && received <= this.#file.bytes ? received : undefined;
  }

  #unsettled(reason: string): ProviderError {
    const { provider } = this.#options.calls;
    return new ProviderError({ provider, action: ACTION, reason, retryable: true });
  }
}
