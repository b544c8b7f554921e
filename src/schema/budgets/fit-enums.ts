import type { Budgets } from "../dialects/capabilities.ts";
import type { Choices } from "../lowering/choices.ts";
import { reachableWires } from "../lowering/wire.ts";
import type { Wire } from "../lowering/wire.ts";
import { costOf } from "./measure.ts";
import { multiplicities } from "./multiplicity.ts";

interface EnumCost {
  readonly node: number;
  readonly values: number;
  readonly characters: number;
}

/** Keeps as many enums as the budget allows, the smallest first; the others are told in words. */
export function fitEnums(
  root: Wire,
  budgets: Budgets,
  options: { readonly choices: Choices; readonly shared: boolean },
): Choices {
  const { choices, shared } = options;
  const inWords = new Set(choices.wordEnums);
  let values = 0;
  let characters = 0;
  const perEnum = budgets.enumCharacters.from > 0;
  for (const cost of enumCosts(root, shared).toSorted(
    (a, b) => a.values - b.values || a.node - b.node,
  )) {
    const long = cost.values > budgets.enumCharacters.from;
    const spent = perEnum ? cost.characters : characters + cost.characters;
    const fits =
      values + cost.values <= budgets.enumValues &&
      (!long || spent <= budgets.enumCharacters.limit);
    // A label that tells branches apart is no choice.
    if (!fits && cost.values > 1) {
      inWords.add(cost.node);
      continue;
    }
    values += cost.values;
    characters += cost.characters;
  }
  return inWords.size === choices.wordEnums.size ? choices : { ...choices, wordEnums: inWords };
}

function enumCosts(root: Wire, shared: boolean): readonly EnumCost[] {
  const counts = multiplicities(root);
  const costs = new Map<number, EnumCost>();
  for (const wire of reachableWires(root)) {
    if (wire.body.kind !== "enum") continue;
    const times = shared ? 1 : (counts.get(wire) ?? 1);
    const { enumValues, characters } = costOf(wire);
    const known = costs.get(wire.origin.id);
    costs.set(wire.origin.id, {
      node: wire.origin.id,
      values: (known?.values ?? 0) + enumValues * times,
      characters: (known?.characters ?? 0) + characters * times,
    });
  }
  return [...costs.values()];
}
