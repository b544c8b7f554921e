import { deleteBatch } from "../../lifecycle/delete-batch.ts";
import { findBatch } from "../batch-id.ts";
import type { Command } from "../command.ts";
import { OWN_BATCH_ID_FLAG, COMMON_FLAGS } from "../flags.ts";
import { openWorkspace } from "../workspace.ts";

export const deleteCommand: Command = {
  name: "delete",
  summary: "Remove a batch, here and at the provider",
  description: `Removes a batch with its files and outcomes, and its jobs and files at the provider as far as the provider lets us. Refused while jobs are under way.`,
  flags: [
    OWN_BATCH_ID_FLAG,
    { name: "force", description: "Also while jobs are under way: they are cancelled, and lost" },
    { name: "local-only", description: "Leave jobs and files at the provider" },
    ...COMMON_FLAGS,
  ],
  examples: [["batch delete --batch-id latest", "Remove the newest batch"]],
  async run(context, values) {
    await using workspace = await openWorkspace(context, values);
    const { id } = await findBatch(workspace, values);
    const leftovers = await deleteBatch(workspace.session, id, {
      force: values.on("force"),
      localOnly: values.on("local-only"),
      signal: context.signal,
    });
    if (values.on("json")) {
      await context.out.write(`${JSON.stringify({ batchId: id, deleted: true, leftovers })}\n`);
      return 0;
    }
    await context.out.write(`${id} is deleted.\n`);
    for (const { jobId, reason } of leftovers) {
      await context.err.write(`Left at the provider: ${jobId}: ${reason}\n`);
    }
    return 0;
  },
};
