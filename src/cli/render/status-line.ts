import type { BatchStatus } from "../../model/batch-status.ts";
import { elapsed } from "./elapsed.ts";

/** One line on where a batch stands: `bx_… · in progress · 2m 15s · 1250/5000`. */
export function statusLine(status: BatchStatus, now: number): string {
  const { batchId, createdAt, finishedAt, answered, total } = status;
  const parts = [
    batchId,
    stateWords(status),
    elapsed((finishedAt ?? now) - createdAt),
    `${answered}/${total}`,
    ...jobWords(status),
  ];
  return parts.join(" · ");
}

export function stateWords({ state }: Pick<BatchStatus, "state">): string {
  return state.replace("_", " ");
}

/** A job's state; while it is under way with the provider's own word for it. */
export function jobStateWords(state: string, providerState: string | undefined): string {
  const words = state.replace("_", " ");
  const own = providerState?.replace(/^(BATCH|JOB)_STATE_/, "").toLowerCase();
  return state === "in_progress" && own !== undefined && own !== state
    ? `${words} (${own})`
    : words;
}

/** How many jobs have been sent, while not all are. */
function jobWords({ jobs }: BatchStatus): readonly string[] {
  const sent = jobs.filter(({ jobId }) => jobId !== undefined).length;
  return sent < jobs.length ? [`${sent} of ${jobs.length} jobs sent`] : [];
}

/** What became of the records, such as `9 succeeded, 1 refused`. */
export function outcomeWords({ outcomes }: Pick<BatchStatus, "outcomes">): string {
  const parts = Object.entries(outcomes).map(([kind, count]) => `${count} ${kind}`);
  return parts.length === 0 ? "no outcomes yet" : parts.join(", ");
}
