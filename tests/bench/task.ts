// One task in a process of its own: `node task.js NAME OPTIONS-AS-JSON`. Its last line says how long it took.
import { build, buildByStringify } from "./tasks/build.ts";
import { collectAll } from "./tasks/collect.ts";
import { scanAndParse, writeBytes } from "./tasks/limits.ts";
import { longLines, makeLongLines, scanLongFile } from "./tasks/long-lines.ts";
import { plainBuild, plainCollect } from "./tasks/plain-script.ts";
import { productBatch } from "./tasks/product-batch.ts";
import { makeGiant, makeInput, makeResults } from "./tasks/prepare.ts";
import { raiseAndValidate, validate } from "./tasks/schema.ts";
import { download, rawDownload, rawUpload, upload } from "./tasks/transfer.ts";

const TASKS = {
  build,
  buildByStringify,
  collectAll,
  download,
  longLines,
  makeGiant,
  makeInput,
  makeLongLines,
  makeResults,
  plainBuild,
  plainCollect,
  productBatch,
  raiseAndValidate,
  rawDownload,
  rawUpload,
  scanAndParse,
  scanLongFile,
  upload,
  validate,
  writeBytes,
};

/** Prepares, and gives what is timed. */
type Prepare = (options: never) => (() => unknown) | Promise<() => unknown>;

const [name = "", options = "{}"] = process.argv.slice(2);
const tasks: Readonly<Record<string, Prepare | undefined>> = TASKS;
const prepare = tasks[name];
if (prepare === undefined) throw new Error(`there is no task ${name}`);
const run = await prepare(JSON.parse(options) as never);
const start = performance.now();
await run();
const ms = performance.now() - start;
process.stdout.write(
  `${JSON.stringify({ ms, rssBytes: process.resourceUsage().maxRSS * 1024 })}\n`,
);
// Threads and connections that are idle need not be waited for.
process.exit(0);
