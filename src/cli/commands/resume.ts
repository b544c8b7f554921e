import { findBatch } from "../batch-id.ts";
import type { Command } from "../command.ts";
import { driveShown, sumUp } from "../drive-command.ts";
import { OWN_BATCH_ID_FLAG, COMMON_FLAGS, RESPONSE_MODEL_FLAG } from "../flags.ts";
import { statusJson } from "../status-json.ts";
import { openWorkspace } from "../workspace.ts";

export const resume: Command = {
  name: "resume",
  summary: "Go on with a batch whose process has died",
  description: `Picks a batch up where its last process left it: what was planned is sent, a create whose answer was lost is looked up at the provider first, and what has ended is collected. It ends when all jobs are sent; add --wait to go on to the end.`,
  flags: [
    OWN_BATCH_ID_FLAG,
    { name: "wait", description: "Go on until every record has its outcome" },
    RESPONSE_MODEL_FLAG,
    ...COMMON_FLAGS,
  ],
  examples: [["batch resume --batch-id latest --wait", "Go on with the newest batch to its end"]],
  async run(context, values) {
    await using workspace = await openWorkspace(context, values);
    const batch = await findBatch(workspace, values);
    const quiet = values.on("json");
    const options = { quiet, timeoutMs: undefined };
    let status = await driveShown(context, workspace, batch, { ...options, goal: "looked" });
    const goal = values.on("wait") ? "finished" : "submitted";
    status = await driveShown(context, workspace, batch, { ...options, goal });
    if (quiet) await context.out.write(`${JSON.stringify(statusJson(status))}\n`);
    const code = await sumUp(context, workspace, { status, quiet });
    // What is sent goes on by itself: that is what was asked for.
    return values.on("wait") || status.state === "finished" ? code : 0;
  },
};
