import { peakMemory } from "../support/peak-memory.ts";
import { createWriteStream } from "node:fs";
import { stat } from "node:fs/promises";
import { once } from "node:events";
import { basename, dirname } from "node:path";
import { PROVIDERS } from "../../src/providers/registry.ts";
import { FileArtifacts } from "../../src/store/file-artifacts.ts";
import { systemClock } from "../../src/util/clock.ts";

/** A process that sends or fetches one large file, and tells how much memory it took. */
interface Task {
  readonly kind: "send" | "fetch";
  readonly provider: string;
  readonly model: string;
  readonly baseUrl: string;
  readonly flags: Readonly<Record<string, string>>;
  readonly file: string;
  readonly requests: number;
}

const task: Task = JSON.parse(process.argv[2] ?? "{}");
const definition = PROVIDERS.find(({ name }) => name === task.provider);
if (definition === undefined) throw new Error(`no provider ${task.provider}`);
const { transport } = await definition.create({
  env: {},
  apiKey: "key",
  baseUrl: task.baseUrl,
  clock: systemClock,
  random: Math.random,
  model: task.model,
  flags: task.flags,
});

async function send({ file: path, model, requests }: Task): Promise<void> {
  const mark = { nonce: "abcdefghij", label: "bx_large/1/1" };
  const { size: bytes } = await stat(path);
  const artifacts = new FileArtifacts(dirname(path));
  const artifact = { key: basename(path), bytes, lines: requests, crc32: 0 };
  const file = {
    name: "requests.jsonl",
    bytes,
    requests,
    chunks: (start?: number) => artifacts.chunks(artifact, start),
  };
  const uploadId = await transport.upload(file, mark, {});
  await transport.submit({ mark, model, file, uploadId, guard: () => undefined }, {});
}

async function fetchResults({ file: path }: Task): Promise<void> {
  const results = await transport.results("batches/large", {});
  const out = createWriteStream(path);
  for (const file of results.kind === "ready" ? results.files : []) {
    for await (const chunk of await file.open({})) {
      if (!out.write(chunk)) await once(out, "drain");
    }
  }
  out.end();
  await once(out, "close");
}

await (task.kind === "send" ? send(task) : fetchResults(task));
// In megabytes, external memory counted.
process.stdout.write(String(peakMemory() / 2 ** 20));
