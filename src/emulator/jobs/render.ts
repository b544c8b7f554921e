import type { JobFault } from "../faults/profile.ts";
import type { OutcomeCounts, TokenUsage } from "../storage/job.ts";
import { readLines } from "../stream/line-reader.ts";
import { LineSink } from "./line-sink.ts";
import type { Finished, Renderer } from "./trade.ts";

export interface RenderOptions {
  readonly input: string;
  /** Where the lines go; a file without lines is not made. */
  readonly output: string;
  readonly errors: string;
  readonly faults: readonly JobFault[];
  readonly seed: number;
  /** How many requests are worked on; the others are left. */
  readonly reached: number;
  readonly left: "expired" | "canceled";
  /** Told now and then how many requests are behind it; throws to stop the work. */
  readonly onProgress: (done: number) => void;
}

export interface Rendered {
  readonly hasOutput: boolean;
  readonly hasErrors: boolean;
  readonly counts: OutcomeCounts;
  readonly usage: TokenUsage;
}

interface Tally {
  readonly counts: Record<keyof OutcomeCounts, number>;
  readonly usage: Record<keyof TokenUsage, number>;
}

/** Works through a job's lines and writes the lines of its results. */
export async function renderLines(renderer: Renderer, options: RenderOptions): Promise<Rendered> {
  const { faults, seed } = options;
  await using output = new LineSink(options.output, faults, seed);
  await using errors = new LineSink(options.errors, faults, seed + 1);
  const tally: Tally = {
    counts: { succeeded: 0, errored: 0, canceled: 0, expired: 0 },
    usage: { input: 0, cached: 0, output: 0, reasoning: 0 },
  };
  let position = 0;
  for await (const lines of readLines(options.input)) {
    for (const bytes of lines) {
      if (bytes.length === 0) continue;
      const text = bytes.toString("utf8");
      const finished =
        position < options.reached
          ? renderer.work(text, position)
          : renderer.leave(text, position, options.left);
      count(tally, finished);
      const sink = finished.to === "output" ? output : errors;
      for (const line of finished.lines) sink.add(line);
      position += 1;
    }
    await output.flush();
    await errors.flush();
    options.onProgress(position);
  }
  return { hasOutput: await output.close(), hasErrors: await errors.close(), ...tally };
}

function count({ counts, usage }: Tally, finished: Finished): void {
  counts[finished.outcome] += 1;
  if (finished.usage === undefined) return;
  usage.input += finished.usage.input;
  usage.cached += finished.usage.cached;
  usage.output += finished.usage.output;
  usage.reasoning += finished.usage.reasoning;
}
