import type { Task } from "../measure.ts";
import type { Workshop } from "../workshop.ts";
import { beside, type Case } from "./compare.ts";

const models = new URL("..", import.meta.url).pathname;

interface Collect {
  readonly records: number;
  readonly threads?: boolean;
  readonly byShape?: boolean;
  readonly shards?: string;
  readonly flags?: readonly string[];
}

export async function collectTask(workshop: Workshop, collect: Collect): Promise<Task> {
  const { records, threads = false, byShape = true, shards = "shards.json", flags = [] } = collect;
  const { folder } = await workshop.results(records);
  const options = { folder, shards, byShape, ...(threads ? { threads: models } : {}) };
  return { name: "collectAll", options, flags };
}

async function parseResults(workshop: Workshop, records: number): Promise<Task> {
  return { name: "scanAndParse", options: { input: (await workshop.results(records)).lines } };
}

export const COLLECT: Case = {
  name: "collect",
  run: async (workshop, { records }) => [
    await beside(
      workshop,
      {
        name: "collect, parsing",
        compares:
          "result lines out of order to checked outcomes in order, each line parsed / one JSON.parse a line",
        most: 1.6,
      },
      await collectTask(workshop, { records, byShape: false }),
      await parseResults(workshop, records),
    ),
    await beside(
      workshop,
      {
        name: "collect, by shape",
        compares: "the same, with lines that are alike read by their shape / one JSON.parse a line",
        most: 1.15,
      },
      await collectTask(workshop, { records }),
      await parseResults(workshop, records),
    ),
    await beside(
      workshop,
      {
        name: "collect, as it runs",
        compares: "the same by two threads, as batches of this size are / one JSON.parse a line",
        most: 1.15,
      },
      await collectTask(workshop, { records, threads: true }),
      await parseResults(workshop, records),
    ),
  ],
};

export const GIANT: Case = {
  name: "giant",
  run: async (workshop, { many }) => {
    const { folder } = await workshop.results(many);
    await workshop.run({ name: "makeGiant", options: { folder, shards: "giant.json" } });
    return [
      await beside(
        workshop,
        {
          name: "giant file",
          compares: `${many} lines shuffled in one file / the same in shards`,
          most: 1.1,
        },
        await collectTask(workshop, { records: many, shards: "giant.json" }),
        await collectTask(workshop, { records: many }),
      ),
    ];
  },
};
