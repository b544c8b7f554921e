// `npm run bench`: what the toolkit costs, each case beside its limit or a rival, in turn. See CONTRIBUTING.md.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { BUILD, LONG_LINES } from "./cases/build.ts";
import { CLI } from "./cases/cli.ts";
import { COLLECT, GIANT } from "./cases/collect.ts";
import type { Case, Sizes } from "./cases/compare.ts";
import { RIVALS } from "./cases/rivals.ts";
import { SCALE, THREADS } from "./cases/scale.ts";
import { SCHEMA } from "./cases/schema.ts";
import { TRANSFER } from "./cases/transfer.ts";
import { reportOf, reportText, type Row } from "./report.ts";
import { Workshop } from "./workshop.ts";

const CASES: readonly Case[] = [
  BUILD,
  COLLECT,
  THREADS,
  SCALE,
  GIANT,
  LONG_LINES,
  TRANSFER,
  CLI,
  SCHEMA,
  RIVALS,
];

const FULL: Sizes = { records: 500_000, many: 2_000_000, uploadBytes: 1e9, downloadBytes: 425e6 };
const QUICK: Sizes = { records: 50_000, many: 100_000, uploadBytes: 1e8, downloadBytes: 5e7 };
const ROUNDS = 5;
const QUICK_ROUNDS = 1;

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    json: { type: "string" },
    only: { type: "string", default: "" },
  },
});
const { quick, json, only } = values;
const names = only.split(",").filter((name) => name !== "");
const folder = await mkdtemp(join(tmpdir(), "batch-extract-bench-"));
try {
  const workshop = await Workshop.open(folder, quick ? QUICK_ROUNDS : ROUNDS);
  const rows: Row[] = [];
  for (const { name, run } of CASES) {
    if (names.length > 0 && !names.includes(name)) continue;
    process.stderr.write(`${name}...\n`);
    rows.push(...(await run(workshop, quick ? QUICK : FULL)));
  }
  const report = reportOf(rows, quick);
  process.stdout.write(reportText(report));
  if (json !== undefined) await writeFile(json, `${JSON.stringify(report, null, 2)}\n`);
} finally {
  await rm(folder, { recursive: true });
}
