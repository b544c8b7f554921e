// One task in a process of its own: `node task.ts NAME OPTIONS-AS-JSON`. Its last line says how long it took.
import { build } from "./tasks/build.ts";
import { collectAll } from "./tasks/collect.ts";
import { countLines, scanAndParse, writeBytes } from "./tasks/limits.ts";

const TASKS = { build, collectAll, countLines, scanAndParse, writeBytes };

const [name = "", options = "{}"] = process.argv.slice(2);
const task = TASKS[name as keyof typeof TASKS];
const run = await task(JSON.parse(options));
const start = performance.now();
await run();
const ms = performance.now() - start;
process.stdout.write(
  `${JSON.stringify({ ms, rssBytes: process.resourceUsage().maxRSS * 1024 })}\n`,
);
