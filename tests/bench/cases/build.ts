import { glob, stat } from "node:fs/promises";
import type { Task } from "../measure.ts";
import type { Row } from "../report.ts";
import type { Workshop } from "../workshop.ts";
import { against, beside, type Case, MB } from "./compare.ts";

interface Build {
  readonly records: number;
  readonly task?: "build" | "buildByStringify";
  readonly durable?: boolean;
  readonly dedupe?: "none" | "shard";
  readonly size?: "small" | "large";
  readonly threads?: boolean;
  readonly flags?: readonly string[];
}

export async function buildTask(workshop: Workshop, build: Build): Promise<Task> {
  const { records, task = "build", flags = [] } = build;
  const { durable = false, dedupe = "none", size = "small", threads = false } = build;
  const input = await workshop.input(records);
  const folder = await workshop.scratch("build");
  return { name: task, options: { input, folder, durable, dedupe, size, threads }, flags };
}

async function parseInput(workshop: Workshop, records: number): Promise<Task> {
  return { name: "scanAndParse", options: { input: await workshop.input(records) } };
}

export async function writeAsMuch(
  workshop: Workshop,
  records: number,
  { sync = false }: { readonly sync?: boolean } = {},
): Promise<Task> {
  const { folder } = await workshop.results(records);
  const sizes: number[] = [];
  for await (const path of glob(`${folder}/batches/**/requests.jsonl`)) {
    sizes.push((await stat(path)).size);
  }
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  const path = `${await workshop.scratch("written")}/bytes`;
  return { name: "writeBytes", options: { path, bytes, sync } };
}

async function stringified(
  workshop: Workshop,
  records: number,
  size: "small" | "large",
  least: number,
): Promise<Row> {
  return await against(
    workshop,
    {
      name: `stringify, ${size} model`,
      compares: `JSON.stringify of each request in the same pipeline / build, ${size} model`,
      least,
    },
    await buildTask(workshop, { records, size }),
    await buildTask(workshop, { records, size, task: "buildByStringify" }),
  );
}

export const BUILD: Case = {
  name: "build",
  run: async (workshop, { records }) => [
    await beside(
      workshop,
      {
        name: "build",
        compares:
          "JSON lines to request files with every check, id and dedupe / scan and parse the input",
        most: 3.2,
      },
      await buildTask(workshop, { records, dedupe: "shard" }),
      await parseInput(workshop, records),
    ),
    await beside(
      workshop,
      { name: "build, no dedupe", compares: "the same without dedupe / scan and parse", most: 2.6 },
      await buildTask(workshop, { records }),
      await parseInput(workshop, records),
    ),
    await beside(
      workshop,
      {
        name: "build, writing",
        compares: "build without dedupe / head -c of as many bytes into a file",
        most: 2.2,
      },
      await buildTask(workshop, { records }),
      await writeAsMuch(workshop, records),
    ),
    await stringified(workshop, records, "small", 1.7),
    await stringified(workshop, records, "large", 3.5),
    await beside(
      workshop,
      {
        name: "durable",
        compares: "build with checksums, fdatasync per shard and SQLite / without",
        most: 1.6,
      },
      await buildTask(workshop, { records, durable: true }),
      await buildTask(workshop, { records }),
    ),
  ],
};

export const LONG_LINES: Case = {
  name: "long lines",
  run: async (workshop) => {
    const path = `${await workshop.scratch("long")}/long.jsonl`;
    await workshop.run({ name: "makeLongLines", options: { path, lines: 4, lineBytes: 20 * MB } });
    return [
      await beside(
        workshop,
        {
          name: "long lines",
          compares: "4 lines of 20 MB in chunks of 16 KB / a scan that copies each byte once",
          most: 2,
        },
        { name: "longLines", options: { path } },
        { name: "scanLongFile", options: { path } },
      ),
    ];
  },
};
