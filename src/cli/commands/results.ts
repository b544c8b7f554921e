import { ProviderError, UnfinishedError, UsageError } from "../../errors.ts";
import { followOutcomeLines, outcomeLines, requireFinished } from "../../lifecycle/results.ts";
import { providerFor, remoteStatus } from "../../lifecycle/remote-job.ts";
import { type Noticed, remoteOutcomeLines } from "../../lifecycle/remote-results.ts";
import type { JobStatus } from "../../model/job.ts";
import { formatOfFile, OUTPUT_FORMATS } from "../../output/format.ts";
import type { Selection } from "../../output/rows.ts";
import type { Batch } from "../../store/batch.ts";
import { type BatchTarget, findTarget } from "../batch-id.ts";
import type { Command } from "../command.ts";
import type { Context } from "../context.ts";
import { driveShown, exitCodeOf, showing } from "../drive-command.ts";
import {
  BATCH_ID_FLAG,
  COMMON_FLAGS,
  EMULATE_FLAG,
  REMOTE_MODEL_FLAG,
  RESPONSE_MODEL_FLAG,
} from "../flags.ts";
import type { FlagValues } from "../flag-values.ts";
import { outputFile } from "../output-file.ts";
import { readerFor } from "../reader-for.ts";
import { Progress } from "../render/progress.ts";
import { openWorkspace, type Workspace } from "../workspace.ts";
import { writeOutcomes } from "../write-outcomes.ts";
import { batchStatus } from "../../lifecycle/batch-status.ts";

const SELECTIONS: readonly Selection[] = ["all", "succeeded", "failed"];
const EXIT_SOME_FAILED = 3;

export const results: Command = {
  name: "results",
  summary: "Write the outcomes, checked with the response model",
  description: `Writes one outcome per record, in the order of the input: a table on a terminal, JSON lines in a pipe. Exit codes: 0 all succeeded, 3 some records have no valid data, 4 the batch is not finished.`,
  flags: [
    BATCH_ID_FLAG,
    {
      name: "format",
      value: "FORMAT",
      choices: OUTPUT_FORMATS,
      description: "How rows are written",
    },
    {
      name: "output-file",
      short: "o",
      value: "FILE",
      description: "Write there; its ending tells the format",
    },
    {
      name: "only",
      value: "WHICH",
      choices: SELECTIONS,
      description: "Which outcomes",
      byDefault: "all",
    },
    { name: "partial", description: "Of a batch under way, write what is final" },
    { name: "follow", description: "Wait, and write outcomes as jobs finish" },
    RESPONSE_MODEL_FLAG,
    REMOTE_MODEL_FLAG,
    EMULATE_FLAG,
    ...COMMON_FLAGS,
  ],
  examples: [
    ["batch results --batch-id latest", "Look at the newest batch"],
    ["batch results --batch-id latest -o people.csv --only succeeded", "Valid data as CSV"],
    ["batch results --batch-id latest --only failed | jq .kind", "What went wrong"],
    [
      "batch results --batch-id batch_68f2 --model openai/gpt-4o-mini --response-model User",
      "A job that was made elsewhere",
    ],
  ],
  async run(context, values) {
    const file = await outputFile(values, context);
    await using workspace = await openWorkspace(context, values);
    const target = await findTarget(workspace, values);
    const {
      lines,
      exitCode,
      notes = [],
    } = target.kind === "job"
      ? await ofJob(context, workspace, target, values)
      : await ofBatch(context, workspace, target.batch, values);
    const written = await writeOutcomes(context, lines, {
      format: formatOf(context, values, file),
      file,
      selection: values.choice("only", SELECTIONS) ?? "all",
    });
    for (const note of notes) await context.err.write(`batch: ${note}\n`);
    return await exitCode(written.failed);
  },
};

interface Lines {
  /** The outcome lines, anew with each call. */
  readonly lines: () => AsyncIterable<Buffer>;
  /** Asked when all is written, with the number of rows without valid data. */
  readonly exitCode: (failed: number) => number | Promise<number>;
  /** What else there is to say once the lines are read; then the rows are not all. */
  readonly notes?: readonly string[];
}

function formatOf(
  { out }: Context,
  values: FlagValues,
  file: string | undefined,
): (typeof OUTPUT_FORMATS)[number] {
  const given = values.choice("format", OUTPUT_FORMATS);
  if (given !== undefined) return given;
  if (file !== undefined) {
    const format = formatOfFile(file);
    if (format !== undefined) return format;
    throw new UsageError(
      "invalid_option",
      `The ending of ${file} does not tell its format. Name it with --format (${OUTPUT_FORMATS.join(", ")}).`,
    );
  }
  // A table is drawn when all its rows are known, and who follows wants them as they come.
  const asTable = out.isTerminal && !values.on("json") && !values.on("follow");
  return asTable ? "table" : "jsonl";
}

async function ofJob(
  context: Context,
  { session: { engine } }: Workspace,
  { jobId, model }: BatchTarget & { readonly kind: "job" },
  values: FlagValues,
): Promise<Lines> {
  const provider = await providerFor(engine, { model, flags: {} });
  const reader = await readerFor(provider, model, values, context);
  const job = await remoteStatus(provider, jobId, context.signal);
  if (job.state === "in_progress") {
    throw new UnfinishedError(
      "unfinished",
      `${jobId} is not finished (${job.providerState}). Wait for it with: batch wait --batch-id ${jobId} --model ${model}`,
    );
  }
  if (job.state === "failed") throw jobFailed(provider.name, job);
  const notes: string[] = [];
  const onEnd = ({ outcomes, doubled }: Noticed): void => {
    const { total = outcomes } = job.counts;
    notes.length = 0;
    if (outcomes < total) {
      notes.push(`${total - outcomes} of ${total} requests have no result (${job.providerState}).`);
    }
    if (doubled > 0) notes.push(`${doubled} result lines came twice; the first ones count.`);
  };
  const { clock, random } = engine;
  const { signal } = context;
  return {
    lines: () => remoteOutcomeLines(provider, jobId, { reader, clock, random, signal, onEnd }),
    exitCode: (failed) => (failed + notes.length > 0 ? EXIT_SOME_FAILED : 0),
    notes,
  };
}

/** The reasons are all that there is of such a job. */
function jobFailed(provider: string, { jobId, errors, providerState }: JobStatus): ProviderError {
  const reasons = errors.map(({ code, message }) => (code ? `${code}: ${message}` : message));
  return new ProviderError({
    provider,
    action: `job ${jobId}`,
    reason: reasons.join("; ") || providerState,
    retryable: false,
  });
}

async function ofBatch(
  context: Context,
  workspace: Workspace,
  before: Batch,
  values: FlagValues,
): Promise<Lines> {
  const { engine } = workspace.session;
  const quiet = values.on("json") || !context.err.isTerminal;
  const exitCode = async () => {
    const batch = (await engine.store.batch(before.id)) ?? before;
    return exitCodeOf(batchStatus(batch, await engine.store.shards(batch.id)));
  };
  if (before.state !== "finished" && values.on("follow")) {
    // A line that moves would be torn by rows on the same screen.
    const rowsOnScreen = context.out.isTerminal && values.text("output-file") === undefined;
    const following = followed(context, workspace, before, { quiet: quiet || rowsOnScreen });
    let asked = false;
    const lines = (): AsyncIterable<Buffer> => {
      // Formats that need two readings get the second one of the finished batch.
      if (asked) return outcomesNow(workspace, before);
      asked = true;
      return following;
    };
    return { lines, exitCode };
  }
  if (before.state !== "finished") {
    await driveShown(context, workspace, before, { goal: "looked", quiet });
  }
  const batch = (await engine.store.batch(before.id)) ?? before;
  if (!values.on("partial")) await requireFinished(engine, batch);
  return { lines: () => outcomeLines(engine, batch), exitCode };
}

async function* outcomesNow(
  { session: { engine } }: Workspace,
  before: Batch,
): AsyncGenerator<Buffer> {
  yield* outcomeLines(engine, (await engine.store.batch(before.id)) ?? before);
}

async function* followed(
  context: Context,
  { session }: Workspace,
  batch: Batch,
  { quiet }: { readonly quiet: boolean },
): AsyncGenerator<Buffer> {
  await using progress = await Progress.start(context, { quiet });
  yield* followOutcomeLines(session.engine, session.ownership, batch, {
    signal: context.signal,
    onProgress: showing(progress, context),
  });
}
