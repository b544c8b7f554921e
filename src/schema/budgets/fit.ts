import type { Budgets, Capabilities } from "../dialects/capabilities.ts";
import type { Node } from "../intermediate/node.ts";
import type { Choices } from "../lowering/choices.ts";
import { reachableWires } from "../lowering/wire.ts";
import type { Wire } from "../lowering/wire.ts";
import { cut } from "./cut.ts";
import { fitAbsence } from "./fit-absence.ts";
import { fitEnums } from "./fit-enums.ts";
import { fitItems } from "./fit-items.ts";
import { costOf, measure } from "./measure.ts";
import type { Cost, Measures } from "./measure.ts";

/** A draft of a model in a dialect. */
export interface Drafted {
  readonly model: Node;
  readonly root: Wire;
  readonly choices: Choices;
  /** How often the draft was changed so far. */
  readonly round: number;
}

/** Choices under which the next draft may fit; the same choices where this one does, or nothing more can be done. */
export function fit(drafted: Drafted, capabilities: Capabilities): Choices {
  const { root, choices } = drafted;
  const { budgets } = capabilities;
  const measures = measure(root);
  const shared = capabilities.references !== "none";
  let next = choices;
  if (
    measures.optionalProperties > budgets.optionalProperties ||
    measures.unions > budgets.unions
  ) {
    next = fitAbsence(root, budgets, next);
  }
  next = fitEnums(root, budgets, { choices: next, shared });
  if (measures.items > budgets.items) next = fitItems(root, budgets, next);
  next = fitDepth(measures, budgets, next);
  next = fitSize(drafted, measures, { budgets, choices: next, shared });
  return next;
}

function fitDepth({ depth }: Measures, budgets: Budgets, choices: Choices): Choices {
  if (depth <= budgets.depth) return choices;
  const tried = choices.depth ?? budgets.depth + 1;
  return tried <= 1 ? choices : { ...choices, depth: tried - 1 };
}

/** How much of a budget is used by the first cut, and by each after it: what lowering adds is not known before. */
const SHARES = [0.85, 0.6, 0.4, 0.2, 0.05];

type SizeBudget = "properties" | "characters" | "enumValues" | "parts";

function fitSize(
  { model, root, round }: Drafted,
  measures: Measures,
  {
    budgets,
    choices,
    shared,
  }: { readonly budgets: Budgets; readonly choices: Choices; readonly shared: boolean },
): Choices {
  const share = SHARES[Math.min(round, SHARES.length - 1)] ?? 0;
  if (round >= SHARES.length) return choices;
  if (!shared && measures.expandedParts > budgets.parts) {
    return { ...choices, parts: Math.floor(budgets.parts * share) };
  }
  // Enums of many values are in words by now: what is left are the labels of unions.
  const over = (["properties", "characters", "enumValues", "parts"] as const).find(
    (budget) => measures[budget] > budgets[budget] && (budget !== "enumValues" || round > 0),
  );
  if (over === undefined) return choices;
  const costs = costsByNode(root, over);
  const text = cut(model, (node) => costs.get(node.id) ?? 0, budgets[over] * share);
  return { ...choices, text: new Set([...choices.text, ...text]) };
}

/** What each node of the model costs on the wire. */
function costsByNode(root: Wire, budget: SizeBudget): ReadonlyMap<number, number> {
  const costs = new Map<number, number>();
  for (const wire of reachableWires(root)) {
    const cost = budget === "parts" ? 1 : costOf(wire)[budget satisfies keyof Cost];
    costs.set(wire.origin.id, (costs.get(wire.origin.id) ?? 0) + cost);
  }
  return costs;
}
