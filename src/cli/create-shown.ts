import type { BatchInput } from "../lifecycle/create-batch.ts";
import { type StartedBatch, startBatch } from "../lifecycle/start-batch.ts";
import type { LoadedResponseModel } from "../input/load-response-model.ts";
import type { BatchStatus } from "../model/batch-status.ts";
import { batchSettings } from "./batch-settings.ts";
import type { Context } from "./context.ts";
import { driveShown, exitCodeOf, sumUp } from "./drive-command.ts";
import type { FlagValues } from "./flag-values.ts";
import { probeFirst } from "./probe-first.ts";
import { Progress } from "./render/progress.ts";
import { statusJson } from "./status-json.ts";
import type { Workspace } from "./workspace.ts";

/** Plans and sends a batch while showing it, and writes its id. Gives the exit code. */
export async function createShown(
  context: Context,
  workspace: Workspace,
  values: FlagValues,
  {
    input,
    loaded,
  }: { readonly input: BatchInput; readonly loaded: LoadedResponseModel | undefined },
): Promise<number> {
  const quiet = values.on("json");
  const { batch, warnings } = await plan(context, workspace, values, { input, loaded });
  for (const warning of warnings) await context.err.write(`batch: ${warning}\n`);
  const wait = values.on("wait");
  if (!quiet) await context.out.write(`${batch.id}\n`);
  const goal = wait ? "finished" : "submitted";
  const timeoutMs = wait ? values.duration("timeout") : undefined;
  const status = await driveShown(context, workspace, batch, { goal, quiet, timeoutMs });
  if (quiet) await context.out.write(`${JSON.stringify(statusJson(status))}\n`);
  if (wait) return await sumUp(context, workspace, { status, quiet });
  if (!quiet) await context.err.write(sentWords(status, workspace));
  return status.state === "finished" ? exitCodeOf(status) : 0;
}

async function plan(
  context: Context,
  workspace: Workspace,
  values: FlagValues,
  {
    input,
    loaded,
  }: { readonly input: BatchInput; readonly loaded: LoadedResponseModel | undefined },
): Promise<StartedBatch> {
  const { session, emulated } = workspace;
  const settings = await batchSettings(values, context.folder);
  const { signal } = context;
  if (loaded !== undefined) await probeFirst(context, workspace, values, { loaded, settings });
  await using progress = await Progress.start(context, { quiet: values.on("json") });
  const request = {
    model: values.required("model"),
    responseModel: loaded?.model,
    responseModelPath: loaded?.path,
    settings,
    emulated,
  };
  try {
    return await startBatch(session, request, input, {
      signal,
      onPlanning: (records) => progress.show(() => `reading · ${records} records`, "reading"),
    });
  } catch (error) {
    if (signal.aborted) await progress.note("Interrupted. Nothing was sent.");
    throw error;
  }
}

function sentWords(
  { batchId, total, jobs, provider, model }: BatchStatus,
  workspace: Workspace,
): string {
  const sent = jobs.filter(({ jobId }) => jobId !== undefined);
  const doubtful = jobs.filter(({ state }) => state === "uncertain").length;
  const waiting = jobs.length - sent.length - doubtful;
  const lines = [
    `${total} records in ${jobsCalled(jobs.length)} at ${provider}/${model}`,
    ...sent.slice(0, MOST_LISTED).map(({ jobId, requests }) => `  ${jobId}  ${requests} requests`),
    ...(sent.length > MOST_LISTED ? [`  and ${sent.length - MOST_LISTED} more`] : []),
    ...(waiting === 0
      ? []
      : [`${jobsCalled(waiting, "waits", "wait")} for room, to be sent while "batch wait" runs.`]),
    ...(doubtful === 0
      ? []
      : [
          `${jobsCalled(doubtful, "is", "are")} in doubt, which "batch wait" settles without paying again.`,
        ]),
    `Next: ${workspace.commandFor("wait", batchId)}`,
    `      ${workspace.commandFor("results", batchId)}`,
  ];
  return `${lines.join("\n")}\n`;
}

function jobsCalled(count: number, does = "", theyDo = ""): string {
  return (count === 1 ? `1 job ${does}` : `${count} jobs ${theyDo}`).trimEnd();
}

const MOST_LISTED = 10;
