import type { Plan } from "./plan.ts";

/** Raises one part of an answer. Never throws, and leaves what it doesn't understand as it is. */
export type Raise = (wire: unknown, run: RaiseRun) => unknown;

/** Gives the function of a part, or undefined where the part is the model's value as it is. */
export type Raiser = (plan: Plan) => Raise | undefined;

/** What is wrong with an answer and can't be seen any more in what is made of it. */
export interface Problem {
  /** The container in the raised value where it shows. */
  readonly container: object;
  readonly key: string | number | undefined;
  readonly message: string;
}

export interface RaiseRun {
  readonly problems: Problem[];
  /** What the answer lists as absent where it says null: JSON pointers, if the answer is right. */
  readonly absent: readonly unknown[];
}
