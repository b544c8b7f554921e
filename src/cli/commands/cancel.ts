import { cancelBatch } from "../../lifecycle/cancel-batch.ts";
import { providerFor, remoteStatus } from "../../lifecycle/remote-job.ts";
import { findTarget } from "../batch-id.ts";
import type { Command } from "../command.ts";
import {
  BATCH_ID_FLAG,
  COMMON_FLAGS,
  EMULATE_FLAG,
  REMOTE_MODEL_FLAG,
  RESPONSE_MODEL_FLAG,
} from "../flags.ts";
import { jobJson, jobLines } from "../render/job.ts";
import { statusLine } from "../render/status-line.ts";
import { statusJson } from "../status-json.ts";
import { openWorkspace } from "../workspace.ts";

export const cancel: Command = {
  name: "cancel",
  summary: "Stop a batch and keep what is finished",
  description: `Sends nothing more and tells the jobs to stop. What they have finished by then is paid for and kept: wait for the batch, and read its results.`,
  flags: [BATCH_ID_FLAG, REMOTE_MODEL_FLAG, RESPONSE_MODEL_FLAG, EMULATE_FLAG, ...COMMON_FLAGS],
  examples: [["batch cancel --batch-id latest", "Stop the newest batch"]],
  async run(context, values) {
    await using workspace = await openWorkspace(context, values);
    const { session } = workspace;
    const { out, err, signal } = context;
    const asJson = values.on("json");
    const target = await findTarget(workspace, values);
    if (target.kind === "job") {
      const provider = await providerFor(session.engine, { ...target, flags: {} });
      await provider.transport.cancel(target.jobId, { signal });
      const job = await remoteStatus(provider, target.jobId, signal);
      const { name } = provider;
      await out.write(asJson ? `${JSON.stringify(jobJson(name, job))}\n` : jobLines(name, job));
      return 0;
    }
    const status = await cancelBatch(session, target.batch.id, signal);
    if (asJson) {
      await out.write(`${JSON.stringify(statusJson(status))}\n`);
      return 0;
    }
    await out.write(`${statusLine(status, context.now())}\n`);
    if (status.state !== "finished") {
      await err.write(
        `Jobs take some minutes to stop. Next: ${workspace.commandFor("wait", status.batchId)}\n`,
      );
    }
    return 0;
  },
};
