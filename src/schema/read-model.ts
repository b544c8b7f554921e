import { SchemaError } from "../errors.ts";
import { sketchSource } from "./front-ends/sketch-source.ts";
import { normalise } from "./passes/normalise.ts";
import type { NormalModel } from "./passes/normalise.ts";

/**
 * A response model in the intermediate form.
 *
 * @throws SchemaError where it can't be read: for what is no model, what no JSON fits, and what throws when it is looked at.
 */
export function readModel(source: unknown): NormalModel {
  return guarded("read", () => normalise(sketchSource(source)));
}

/** Turns what goes wrong with a model, however deep in whoever's code, into an error that says what to do. */
export function guarded<Result>(action: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof SchemaError) throw error;
    const tooDeep = error instanceof RangeError && error.message.includes("call stack");
    const reason = error instanceof Error ? error.message : String(error);
    throw new SchemaError({
      rule: tooDeep ? "E_SIZE" : "E_MODEL",
      path: [],
      reason: tooDeep
        ? "The model is nested too deeply."
        : `The model could not be ${action}: ${reason}`,
      fix: tooDeep ? "Flatten it." : "Check getters, lazy schemas and defaults that it calls.",
    });
  }
}
