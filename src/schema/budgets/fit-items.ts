import type { Budgets } from "../dialects/capabilities.ts";
import type { Choices } from "../lowering/choices.ts";
import { reachableWires } from "../lowering/wire.ts";
import type { Wire } from "../lowering/wire.ts";
import { costOf } from "./measure.ts";
import { multiplicities } from "./multiplicity.ts";

/** Keeps the bounds of as many arrays as the budget allows, the tightest first. */
export function fitItems(root: Wire, budgets: Budgets, choices: Choices): Choices {
  const counts = multiplicities(root);
  const costs = new Map<number, number>();
  for (const wire of reachableWires(root)) {
    const cost = costOf(wire).items * (counts.get(wire) ?? 1);
    if (cost > 0) costs.set(wire.origin.id, (costs.get(wire.origin.id) ?? 0) + cost);
  }
  const unbounded = new Set(choices.unbounded);
  let spent = 0;
  for (const [node, cost] of [...costs].toSorted(([, a], [, b]) => a - b)) {
    if (spent + cost > budgets.items) unbounded.add(node);
    else spent += cost;
  }
  return { ...choices, unbounded };
}
