import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { startEmulator } from "../../../src/emulator/server.ts";
import type { Task } from "../measure.ts";
import { SYSTEM } from "../models.ts";
import type { Row } from "../report.ts";
import type { Workshop } from "../workshop.ts";
import { buildTask } from "./build.ts";
import { collectTask } from "./collect.ts";
import { against, type Case } from "./compare.ts";

const rivals = new URL("../rivals", import.meta.url).pathname;
/** What one job takes: rivals cut nothing. */
const ONE_JOB = 50_000;

export const RIVALS: Case = {
  name: "rivals",
  run: async (workshop) => [
    ...(await plainScript(workshop)),
    ...(await otherLibrary(workshop, "submit")),
    ...(await otherLibrary(workshop, "results")),
  ],
};

async function plainScript(workshop: Workshop): Promise<readonly Row[]> {
  const input = await workshop.input(ONE_JOB);
  const { lines } = await workshop.results(ONE_JOB);
  const output = join(await workshop.scratch("plain"), "out.jsonl");
  const requests: Task = { name: "plainBuild", options: { input, output } };
  const outcomes: Task = { name: "plainCollect", options: { results: lines, output } };
  const ours = await buildTask(workshop, { records: ONE_JOB, durable: true, dedupe: "shard" });
  return [
    await against(
      workshop,
      {
        name: "plain script, build",
        compares: `arrays, JSON.stringify, join and writeFile / durable build of ${ONE_JOB}`,
      },
      ours,
      requests,
    ),
    await against(
      workshop,
      {
        name: "plain script, collect",
        compares: `readFile, split, JSON.parse twice, zod and sort / collect of ${ONE_JOB}`,
      },
      await collectTask(workshop, { records: ONE_JOB }),
      outcomes,
    ),
  ];
}

/** The AI SDK's batches. It cuts nothing, keeps no state and takes no schema, so that it sends less. */
async function otherLibrary(
  workshop: Workshop,
  phase: "submit" | "results",
): Promise<readonly Row[]> {
  await install();
  const input = await workshop.input(ONE_JOB);
  const folder = await workshop.scratch("emulator");
  await using emulator = await startEmulator({ directory: folder, workMs: 0 });
  const baseUrl = emulator.baseUrls.openai;
  const store = await workshop.scratch("product");
  const done = phase === "submit" ? "records to a submitted job" : "an ended job to parsed objects";
  return [
    await against(
      workshop,
      {
        name: `ai 7, ${phase}`,
        compares: `${done}, against the emulator: ai with @ai-sdk/openai / batch-extract`,
      },
      { name: "productBatch", options: { input, folder: store, baseUrl, phase } },
      {
        name: "ai",
        options: { input, baseUrl, phase, system: SYSTEM },
        program: join(rivals, "ai-sdk.js"),
      },
    ),
  ];
}

/** Rivals have a package of their own: they are no dependencies of ours. */
async function install(): Promise<void> {
  if (existsSync(join(rivals, "node_modules"))) return;
  await promisify(execFile)("npm", ["ci", "--no-audit", "--no-fund"], { cwd: rivals });
}
