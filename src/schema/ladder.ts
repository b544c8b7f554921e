import { SchemaError } from "../errors.ts";
import { compileNormalModel } from "./compile-model.ts";
import type { Dialect } from "./dialect.ts";
import { readModel } from "./read-model.ts";
import type { CompiledModel, ResponseModel } from "./response-model.ts";

/** A means of structured output, and the dialect that goes with it. */
export interface Rung {
  readonly via: string;
  readonly dialect: Dialect;
}

/** A rung that was not taken, and why. */
export interface PassedOver<Step extends Rung = Rung> {
  readonly rung: Step;
  /** A sentence for a person. */
  readonly message: string;
}

/** A model on the first rung that it fits. */
export interface Climb<Step extends Rung = Rung> {
  readonly rung: Step;
  /** That of the rung. */
  readonly via: Step["via"];
  readonly compiled: CompiledModel;
  /** The rungs before it, best first. */
  readonly passedOver: readonly PassedOver<Step>[];
}

/**
 * Compiles a model for the best of a provider's means of structured output that takes it.
 *
 * @param rungs best first
 * @param options.override only rungs with this `via` are tried, whatever else would fit
 * @throws SchemaError where no rung takes the model: the reason of the first, and of each after it.
 */
export function compileForRungs<Step extends Rung>(
  model: ResponseModel,
  rungs: readonly Step[],
  { override }: { readonly override?: Step["via"] | undefined } = {},
): Climb<Step> {
  const normal = readModel(model.source);
  const passedOver: PassedOver<Step>[] = [];
  for (const rung of rungs) {
    if (override !== undefined && rung.via !== override) continue;
    const tried = tryRung(() => compileNormalModel(normal, rung.dialect));
    if (typeof tried !== "string") {
      return { rung, via: rung.via, compiled: tried, passedOver };
    }
    passedOver.push({ rung, message: `Not by way of "${rung.via}" (${rung.dialect}): ${tried}` });
  }
  throw passedOver.length === 0 ? noMeans(rungs, override) : noneFits(passedOver, override);
}

/** The compiled model, or why the rung doesn't take it. */
function tryRung(compile: () => CompiledModel): CompiledModel | string {
  try {
    const compiled = compile();
    if (compiled.verdict.kind !== "over_budget") return compiled;
    const { budget, message } = compiled.verdict;
    return `it is over the budget "${budget}": ${message}`;
  } catch (error) {
    if (error instanceof SchemaError) return error.message;
    throw error;
  }
}

function noneFits(passedOver: readonly PassedOver[], override: string | undefined): SchemaError {
  const reasons = passedOver.map(({ message }) => message);
  const asked = override === undefined ? "" : ` by way of "${override}"`;
  return new SchemaError({
    rule: "E_OVER_BUDGET",
    path: [],
    dialect: passedOver[0]?.rung.dialect,
    reason: `No means of structured output takes the model${asked}. ${reasons.join(" ")}`,
    fix: "Make the model smaller, or choose another means of structured output.",
  });
}

function noMeans(rungs: readonly Rung[], override: string | undefined): SchemaError {
  const there = rungs.map(({ via }) => `"${via}"`).join(" and ");
  return new SchemaError({
    rule: "E_NO_MEANS",
    path: [],
    reason: `The language model has no means of structured output called "${override}".`,
    fix:
      there === ""
        ? "Choose another language model."
        : `Choose ${there}, or another language model.`,
  });
}
