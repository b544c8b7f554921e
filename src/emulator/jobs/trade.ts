import type { LineFault, ProviderName } from "../faults/profile.ts";
import type { Inspection, Job, JobResults, OutcomeCounts, TokenUsage } from "../storage/job.ts";
import type { LineDraws } from "./line-draws.ts";

/** Reads a job's lines before they are worked on. */
export interface Inspector {
  line(text: string, position: number): void;
  finish(): Inspection;
}

/** What became of a request. */
export interface Finished {
  readonly to: "output" | "errors";
  /** Its line of results; none or several where a fault of the line wants it so. */
  readonly lines: readonly string[];
  readonly outcome: keyof OutcomeCounts;
  readonly usage?: TokenUsage | undefined;
}

/** Other lines of the same request, for faults that need them. */
export interface Doubles {
  /** The line with an id that nobody sent. */
  readonly foreign: () => string;
  /** The request's line as if it had failed. */
  readonly failed: () => string;
}

/** The lines that stand for one line, given the fault of it. */
export function withMishap(
  line: string,
  fault: LineFault | undefined,
  doubles: Doubles,
): readonly string[] {
  if (fault === undefined) return [line];
  if (fault.fault === "missing_line") return [];
  if (fault.fault === "malformed_line") return [line.slice(0, Math.floor(line.length * 0.6))];
  if (fault.fault === "doubled_line")
    return [line, fault.differing === true ? doubles.failed() : line];
  if (fault.fault === "foreign_line") return [line, doubles.foreign()];
  return [line];
}

/** Works on a job's lines. Positions count from 0. */
export interface Renderer {
  work(text: string, position: number): Finished;
  /** A request that was not reached before the job ended. */
  leave(text: string, position: number, why: "expired" | "canceled"): Finished;
}

/** How one provider's jobs are worked on. */
export interface Trade {
  readonly provider: ProviderName;
  /** Whether a job that ends early gives out what was done. */
  readonly givesPartialResults: boolean;
  inspector(job: Job): Inspector;
  renderer(job: Job, draws: LineDraws): Renderer;
  /** Makes results known under ids of the provider's own, before a client can see the job's end. */
  publish(job: Job, results: JobResults, endedAt: number): JobResults;
}
