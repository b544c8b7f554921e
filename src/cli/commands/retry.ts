import { retryBatch } from "../../lifecycle/retry-batch.ts";
import { findBatch } from "../batch-id.ts";
import type { Command } from "../command.ts";
import { driveShown, sumUp } from "../drive-command.ts";
import { OWN_BATCH_ID_FLAG, COMMON_FLAGS, RESPONSE_MODEL_FLAG } from "../flags.ts";
import { statusLine } from "../render/status-line.ts";
import { statusJson } from "../status-json.ts";
import { openWorkspace } from "../workspace.ts";

const ONLY = ["errors", "all"] as const;

export const retry: Command = {
  name: "retry",
  summary: "Send records of a finished batch again",
  description: `Sends again the records of a finished batch that have no valid data, in one more attempt of the same batch; with --model by another model.`,
  flags: [
    OWN_BATCH_ID_FLAG,
    { name: "model", value: "P/M", description: "Another model for these records" },
    {
      name: "only",
      value: "WHICH",
      choices: ONLY,
      description: "Those with passing errors, or all without valid data",
      byDefault: "all",
    },
    { name: "wait", description: "Go on until every record has its outcome" },
    RESPONSE_MODEL_FLAG,
    ...COMMON_FLAGS,
  ],
  examples: [
    ["batch retry --batch-id latest --wait", "Once more, with the same model"],
    ["batch retry --batch-id latest --model anthropic/claude-sonnet-5", "With another model"],
  ],
  async run(context, values) {
    await using workspace = await openWorkspace(context, values);
    const batch = await findBatch(workspace, values);
    const quiet = values.on("json");
    let status = await retryBatch(workspace.session, batch.id, {
      model: values.text("model"),
      only: values.choice("only", ONLY),
      signal: context.signal,
    });
    if (values.on("wait")) {
      status = await driveShown(context, workspace, batch, { goal: "finished", quiet });
    }
    if (quiet) await context.out.write(`${JSON.stringify(statusJson(status))}\n`);
    if (values.on("wait")) return await sumUp(context, workspace, { status, quiet });
    if (!quiet) {
      await context.err.write(
        `${statusLine(status, context.now())}\nNext: ${workspace.commandFor("wait", batch.id)}\n`,
      );
    }
    return 0;
  },
};
