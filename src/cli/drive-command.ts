import { ProviderError } from "../errors.ts";
import { drive, type DriveOptions, type Goal } from "../lifecycle/drive.ts";
import { resumeBatch } from "../lifecycle/resume-batch.ts";
import type { BatchStatus } from "../model/batch-status.ts";
import type { Batch } from "../store/batch.ts";
import type { Context } from "./context.ts";
import { outcomeWords, stateWords, statusLine } from "./render/status-line.ts";
import { Progress } from "./render/progress.ts";
import type { Workspace } from "./workspace.ts";

const EXIT_SOME_FAILED = 3;
const EXIT_UNFINISHED = 4;

export interface DriveCommand {
  readonly goal: Goal;
  readonly quiet: boolean;
  /** How long to go on, in milliseconds. */
  readonly timeoutMs?: number | undefined;
}

/** Brings a batch on while showing where it stands. Ctrl-C ends it, and says how to go on. */
export async function driveShown(
  context: Context,
  workspace: Workspace,
  batch: Batch,
  { goal, quiet, timeoutMs }: DriveCommand,
): Promise<BatchStatus> {
  await using progress = await Progress.start(context, { quiet });
  const { signal } = context;
  const { session } = workspace;
  try {
    if (goal !== "submitted") await resumeBatch(session, batch.id, signal);
    return await drive(session.engine, session.ownership, batch.id, {
      goal,
      signal,
      deadline: timeoutMs === undefined ? undefined : context.now() + timeoutMs,
      onProgress: showing(progress, context),
    });
  } catch (error) {
    if (signal.aborted) {
      await progress.note(
        `Interrupted. Nothing is lost: jobs go on at the provider. Go on with: ${workspace.commandFor("wait", batch.id)}`,
      );
    }
    if (error instanceof ProviderError) {
      await progress.note(
        `Nothing is lost. When that is mended, go on with: ${workspace.commandFor("resume", batch.id)}`,
      );
    }
    throw error;
  }
}

/** Shows each status, and says once what stands in the way. */
export function showing(
  progress: Progress,
  { now }: Pick<Context, "now">,
): NonNullable<DriveOptions["onProgress"]> {
  const said = new Set<string>();
  const say = (text: string) => {
    if (said.has(text)) return;
    said.add(text);
    void progress.note(text);
  };
  return (status, followed) => {
    if (followed !== undefined) say(`${followed} works on ${status.batchId}; following it.`);
    for (const { problem, shard } of status.jobs) {
      if (problem !== undefined) say(`job ${shard}: ${problem}`);
    }
    // The end is summed up by whoever asked.
    if (status.state !== "finished") progress.show(() => statusLine(status, now()), gist(status));
  };
}

function gist(status: BatchStatus): string {
  const sent = status.jobs.filter(({ jobId }) => jobId !== undefined).length;
  return `${stateWords(status)} ${sent}/${status.jobs.length} ${status.done}`;
}

/** Sums up a batch after it has been waited for. */
export async function sumUp(
  context: Context,
  workspace: Workspace,
  { status, quiet }: { readonly status: BatchStatus; readonly quiet: boolean },
): Promise<number> {
  const finished = status.state === "finished";
  if (!quiet) {
    const words = finished ? outcomeWords(status) : `not finished yet (${outcomeWords(status)})`;
    const next = workspace.commandFor(finished ? "results" : "wait", status.batchId);
    const line = statusLine(status, context.now());
    await context.err.write(`${line}: ${words}\nNext: ${next}\n`);
  }
  return exitCodeOf(status);
}

/** 0 where every record succeeded, 3 where some have no valid data, 4 while the batch is under way. */
export function exitCodeOf({ state, outcomes, total }: BatchStatus): number {
  if (state !== "finished") return EXIT_UNFINISHED;
  return (outcomes.succeeded ?? 0) === total ? 0 : EXIT_SOME_FAILED;
}
