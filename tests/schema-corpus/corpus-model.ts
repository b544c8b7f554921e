import type fc from "fast-check";
import type { StandardSchema } from "../../src/schema/response-model.ts";

/** What is to become of a model. */
export type Expectation =
  | { readonly kind: "compiled" }
  | {
      readonly kind: "refused";
      /** Such as `E_NOT_JSON`. */
      readonly rule: string;
      readonly path: readonly (string | number)[];
    };

/** A response model with inputs to try it on. */
export interface CorpusModel {
  readonly name: string;
  readonly model: StandardSchema;
  /** The same in zod 3, where zod 3 can say it. */
  readonly zod3?: StandardSchema;
  /** Inputs that the model accepts. */
  readonly values: fc.Arbitrary<unknown>;
  readonly expect: Expectation;
}

export const COMPILED: Expectation = { kind: "compiled" };

export function refused(rule: string, ...path: readonly (string | number)[]): Expectation {
  return { kind: "refused", rule, path };
}
