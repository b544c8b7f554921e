import ms from "ms";
import { UsageError } from "../../errors.ts";
import { batchStatus } from "../../lifecycle/batch-status.ts";
import { providerFor } from "../../lifecycle/remote-job.ts";
import type { BatchStatus } from "../../model/batch-status.ts";
import type { Command } from "../command.ts";
import type { Context } from "../context.ts";
import { COMMON_FLAGS, EMULATE_FLAG, REMOTE_MODEL_FLAG } from "../flags.ts";
import type { FlagValues } from "../flag-values.ts";
import { jobJson } from "../render/job.ts";
import { jobStateWords, stateWords } from "../render/status-line.ts";
import { table } from "../render/table.ts";
import { statusJson } from "../status-json.ts";
import { openWorkspace, type Workspace } from "../workspace.ts";

export const list: Command = {
  name: "list",
  summary: "List batches here, or jobs at a provider",
  flags: [
    { name: "remote", description: "List the provider's jobs; needs --model" },
    REMOTE_MODEL_FLAG,
    { name: "since", value: "TIME", description: "Only what was made in the last 36h, 7d, …" },
    EMULATE_FLAG,
    ...COMMON_FLAGS,
  ],
  examples: [
    ["batch list", "The batches of this folder"],
    ["batch list --remote --model openai/gpt-4o-mini --since 36h", "A provider's jobs"],
  ],
  async run(context, values) {
    await using workspace = await openWorkspace(context, values);
    const span = values.duration("since");
    const since = span === undefined ? -Infinity : context.now() - span;
    return values.on("remote")
      ? await listJobs(context, workspace, values, since)
      : await listBatches(context, workspace, values, since);
  },
};

async function listBatches(
  { out, now }: Context,
  { session, settings }: Workspace,
  values: FlagValues,
  since: number,
): Promise<number> {
  const { store } = session.engine;
  const statuses = [];
  for (const batch of await store.batches()) {
    if (batch.createdAt >= since) statuses.push(batchStatus(batch, await store.shards(batch.id)));
  }
  if (values.on("json")) {
    await out.write(`${JSON.stringify(statuses.map(statusJson))}\n`);
    return 0;
  }
  if (statuses.length === 0) {
    await out.write(`There are no batches in ${settings.store}.\n`);
    return 0;
  }
  const rows = statuses.map((status) => [
    status.batchId,
    age(status.createdAt, now()),
    `${status.provider}/${status.model}`,
    stateWords(status),
    doneWords(status),
  ]);
  await out.write(await table(BATCH_COLUMNS, rows, out.columns));
  return 0;
}

async function listJobs(
  { out, signal, now }: Context,
  { session }: Workspace,
  values: FlagValues,
  since: number,
): Promise<number> {
  const model = values.text("model");
  if (model === undefined) {
    throw new UsageError(
      "invalid_option",
      "--remote needs --model provider/model, to know whose jobs.",
    );
  }
  const provider = await providerFor(session.engine, { model, flags: {} });
  const asJson = values.on("json");
  let count = 0;
  let group: string[][] = [];
  // Jobs come page by page, and are shown so: there may be very many.
  for await (const job of provider.transport.list({ signal })) {
    if ((job.createdAt ?? Infinity) < since) break;
    count += 1;
    if (asJson) {
      await out.write(`${JSON.stringify(jobJson(provider.name, job))}\n`);
      continue;
    }
    const { succeeded, total } = job.counts;
    group.push([
      job.jobId,
      job.createdAt === undefined ? "" : age(job.createdAt, now()),
      jobStateWords(job.state, job.providerState),
      `${succeeded ?? "?"}/${total ?? "?"}`,
    ]);
    if (group.length < PAGE) continue;
    await out.write(await jobTable(group, out.columns));
    group = [];
  }
  if (group.length > 0) await out.write(await jobTable(group, out.columns));
  if (count === 0 && !asJson) await out.write(`${provider.name} has no such jobs.\n`);
  return 0;
}

const PAGE = 100;

const BATCH_COLUMNS = [
  { title: "batch", whole: true },
  { title: "age", whole: true },
  { title: "model" },
  { title: "state" },
  { title: "done" },
];

const JOB_COLUMNS = [
  { title: "job", whole: true },
  { title: "age", whole: true },
  { title: "state" },
  { title: "done" },
];

async function jobTable(rows: readonly (readonly string[])[], width: number): Promise<string> {
  return await table(JOB_COLUMNS, rows, width);
}

function age(time: number, now: number): string {
  return ms(Math.max(0, now - time));
}

function doneWords({ done, total, outcomes }: BatchStatus): string {
  const failed = done - (outcomes.succeeded ?? 0);
  return `${done}/${total}${failed > 0 ? `, ${failed} failed` : ""}`;
}
