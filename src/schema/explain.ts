import { SchemaError } from "../errors.ts";
import type { JsonObject } from "../util/json.ts";
import { compileNormalModel } from "./compile-model.ts";
import { DIALECTS } from "./dialect.ts";
import type { Dialect } from "./dialect.ts";
import { reachable } from "./intermediate/node.ts";
import type { ModelPath } from "./intermediate/path.ts";
import type { NormalModel } from "./passes/normalise.ts";
import { readModel } from "./read-model.ts";
import type { ResponseModel, SchemaChange, Verdict } from "./response-model.ts";

/** What becomes of a model in one dialect. */
export type DialectExplanation =
  | {
      readonly kind: "compiled";
      readonly dialect: Dialect;
      /** What the provider gets. */
      readonly schema: JsonObject;
      readonly verdict: Verdict;
      /** What was changed and why, in the order of the model. */
      readonly changes: readonly SchemaChange[];
      readonly hash: string;
      /** Length of the schema as it is sent: it is paid for with every request. */
      readonly characters: number;
    }
  | {
      readonly kind: "refused";
      readonly dialect: Dialect;
      /** Such as `E_NOT_JSON`. */
      readonly rule: string;
      readonly path: ModelPath;
      readonly message: string;
    };

/** Something that only the model's own validation enforces. */
export interface ValidatedOnly {
  readonly path: ModelPath;
  /** Such as "a refinement". */
  readonly what: string;
}

/** Everything that is known of a response model before anything is sent. */
export interface ModelExplanation {
  readonly name: string;
  readonly kind: ResponseModel["kind"];
  readonly jsonOutput: boolean;
  /** In the order of `DIALECTS`, or of those asked for. */
  readonly dialects: readonly DialectExplanation[];
  readonly validatedOnly: readonly ValidatedOnly[];
}

/** Explains a model side by side in all dialects, or in some. Never throws for a model that is refused. */
export function explainModel(
  model: ResponseModel,
  { dialects = DIALECTS }: { readonly dialects?: readonly Dialect[] } = {},
): ModelExplanation {
  const { name, kind, jsonOutput } = model;
  const normal = attempt(() => readModel(model.source));
  const explained = dialects.map((dialect) =>
    normal instanceof SchemaError ? refusal(dialect, normal) : explain(normal, dialect),
  );
  const validatedOnly = normal instanceof SchemaError ? [] : validatedOnlyIn(normal);
  return { name, kind, jsonOutput, dialects: explained, validatedOnly };
}

function explain(normal: NormalModel, dialect: Dialect): DialectExplanation {
  const compiled = attempt(() => compileNormalModel(normal, dialect));
  if (compiled instanceof SchemaError) return refusal(dialect, compiled);
  const { schema, verdict, changes, hash } = compiled;
  const characters = JSON.stringify(schema).length;
  return { kind: "compiled", dialect, schema, verdict, changes, hash, characters };
}

function attempt<Result>(work: () => Result): Result | SchemaError {
  try {
    return work();
  } catch (error) {
    if (error instanceof SchemaError) return error;
    throw error;
  }
}

function refusal(dialect: Dialect, { rule, path, message }: SchemaError): DialectExplanation {
  return { kind: "refused", dialect, rule, path, message };
}

function validatedOnlyIn({ root }: NormalModel): readonly ValidatedOnly[] {
  const nodes = reachable(root.node);
  const ofRoot = root.docs.validated.map((what) => ({ path: [], what }));
  return [
    ...ofRoot,
    ...nodes.flatMap((node) => node.docs.validated.map((what) => ({ path: node.path, what }))),
    ...nodes.flatMap(({ shape, path }) => {
      if (shape.kind !== "object") return [];
      return shape.properties.flatMap(({ key, use }) =>
        use.docs.validated.map((what) => ({ path: [...path, key], what })),
      );
    }),
  ];
}
