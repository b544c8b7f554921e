import type { Budgets } from "../dialects/capabilities.ts";
import { reachableWires } from "../lowering/wire.ts";
import type { Wire, WireProperty } from "../lowering/wire.ts";
import type { BudgetUse, Verdict } from "../response-model.ts";
import { costOf, measure, sum } from "./measure.ts";
import type { Cost, Measures } from "./measure.ts";

type HardBudget =
  | "properties"
  | "depth"
  | "characters"
  | "enumValues"
  | "optionalProperties"
  | "unions";

/** The budgets that a provider enforces, by the name that a verdict gives them. */
const HARD: readonly (readonly [HardBudget, string, string])[] = [
  ["properties", "properties", "properties"],
  ["depth", "nesting", "levels of objects"],
  ["characters", "characters", "characters of names and constants"],
  ["enumValues", "enum_values", "values in enums"],
  ["optionalProperties", "optional_parameters", "properties that may be missing"],
  ["unions", "union_parameters", "unions"],
];

/** Budgets that no provider documents, and that were met all the same. */
const SOFT: readonly (readonly ["items" | "parts", string])[] = [
  ["items", "array_items"],
  ["parts", "schema_parts"],
];

/** Fields that are named in a verdict. */
const FIELDS_AT_MOST = 5;

/** The budget that a schema is still over, once everything was done to fit it; undefined where it fits. */
export function overrunOf(root: Wire, budgets: Budgets): Verdict | undefined {
  const measures = measure(root);
  const over = HARD.find(([budget]) => measures[budget] > budgets[budget]);
  if (over === undefined) return undefined;
  const [budget, name, words] = over;
  const [limit, actual] = [budgets[budget], measures[budget]];
  const fields = dearest(root, budget);
  return {
    kind: "over_budget",
    budget: name,
    limit,
    actual,
    fields,
    message: `${actual} ${words}, and ${limit} are taken.${mostIn(fields)}`,
  };
}

/** Where to begin with making a model smaller. */
function mostIn(fields: readonly { readonly path: string; readonly cost: number }[]): string {
  const costly = fields.filter(({ cost }) => cost > 1).map(({ path, cost }) => `${path} (${cost})`);
  return costly.length === 0 ? "" : ` Most are in: ${costly.join(", ")}.`;
}

/** From this share of a budget on, a provider may already refuse what its documents allow. */
const NEAR = 0.8;

/** The budget that a schema comes nearest to; undefined where it keeps well away from all. */
export function nearestBudget(root: Wire, budgets: Budgets): BudgetUse | undefined {
  const measures = measure(root);
  return [...HARD, ...SOFT]
    .map(([budget, name]) => ({ budget: name, limit: budgets[budget], actual: measures[budget] }))
    .filter(({ limit, actual }) => actual > 0 && actual >= NEAR * limit)
    .toSorted((a, b) => b.actual / b.limit - a.actual / a.limit)[0];
}

function dearest(
  root: Wire,
  budget: keyof Measures & HardBudget,
): readonly { readonly path: string; readonly cost: number }[] {
  const { body } = root;
  if (body.kind !== "object") return [];
  return body.properties
    .map((property) => ({ path: property.key, cost: costBelow(property, budget) }))
    .toSorted((a, b) => b.cost - a.cost)
    .slice(0, FIELDS_AT_MOST);
}

function costBelow({ use, required }: WireProperty, budget: HardBudget): number {
  if (budget === "depth") return measure(use.wire).depth;
  const own = budget === "properties" || (budget === "optionalProperties" && !required) ? 1 : 0;
  return (
    own + sum(reachableWires(use.wire).map((wire) => costOf(wire)[budget satisfies keyof Cost]))
  );
}
