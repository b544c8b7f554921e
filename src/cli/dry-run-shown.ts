import type { LoadedResponseModel } from "../input/load-response-model.ts";
import type { BatchInput } from "../lifecycle/create-batch.ts";
import { type DryRun, dryRun } from "../lifecycle/dry-run.ts";
import { pathText } from "../model/path-text.ts";
import type { Verdict } from "../schema/response-model.ts";
import { batchSettings } from "./batch-settings.ts";
import type { Context } from "./context.ts";
import type { FlagValues } from "./flag-values.ts";
import { Progress } from "./render/progress.ts";
import { table } from "./render/table.ts";
import type { Workspace } from "./workspace.ts";

/** Plans a batch, shows the plan and what the provider would be sent, and keeps nothing. Gives the exit code. */
export async function dryRunShown(
  context: Context,
  workspace: Workspace,
  values: FlagValues,
  { input, loaded }: DryRunParts,
): Promise<number> {
  const asJson = values.on("json");
  const planned = await plan(context, workspace, values, { input, loaded });
  for (const warning of planned.warnings) await context.err.write(`batch: ${warning}\n`);
  if (asJson) await context.out.write(`${JSON.stringify(planJson(planned))}\n`);
  else await show(context, planned);
  return 0;
}

interface DryRunParts {
  readonly input: BatchInput;
  readonly loaded: LoadedResponseModel | undefined;
}

async function plan(
  context: Context,
  { session }: Workspace,
  values: FlagValues,
  { input, loaded }: DryRunParts,
): Promise<DryRun> {
  const settings = await batchSettings(values, context.folder);
  const request = { model: values.required("model"), responseModel: loaded?.model, settings };
  await using progress = await Progress.start(context, { quiet: values.on("json") });
  return await dryRun(session.engine, request, input, {
    signal: context.signal,
    onPlanning: (records) => progress.show(() => `reading · ${records} records`, "reading"),
  });
}

/** The plan for programs. */
function planJson({ setup, compiled, records, jobs }: DryRun): object {
  const { output, model } = setup.request;
  return {
    provider: setup.provider,
    model,
    records,
    jobs,
    responseModel:
      compiled === undefined || output.kind === "text"
        ? null
        : {
            name: output.name,
            structuredOutput: output.via,
            dialect: compiled.dialect,
            verdict: compiled.verdict,
            changes: compiled.changes,
            schema: compiled.schema,
          },
  };
}

const JOB_COLUMNS = [
  { title: "job" },
  { title: "records" },
  { title: "requests" },
  { title: "bytes" },
  { title: "tokens in, about" },
];
/** Jobs that are shown one by one. */
const MOST_JOBS = 20;

async function show({ out }: Context, planned: DryRun): Promise<void> {
  const { setup, compiled, records, jobs } = planned;
  const { output, model } = setup.request;
  const count = `${jobs.length} ${jobs.length === 1 ? "job" : "jobs"}`;
  await out.write(
    `${records} records would go in ${count} to ${setup.provider}/${model}. Nothing was sent.\n`,
  );
  const rows = jobs
    .slice(0, MOST_JOBS)
    .map(({ records: own, requests, bytes, inputTokens }, index) =>
      [index + 1, own, requests, bytes, inputTokens].map(String),
    );
  await out.write(await table(JOB_COLUMNS, rows, out.columns));
  if (jobs.length > MOST_JOBS) await out.write(`and ${jobs.length - MOST_JOBS} more jobs\n`);
  if (compiled === undefined || output.kind === "text") {
    await out.write("Answers are taken as text.\n");
    return;
  }
  await out.write(
    `Response model ${output.name} as ${compiled.dialect} (${output.via}): ${verdictWords(compiled.verdict)}\n`,
  );
  for (const { path, message } of compiled.changes) {
    await out.write(`  ${path.length === 0 ? "" : `${pathText(path)}: `}${message}\n`);
  }
  await out.write(`${JSON.stringify(compiled.schema, undefined, 2)}\n`);
}

function verdictWords(verdict: Verdict): string {
  switch (verdict.kind) {
    case "fits":
      return "it fits.";
    case "fits_with_changes":
      return "it fits with changes.";
    case "over_budget":
      return verdict.message;
  }
}
