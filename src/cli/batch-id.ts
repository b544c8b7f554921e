import { UsageError } from "../errors.ts";
import type { Batch } from "../store/batch.ts";
import type { FlagValues } from "./flag-values.ts";
import type { Workspace } from "./workspace.ts";

/** What `--batch-id` names: a batch of this store, or a provider's job. */
export type BatchTarget =
  | { readonly kind: "batch"; readonly batch: Batch }
  | { readonly kind: "job"; readonly jobId: string; readonly model: string };

/**
 * Finds what `--batch-id` names, and turns to the emulator for a batch that was emulated.
 *
 * @throws UsageError that says what there is where nothing is found.
 */
export async function findTarget(workspace: Workspace, values: FlagValues): Promise<BatchTarget> {
  const id = values.required("batch-id");
  const model = values.text("model");
  const batch = await localBatch(workspace, id);
  if (batch !== undefined) {
    if (batch.options.emulated) workspace.emulate();
    return { kind: "batch", batch };
  }
  if (model !== undefined) return { kind: "job", jobId: id, model };
  const hint = id.startsWith("bx_")
    ? "Batches are kept per folder: is it the right one? See: batch list"
    : "For a job of a provider, add --model provider/model. For the batches here, see: batch list";
  throw new UsageError(
    "not_found",
    `There is no batch "${id}" in ${workspace.settings.store}. ${hint}`,
  );
}

/** @throws UsageError for what is no batch of this store. */
export async function findBatch(workspace: Workspace, values: FlagValues): Promise<Batch> {
  const target = await findTarget(workspace, values);
  if (target.kind === "batch") return target.batch;
  throw new UsageError("not_found", `There is no batch "${target.jobId}" in this store.`);
}

async function localBatch(
  { session, settings }: Workspace,
  id: string,
): Promise<Batch | undefined> {
  const { store } = session.engine;
  if (id !== "latest") return await store.batch(id);
  const [latest] = await store.batches();
  if (latest === undefined) {
    throw new UsageError("not_found", `There are no batches in ${settings.store} yet.`);
  }
  return latest;
}
