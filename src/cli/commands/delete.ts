import { deleteBatch } from "../../lifecycle/delete-batch.ts";
import { type BatchTarget, findTarget } from "../batch-id.ts";
import { UsageError } from "../../errors.ts";
import type { Command } from "../command.ts";
import type { Context } from "../context.ts";
import { BATCH_ID_FLAG, COMMON_FLAGS, EMULATE_FLAG, REMOTE_MODEL_FLAG } from "../flags.ts";
import type { FlagValues } from "../flag-values.ts";
import { openWorkspace, type Workspace } from "../workspace.ts";

export const deleteCommand: Command = {
  name: "delete",
  summary: "Remove a batch, here and at the provider",
  description: `Removes a batch with its files and outcomes, and its jobs and files at the provider as far as the provider lets us. Refused while jobs are under way.`,
  flags: [
    BATCH_ID_FLAG,
    { name: "force", description: "Also while jobs are under way: they are cancelled, and lost" },
    { name: "local-only", description: "Leave jobs and files at the provider" },
    REMOTE_MODEL_FLAG,
    EMULATE_FLAG,
    ...COMMON_FLAGS,
  ],
  examples: [["batch delete --batch-id latest", "Remove the newest batch"]],
  async run(context, values) {
    await using workspace = await openWorkspace(context, values);
    const target = await findTarget(workspace, values);
    if (target.kind === "job") return await deleteRemote(context, workspace, target, values);
    const { id } = target.batch;
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

/** Removes a job that was made elsewhere, with its files, as far as its provider lets us. */
async function deleteRemote(
  { out, signal }: Context,
  { session }: Workspace,
  { jobId, model }: BatchTarget & { readonly kind: "job" },
  values: FlagValues,
): Promise<number> {
  const { providerFor, remoteStatus } = await import("../../lifecycle/remote-job.ts");
  const provider = await providerFor(session.engine, { model, flags: {} });
  const { state } = await remoteStatus(provider, jobId, signal);
  if (state === "in_progress" && !values.on("force")) {
    throw new UsageError(
      "conflict",
      `${jobId} is under way, and what it does would be paid for and lost. Cancel it first (batch cancel --batch-id ${jobId} --model ${model}), or delete it all the same with --force.`,
    );
  }
  if (state === "in_progress") await provider.transport.cancel(jobId, { signal });
  await provider.transport.delete({ jobId, uploadId: undefined }, { signal });
  await out.write(
    values.on("json")
      ? `${JSON.stringify({ jobId, deleted: true })}\n`
      : `${jobId} is deleted, as far as ${provider.name} lets us.\n`,
  );
  return 0;
}
