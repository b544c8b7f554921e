import type { Task } from "../measure.ts";
import type { Row } from "../report.ts";
import type { Workshop } from "../workshop.ts";
import { buildTask, writeAsMuch } from "./build.ts";
import { collectTask } from "./collect.ts";
import { against, beside, type Case, MB, MOST_RSS_MB, rss } from "./compare.ts";

/** The time of one record of many, beside that of one of fewer. */
async function linear(
  workshop: Workshop,
  name: string,
  [many, few]: readonly [Task, Task],
  times: number,
): Promise<readonly Row[]> {
  const { ratio, spread, rssBytes } = await workshop.pair(many, few);
  const most = MOST_RSS_MB;
  return [
    {
      name: `${name}, linear`,
      compares: `time of a record among ${times} times as many / among fewer`,
      value: ratio / times,
      unit: "x",
      target: { most: 1.1 },
      spread: spread / times,
      rssBytes: rssBytes[0],
    },
    {
      name: `${name}, memory`,
      compares: "peak RSS with the many",
      value: rssBytes[0] / MB,
      unit: "MB",
      target: { most },
    },
  ];
}

const SMALL_HEAP = ["--max-old-space-size=64"];

export const SCALE: Case = {
  name: "scale",
  run: async (workshop, { records, many }) => {
    const build = (count: number, flags: readonly string[] = []) =>
      buildTask(workshop, { records: count, durable: true, dedupe: "shard", flags });
    const collect = (count: number, flags: readonly string[] = []) =>
      collectTask(workshop, { records: count, flags });
    const times = many / records;
    return [
      ...(await linear(workshop, "build", [await build(many), await build(records)], times)),
      ...(await linear(workshop, "collect", [await collect(many), await collect(records)], times)),
      await rss(
        workshop,
        {
          name: "build, 64 MB heap",
          compares: "peak RSS with the many and --max-old-space-size=64",
        },
        await build(many, SMALL_HEAP),
      ),
      await rss(
        workshop,
        {
          name: "collect, 64 MB heap",
          compares: "peak RSS with the many and --max-old-space-size=64",
        },
        await collect(many, SMALL_HEAP),
      ),
    ];
  },
};

export const THREADS: Case = {
  name: "threads",
  run: async (workshop, { many: records }) => [
    await against(
      workshop,
      {
        name: "build, 2 threads",
        compares: "build, durable and with dedupe, by one / two threads",
        least: 1.4,
      },
      await buildTask(workshop, { records, durable: true, dedupe: "shard", threads: true }),
      await buildTask(workshop, { records, durable: true, dedupe: "shard" }),
    ),
    await beside(
      workshop,
      {
        name: "build, 2 threads, disk",
        compares: "the same by two threads / head -c of as many bytes into a file, and sync",
      },
      await buildTask(workshop, { records, durable: true, dedupe: "shard", threads: true }),
      await writeAsMuch(workshop, records, { sync: true }),
    ),
    await against(
      workshop,
      { name: "collect, 2 threads", compares: "collect by one / two threads", least: 1.6 },
      await collectTask(workshop, { records, threads: true }),
      await collectTask(workshop, { records }),
    ),
  ],
};
