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
