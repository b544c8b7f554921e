import type { Task } from "../measure.ts";
import type { Row } from "../report.ts";
import type { Workshop } from "../workshop.ts";

/** How much there is to do. */
export interface Sizes {
  readonly records: number;
  /** For what must stay flat. */
  readonly many: number;
  readonly uploadBytes: number;
  readonly downloadBytes: number;
}

export interface Case {
  readonly name: string;
  readonly run: (workshop: Workshop, sizes: Sizes) => Promise<readonly Row[]>;
}

export const MB = 1e6;
/** Peak of the memory that a process may take. */
export const MOST_RSS_MB = 200;

type Named = Pick<Row, "name" | "compares">;

/** Ours beside a limit: how many times as long it takes. */
export async function beside(
  workshop: Workshop,
  { most, ...named }: Named & { readonly most?: number },
  ours: Task,
  limit: Task,
): Promise<Row> {
  const { ratio, spread, rssBytes } = await workshop.pair(ours, limit);
  const target = most === undefined ? undefined : { most };
  return { ...named, value: ratio, unit: "x", target, spread, rssBytes: rssBytes[0] };
}

/** Ours against another way: how many times as fast it is. */
export async function against(
  workshop: Workshop,
  { least, ...named }: Named & { readonly least?: number },
  ours: Task,
  other: Task,
): Promise<Row> {
  const { ratio, spread, rssBytes } = await workshop.pair(other, ours);
  const target = least === undefined ? undefined : { least };
  return { ...named, value: ratio, unit: "x", target, spread, rssBytes: rssBytes[1] };
}

/** The peak of memory of one run. */
export async function rss(workshop: Workshop, named: Named, task: Task): Promise<Row> {
  const { rssBytes } = await workshop.run(task);
  return { ...named, value: rssBytes / MB, unit: "MB", target: { most: MOST_RSS_MB } };
}
