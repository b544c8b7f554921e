// One task in a process of its own: `node task.js NAME OPTIONS-AS-JSON`. Its last line says how long it took.
import { peakMemory } from "../support/peak-memory.ts";
import { tuneYoungGeneration } from "../../src/cli/young-generation.ts";

/** Prepares, and gives what is timed. */
type Prepare = (options: never) => (() => unknown) | Promise<() => unknown>;

/** Each loads its own code only, so that its memory is its own too. */
const TASKS: Readonly<Record<string, () => Promise<Prepare>>> = {
  build: async () => (await import("./tasks/build.ts")).build,
  buildByStringify: async () => (await import("./tasks/build.ts")).buildByStringify,
  collectAll: async () => (await import("./tasks/collect.ts")).collectAll,
  download: async () => (await import("./tasks/transfer.ts")).download,
  longLines: async () => (await import("./tasks/long-lines.ts")).longLines,
  makeGiant: async () => (await import("./tasks/prepare.ts")).makeGiant,
  makeInput: async () => (await import("./tasks/prepare.ts")).makeInput,
  makeLongLines: async () => (await import("./tasks/long-lines.ts")).makeLongLines,
  makeResults: async () => (await import("./tasks/prepare.ts")).makeResults,
  plainBuild: async () => (await import("./tasks/plain-script.ts")).plainBuild,
  plainCollect: async () => (await import("./tasks/plain-script.ts")).plainCollect,
  productBatch: async () => (await import("./tasks/product-batch.ts")).productBatch,
  raiseAndValidate: async () => (await import("./tasks/schema.ts")).raiseAndValidate,
  rawDownload: async () => (await import("./tasks/transfer.ts")).rawDownload,
  rawUpload: async () => (await import("./tasks/transfer.ts")).rawUpload,
  scanAndParse: async () => (await import("./tasks/limits.ts")).scanAndParse,
  scanLongFile: async () => (await import("./tasks/long-lines.ts")).scanLongFile,
  upload: async () => (await import("./tasks/transfer.ts")).upload,
  validate: async () => (await import("./tasks/schema.ts")).validate,
  writeBytes: async () => (await import("./tasks/limits.ts")).writeBytes,
};

const [name = "", options = "{}"] = process.argv.slice(2);
const task = TASKS[name];
if (task === undefined) throw new Error(`there is no task ${name}`);
// As the command line does.
tuneYoungGeneration();
const prepare = await task();
const run = await prepare(JSON.parse(options) as never);
const start = performance.now();
await run();
const ms = performance.now() - start;
process.stdout.write(`${JSON.stringify({ ms, rssBytes: peakMemory() })}\n`);
// Threads and connections that are idle need not be waited for.
process.exit(0);
