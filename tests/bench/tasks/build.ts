import { rm } from "node:fs/promises";
import { readRecords } from "../../../src/input/records.ts";
import { plan } from "../../../src/lifecycle/plan.ts";
import type { RequestTemplate } from "../../../src/lifecycle/request-template.ts";
import { prepareSetup, startBatch } from "../../../src/lifecycle/start-batch.ts";
import { templateFor } from "../../../src/lifecycle/template-for.ts";
import type { Dedupe } from "../../../src/store/batch.ts";
import { ByteBuffer } from "../../../src/util/byte-buffer.ts";
import { SYSTEM } from "../models.ts";
import { MODEL, type ModelSize, openWorker, responseModel } from "../product.ts";

export interface BuildOptions {
  readonly input: string;
  readonly folder: string;
  /** With checksums, syncs and the state in a file, or without all of it. */
  readonly durable: boolean;
  readonly dedupe: Dedupe;
  readonly size: ModelSize;
  /** @default as the product does it */
  readonly threads?: boolean | undefined;
}

const FLAGS = { endpoint: "chat" };
const PROVIDER = { provider: "openai", request: { model: "gpt-4o-mini" }, flags: FLAGS };

/** The product's planning: records in, request files and their state out. */
export async function build(options: BuildOptions): Promise<() => Promise<void>> {
  const { input, folder, dedupe, size } = options;
  await rm(folder, { recursive: true, force: true });
  const worker = await openWorker(folder, options);
  const request = {
    model: MODEL,
    responseModel: responseModel(size),
    responseModelPath: undefined,
    settings: { ...SETTINGS, dedupe },
    emulated: false,
  };
  // Loads what is loaded on first use, which is part of starting up.
  await prepareSetup(worker.engine, request);
  await import("node:zlib");
  return async () => {
    await startBatch(worker, request, { kind: "file", path: input, format: "jsonl" }, {});
    await worker.ownership[Symbol.asyncDispose]();
    await worker.engine.store[Symbol.asyncDispose]();
  };
}

const SETTINGS = { system: SYSTEM, temperature: 0, maxOutputTokens: 500, flags: FLAGS };

/** The same pipeline, with one difference: each request is made as an object, and stringified. */
export async function buildByStringify(options: BuildOptions): Promise<() => Promise<void>> {
  const { input, folder, dedupe, size } = options;
  await rm(folder, { recursive: true, force: true });
  const { engine } = await openWorker(folder, options);
  const provider = await engine.provider(PROVIDER);
  const request = { model: MODEL, responseModel: responseModel(size), settings: SETTINGS };
  await prepareSetup(engine, request);
  return async () => {
    const { setup } = await prepareSetup(engine, request);
    await plan(readRecords({ kind: "file", path: input, format: "jsonl" }, { templated: false }), {
      batchId: "bx_stringified",
      artifacts: engine.store.artifacts,
      template: stringified(templateFor(provider, setup, SETTINGS_OF_PROMPT)),
      limits: { requests: 50_000, bytes: 200_000_000, tokens: Infinity },
      dedupe,
      setup: { provider: setup.provider, model: setup.request.model },
    });
  };
}

const SETTINGS_OF_PROMPT = { system: SYSTEM, prompt: undefined };

interface ChatRequest {
  readonly body: { readonly messages: readonly [object, object] };
}

/** Requests that are the same to the byte, each from an object of its own. */
function stringified(template: RequestTemplate): RequestTemplate {
  const id = Buffer.from("nonce00000-0000001");
  const line = new ByteBuffer();
  const sample = { id: undefined, source: "", line: 1 };
  template.write(line, id, { ...sample, content: { kind: "text", text: "x" } });
  const request: ChatRequest = JSON.parse(line.view().toString());
  const { body } = request;
  const [system] = body.messages;
  return {
    write(buffer, customId, { content }) {
      const text = content.kind === "text" ? content.text : "";
      const messages = [system, { role: "user", content: text }];
      const start = buffer.length;
      buffer.appendText(
        JSON.stringify({
          ...request,
          custom_id: customId.toString("latin1"),
          body: { ...body, messages },
        }),
      );
      buffer.appendNewline();
      return { start, end: buffer.length };
    },
  };
}
