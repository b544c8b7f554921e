import { parentPort } from "node:worker_threads";
import type { Collected } from "./collect.ts";
import { collectInThread, type CollectTask } from "./collect-in-thread.ts";
import { type NotedPart, planInThread, type PlanTask } from "./plan-in-thread.ts";
import { type SentError, sentError } from "./thread-errors.ts";

/** What a thread can be asked for. */
export type ThreadTask = CollectTask | PlanTask | { readonly kind: "ready" };

/** What it gives, by the kind of the task. */
export interface ThreadResults {
  readonly collect: Collected;
  readonly plan: NotedPart;
  readonly ready: undefined;
}

type ThreadAnswer =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: SentError };

/** A task on its way to a thread, and the answer on its way back. */
export interface SentTask {
  readonly id: number;
  readonly task: ThreadTask;
}

export interface SentAnswer {
  readonly id: number;
  readonly answer: ThreadAnswer;
}

parentPort?.on("message", ({ id, task }: SentTask) => {
  void answerTo(task).then((answer) => parentPort?.postMessage({ id, answer })); // oxlint-disable-line unicorn/require-post-message-target-origin -- a thread has no origin
});

async function answerTo(task: ThreadTask): Promise<ThreadAnswer> {
  try {
    return { ok: true, value: await resultOf(task) };
  } catch (error) {
    return { ok: false, error: sentError(error) };
  }
}

async function resultOf(task: ThreadTask): Promise<ThreadResults[ThreadTask["kind"]]> {
  switch (task.kind) {
    case "collect":
      return await collectInThread(task);
    case "plan":
      return await planInThread(task);
    case "ready":
      return undefined;
  }
}
