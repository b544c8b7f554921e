import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { InputError } from "../errors.ts";
import type { InputRecord } from "../model/record.ts";
import { MemoryArtifacts } from "../store/memory-artifacts.ts";
import { storeFault } from "../store/store-fault.ts";
import { ByteBuffer } from "../util/byte-buffer.ts";
import { IdCheck } from "./id-check.ts";
import type { RequestTemplate } from "./request-template.ts";

export interface RequestFileOptions {
  readonly path: string;
  readonly template: RequestTemplate;
  readonly signal?: AbortSignal | undefined;
}

export interface WrittenRequests {
  readonly requests: number;
  readonly bytes: number;
  /** Requests whose record's id is no custom id, so that they are called by their position. */
  readonly renamed: number;
}

const WRITE_BYTES = 1 << 20;
/** What all providers take. */
const CUSTOM_ID = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * Writes one request file for a provider, with the records' own ids. The file appears when it is complete.
 *
 * @throws InputError for a bad record, and for two records with one id.
 */
export async function writeRequestFile(
  records: AsyncIterable<readonly InputRecord[]>,
  { path, template, signal }: RequestFileOptions,
): Promise<WrittenRequests> {
  const unfinished = `${path}.part`;
  const written = await storeFault(path, async () => {
    await using file = await open(unfinished, "w");
    try {
      return await writeRequests(records, file, { template, signal });
    } catch (error) {
      await rm(unfinished, { force: true });
      throw error;
    }
  });
  await storeFault(path, () => rename(unfinished, path));
  return written;
}

async function writeRequests(
  records: AsyncIterable<readonly InputRecord[]>,
  file: FileHandle,
  { template, signal }: Omit<RequestFileOptions, "path">,
): Promise<WrittenRequests> {
  await using ids = new IdCheck(new MemoryArtifacts(), "ids");
  const buffer = new ByteBuffer(2 * WRITE_BYTES);
  let requests = 0;
  let renamed = 0;
  let bytes = 0;
  let source = "";
  const flush = async () => {
    bytes += buffer.length;
    await file.write(buffer.view());
    buffer.truncate(0);
  };
  for await (const group of records) {
    signal?.throwIfAborted();
    for (const record of group) {
      requests += 1;
      ({ source } = record);
      const id = record.id ?? String(requests);
      const fits = CUSTOM_ID.test(id);
      if (!fits) renamed += 1;
      const customId = fits ? id : `r-${requests}`;
      ids.add(customId, requests, record.line);
      template.write(buffer, Buffer.from(customId, "latin1"), record);
      if (buffer.length >= WRITE_BYTES) await flush();
    }
  }
  await flush();
  const doubled = await ids.firstDoubled();
  if (doubled !== undefined) {
    const { first, second } = doubled;
    throw new InputError(
      { source, line: second.line },
      `the id of this record is that of line ${first.line} too.`,
      { code: "duplicate_id" },
    );
  }
  return { requests, bytes, renamed };
}
