import type { Plan } from "./plan.ts";

/** Writes one part of a value on the wire. What doesn't fit is left as it is. */
export type Lower = (value: unknown, run: LowerRun) => unknown;

export type Lowerer = (plan: Plan) => Lower;

/** What is carried beside the model: by the path of where it belongs. */
export interface LowerRun {
  /** Where the value stands that is being written. */
  readonly path: (string | number)[];
  readonly other: { readonly path: string; readonly value: unknown }[];
  readonly absent: string[];
  /** There is a list at the root for what has no place. */
  readonly carriesOther: boolean;
}

/** Goes a step down for as long as `work` runs. */
export function below<T>({ path }: LowerRun, step: string | number, work: () => T): T {
  path.push(step);
  try {
    return work();
  } finally {
    path.pop();
  }
}
