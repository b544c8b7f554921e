import { createReadStream, createWriteStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { get, request } from "node:http";
import { once } from "node:events";
import { basename, dirname } from "node:path";
import { pipeline } from "node:stream/promises";
import { download as downloadFile } from "../../../src/lifecycle/download.ts";
import type { Provider } from "../../../src/providers/provider.ts";
import { findProvider } from "../../../src/providers/registry.ts";
import { FileArtifacts } from "../../../src/store/file-artifacts.ts";
import { systemClock } from "../../../src/util/clock.ts";

export interface TransferOptions {
  readonly provider: string;
  readonly model: string;
  readonly baseUrl: string;
  readonly path: string;
}

const CLOCK = { clock: systemClock, random: () => 0.5 };

/** Loaded before the clock starts: a transfer is measured, and not the start of a process. */
const SDKS: Readonly<Record<string, () => Promise<unknown>>> = {
  openai: async () => await import("openai"),
  anthropic: async () => await import("@anthropic-ai/sdk"),
  google: async () => await import("@google/genai"),
};

async function connected({ provider, model, baseUrl }: TransferOptions): Promise<Provider> {
  const definition = findProvider(provider);
  await SDKS[provider]?.();
  return await definition.create({ ...CLOCK, env: {}, model, flags: {}, baseUrl, apiKey: "none" });
}

/** The product's upload of a request file. */
export async function upload(options: TransferOptions): Promise<() => Promise<void>> {
  const { transport } = await connected(options);
  const { path, model, provider } = options;
  const { size } = await stat(path);
  const mark = { nonce: "nonce00000", label: "bx_bench/1/1" };
  const artifact = { key: basename(path), bytes: size, lines: 1, crc32: 0 };
  const artifacts = new FileArtifacts(dirname(path));
  const file = {
    name: "bench.jsonl",
    bytes: size,
    requests: 1,
    chunks: (start?: number) => artifacts.chunks(artifact, start),
  };
  return async () => {
    const uploadId = await transport.upload(file, mark, {});
    // Anthropic's requests travel in the create.
    if (provider !== "anthropic") return;
    await transport.submit({ mark, model, file, uploadId, guard: () => undefined }, {});
  };
}

/** The product's download of a result file to disk. */
export async function download(options: TransferOptions): Promise<() => Promise<void>> {
  const { transport } = await connected(options);
  const artifacts = new FileArtifacts(options.path);
  return async () => {
    const results = await transport.results("batches/job", {});
    const [file] = results.kind === "ready" ? results.files : [];
    if (file === undefined) throw new Error("there are no results");
    await downloadFile(file, { artifacts, key: "results.jsonl", ...CLOCK, signal: undefined });
  };
}

export interface RawTransferOptions {
  readonly url: string;
  readonly path: string;
}

/** A file to the same server, as fast as Node's own HTTP brings it there. */
export async function rawUpload({ url, path }: RawTransferOptions): Promise<() => Promise<void>> {
  const { size } = await stat(path);
  return async () => {
    const sending = request(url, { method: "POST", headers: { "content-length": size } });
    const answered = once(sending, "response");
    await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), sending);
    const [response] = await answered;
    response.resume();
    await once(response, "end");
  };
}

/** A file from the same server, as fast as Node's own HTTP brings it to the disk: it is not there before it is synced. */
export function rawDownload({ url, path }: RawTransferOptions): () => Promise<void> {
  return async () => {
    const [response] = await once(get(url), "response");
    await using file = await open(path, "w");
    await pipeline(
      response,
      createWriteStream(path, { fd: file.fd, autoClose: false, highWaterMark: 1 << 20 }),
    );
    await file.datasync();
  };
}
