import { type BatchTarget, findTarget } from "../batch-id.ts";
import type { Command } from "../command.ts";
import type { Context } from "../context.ts";
import { driveShown, exitCodeOf, sumUp } from "../drive-command.ts";
import {
  BATCH_ID_FLAG,
  COMMON_FLAGS,
  EMULATE_FLAG,
  REMOTE_MODEL_FLAG,
  RESPONSE_MODEL_FLAG,
} from "../flags.ts";
import type { FlagValues } from "../flag-values.ts";
import { jobJson, jobLines } from "../render/job.ts";
import { Progress } from "../render/progress.ts";
import { statusJson } from "../status-json.ts";
import { openWorkspace, type Workspace } from "../workspace.ts";

export const wait: Command = {
  name: "wait",
  summary: "Wait until every record has its outcome",
  description: `Waits until every record has its outcome: polls, collects, and submits again what is worth it. Interrupting it loses nothing. Exit codes: 0 all succeeded, 3 some records have no valid data, 4 the time is over and the batch goes on.`,
  flags: [
    BATCH_ID_FLAG,
    { name: "timeout", value: "TIME", description: "For how long, such as 90s or 36h" },
    RESPONSE_MODEL_FLAG,
    REMOTE_MODEL_FLAG,
    EMULATE_FLAG,
    ...COMMON_FLAGS,
  ],
  examples: [
    ["batch wait --batch-id latest", "Wait for the newest batch"],
    ["batch wait --batch-id latest --timeout 2h", "For two hours at the most"],
    [
      "batch wait --batch-id batch_68f2 --model openai/gpt-4o-mini",
      "A job that was made elsewhere",
    ],
  ],
  async run(context, values) {
    await using workspace = await openWorkspace(context, values);
    const target = await findTarget(workspace, values);
    const quiet = values.on("json");
    if (target.kind === "job") return await waitForRemote(context, workspace, target, values);
    const status = await driveShown(context, workspace, target.batch, {
      goal: "finished",
      quiet,
      timeoutMs: values.duration("timeout"),
    });
    if (quiet) await context.out.write(`${JSON.stringify(statusJson(status))}\n`);
    return quiet ? exitCodeOf(status) : await sumUp(context, workspace, { status, quiet });
  },
};

const EXIT_SOME_FAILED = 3;
const EXIT_UNFINISHED = 4;

/** Waits for a job that was made elsewhere; all that is known of it is what its status says. */
async function waitForRemote(
  context: Context,
  { session, emulated }: Workspace,
  { jobId, model }: BatchTarget & { readonly kind: "job" },
  values: FlagValues,
): Promise<number> {
  const { providerFor, waitForJob } = await import("../../lifecycle/remote-job.ts");
  const { clock, tuning } = session.engine;
  const provider = await providerFor(session.engine, { model, flags: {} });
  const timeoutMs = values.duration("timeout");
  const asJson = values.on("json");
  await using progress = await Progress.start(context, { quiet: asJson });
  const { name } = provider;
  const job = await waitForJob(provider, jobId, {
    clock,
    pollMs: emulated ? tuning.emulatedPollMs : tuning.pollMs,
    deadline: timeoutMs === undefined ? undefined : clock.now() + timeoutMs,
    signal: context.signal,
    onStatus: (status) => {
      const [line = ""] = jobLines(name, status).split("\n", 1);
      progress.show(() => line, line);
    },
  });
  await context.out.write(asJson ? `${JSON.stringify(jobJson(name, job))}\n` : jobLines(name, job));
  if (job.state === "in_progress") return EXIT_UNFINISHED;
  return job.state === "succeeded" && job.counts.failed === 0 ? 0 : EXIT_SOME_FAILED;
}
