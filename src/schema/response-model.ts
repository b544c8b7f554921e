import type { Issue } from "../model/outcome.ts";
import type { JsonObject, JsonValue } from "../util/json.ts";
import type { Dialect } from "./dialect.ts";

/**
 * A response model as the user wrote it: a zod 4 or zod 3 schema, known by the Standard Schema interface that both have,
 * or a JSON Schema as an object.
 */
export type ResponseModelSource = StandardSchema | JsonObject;

/** The part of Standard Schema that zod 3.24 and later, zod 4 and zod/mini carry. */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => unknown;
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  };
}

/** The data of a succeeded outcome: `z.output` of a zod schema, any JSON for a JSON Schema. */
export type OutputOf<Model> =
  Model extends StandardSchema<infer _Input, infer Output> ? Output : JsonValue;

/** A value after the response model has looked at it. */
export type Validation<Output = unknown> =
  | { readonly ok: true; readonly data: Output }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/** A response model with its name, whatever it was written in. */
export interface ResponseModel<Output = unknown> {
  /** Within `[A-Za-z0-9_-]{1,64}`. */
  readonly name: string;
  readonly kind: "zod4" | "zod3" | "json-schema";
  readonly source: ResponseModelSource;
  /**
   * Whether JSON carries the model's output unchanged, so that data can be stored as JSON and read back. False where a
   * transform, date, map, set, bigint or the like is in it, or where that can't be told.
   */
  readonly jsonOutput: boolean;
  /** Never throws; answers at once unless the model has asynchronous parts. */
  validate(value: unknown): Validation<Output> | Promise<Validation<Output>>;
}

/** Something that the dialect could not say as the model says it, and what was done instead. */
export interface SchemaChange {
  /** Stable, such as `L_ENTRIES` or `text_only`. */
  readonly code: string;
  /** Path in the response model. */
  readonly path: readonly (string | number)[];
  /** One sentence for a person. */
  readonly message: string;
}

/** Whether a provider will take the schema, told before anything is sent. */
export type Verdict =
  | { readonly kind: "fits" }
  /** It fits, and the changes tell what was lowered. */
  | { readonly kind: "fits_with_changes" }
  | {
      readonly kind: "over_budget";
      /** The budget's name, such as `optional_parameters`. */
      readonly budget: string;
      readonly limit: number;
      readonly actual: number;
      /** The fields that cost most, dearest first, at most five. */
      readonly fields: readonly { readonly path: string; readonly cost: number }[];
      readonly message: string;
    };

/** How much of one of a provider's limits a schema uses. */
export interface BudgetUse {
  /** Such as `optional_parameters`. */
  readonly budget: string;
  readonly limit: number;
  readonly actual: number;
}

/** A response model in one dialect. Immutable, and free of I/O. */
export interface CompiledModel {
  readonly dialect: Dialect;
  /** What the provider gets. */
  readonly schema: JsonObject;
  readonly verdict: Verdict;
  readonly changes: readonly SchemaChange[];
  /** The limit that the schema comes near to, so that asking the provider first is wise; undefined where there is none. */
  readonly nearBudget: BudgetUse | undefined;
  /** SHA-256 of dialect and schema, in hex. */
  readonly hash: string;
  /**
   * The model's input for an answer on the wire. Total: leaves in place what it does not understand, so that validation
   * reports it with the model's path. What validation could not see, such as doubled keys of a list of entries, is added
   * to `issues`.
   */
  raise(wire: unknown, issues?: Issue[]): unknown;
  /** The inverse of `raise` for the model's inputs. */
  lower(value: unknown): JsonValue;
  /**
   * Where a path in the model is found on the wire, for showing a model its own answer's faults. With the answer, also
   * inside of lists of entries, which are found by their key.
   */
  wirePath(path: readonly (string | number)[], answer?: unknown): readonly (string | number)[];
  /** What stands on the wire at a path, such as "an ISO 8601 date-time"; undefined where it is what the model has. */
  onWire(path: readonly (string | number)[], answer?: unknown): string | undefined;
}
