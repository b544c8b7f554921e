import { findBatch } from "../batch-id.ts";
import type { Command } from "../command.ts";
import { driveShown, exitCodeOf, sumUp } from "../drive-command.ts";
import { BATCH_ID_FLAG, COMMON_FLAGS, RESPONSE_MODEL_FLAG } from "../flags.ts";
import { statusJson } from "../status-json.ts";
import { openWorkspace } from "../workspace.ts";

export const wait: Command = {
  name: "wait",
  summary: "Wait until every record has its outcome",
  description: `Waits until every record has its outcome: polls, collects, and submits again what is worth it. Interrupting it loses nothing. Exit codes: 0 all succeeded, 3 some records have no valid data, 4 the time is over and the batch goes on.`,
  flags: [
    BATCH_ID_FLAG,
    { name: "timeout", value: "TIME", description: "For how long, such as 90s or 36h" },
    RESPONSE_MODEL_FLAG,
    ...COMMON_FLAGS,
  ],
  examples: [
    ["batch wait --batch-id latest", "Wait for the newest batch"],
    ["batch wait --batch-id latest --timeout 2h", "For two hours at the most"],
  ],
  async run(context, values) {
    await using workspace = await openWorkspace(context, values);
    const batch = await findBatch(workspace, values);
    const quiet = values.on("json");
    const status = await driveShown(context, workspace, batch, {
      goal: "finished",
      quiet,
      timeoutMs: values.duration("timeout"),
    });
    if (quiet) await context.out.write(`${JSON.stringify(statusJson(status))}\n`);
    return quiet ? exitCodeOf(status) : await sumUp(context, status, quiet);
  },
};
