import type { BatchStatus } from "../../model/batch-status.ts";
import { findTarget } from "../batch-id.ts";
import type { Command } from "../command.ts";
import type { Context } from "../context.ts";
import { driveShown } from "../drive-command.ts";
import {
  BATCH_ID_FLAG,
  COMMON_FLAGS,
  EMULATE_FLAG,
  REMOTE_MODEL_FLAG,
  RESPONSE_MODEL_FLAG,
} from "../flags.ts";
import { jobJson, jobLines } from "../render/job.ts";
import { jobStateWords, outcomeWords, statusLine } from "../render/status-line.ts";
import { table } from "../render/table.ts";
import { statusJson } from "../status-json.ts";
import { openWorkspace } from "../workspace.ts";

const JOB_COLUMNS = [
  { title: "job" },
  { title: "id", whole: true },
  { title: "attempt" },
  { title: "state" },
  { title: "done" },
];

/** Jobs that are shown one by one. */
const MOST_JOBS = 50;

export const status: Command = {
  name: "status",
  summary: "Show where a batch stands",
  description: `Asks the provider, and shows where a batch and its jobs stand. What has ended is collected on the way.`,
  flags: [BATCH_ID_FLAG, REMOTE_MODEL_FLAG, RESPONSE_MODEL_FLAG, EMULATE_FLAG, ...COMMON_FLAGS],
  examples: [
    ["batch status --batch-id latest", "The newest batch"],
    [
      "batch status --batch-id batch_68f2 --model openai/gpt-4o-mini",
      "A job that was made elsewhere",
    ],
  ],
  async run(context, values) {
    await using workspace = await openWorkspace(context, values);
    const target = await findTarget(workspace, values);
    const asJson = values.on("json");
    if (target.kind === "job") {
      const { providerFor, remoteStatus } = await import("../../lifecycle/remote-job.ts");
      const provider = await providerFor(workspace.session.engine, { ...target, flags: {} });
      const job = await remoteStatus(provider, target.jobId, context.signal);
      await context.out.write(
        asJson ? `${JSON.stringify(jobJson(provider.name, job))}\n` : jobLines(provider.name, job),
      );
      return 0;
    }
    const found = await driveShown(context, workspace, target.batch, {
      goal: "looked",
      quiet: true,
    });
    if (asJson) await context.out.write(`${JSON.stringify(statusJson(found))}\n`);
    else await show(context, found);
    return 0;
  },
};

async function show(context: Context, found: BatchStatus): Promise<void> {
  const { out } = context;
  await out.write(`${statusLine(found, context.now())}\n`);
  const { provider, model, responseModel, emulated, usage } = found;
  const what = responseModel === undefined ? "answers as text" : `response model ${responseModel}`;
  await out.write(`${provider}/${model}, ${what}${emulated ? ", emulated" : ""}\n`);
  await out.write(`${outcomeWords(found)}\n`);
  if (usage.inputTokens > 0) {
    await out.write(`${usage.inputTokens} tokens in, ${usage.outputTokens} out\n`);
  }
  const stray = strayWords(found);
  if (stray !== "") await out.write(`${stray}\n`);
  if (found.jobs.length > 0) await out.write(await jobTable(found, out.columns));
  for (const { shard, problem, errors } of found.jobs) {
    if (problem !== undefined) await out.write(`job ${shard}: ${problem}\n`);
    for (const { code, message, line } of errors) {
      const where = line === undefined ? "" : ` (line ${line})`;
      await out.write(`job ${shard}: ${code === undefined ? "" : `${code}: `}${message}${where}\n`);
    }
  }
}

function strayWords({ strayLines }: BatchStatus): string {
  const { doubled, foreign, unreadable } = strayLines;
  const parts = [
    [doubled, "result lines came twice; the first ones count"],
    [foreign, "result lines name no request of ours"],
    [unreadable, "result lines are no JSON"],
  ] as const;
  return parts
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${count} ${what}`)
    .join("; ");
}

async function jobTable({ jobs }: BatchStatus, width: number): Promise<string> {
  const rows = jobs
    .slice(0, MOST_JOBS)
    .map((job) => [
      String(job.shard),
      job.jobId ?? "",
      String(job.attempt),
      jobStateWords(job.state, job.providerState),
      `${job.counts.succeeded ?? "?"}/${job.requests}`,
    ]);
  const more = jobs.length > MOST_JOBS ? `and ${jobs.length - MOST_JOBS} more jobs\n` : "";
  return (await table(JOB_COLUMNS, rows, width)) + more;
}
