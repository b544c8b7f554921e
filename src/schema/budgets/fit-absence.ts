import type { Budgets } from "../dialects/capabilities.ts";
import { propertyId } from "../lowering/choices.ts";
import type { AbsenceForm, Choices } from "../lowering/choices.ts";
import { reachableWires, takesNull } from "../lowering/wire.ts";
import type { Wire } from "../lowering/wire.ts";
import { multiplicities } from "./multiplicity.ts";

/** Something that a budget is spent on: the same place of the model, however often it is reached. */
interface Claim {
  cost: number;
  /** Lower goes first. */
  rank: number;
}

/** Spends the budgets of optional properties and of unions where they matter most; what is left over becomes lists. */
export function fitAbsence(root: Wire, budgets: Budgets, choices: Choices): Choices {
  const counts = multiplicities(root);
  const optional = new Map<string, Claim>();
  const unions = new Map<number, Claim>();
  const nullables = new Map<number, Claim>();
  for (const [order, wire] of reachableWires(root).entries()) {
    const times = counts.get(wire) ?? 1;
    const { body, origin } = wire;
    if (body.kind === "object") {
      for (const { key, required, modelKey, use } of body.properties) {
        if (required) continue;
        // A list in a list is the hardest to read, so that arrays are the first to stay optional.
        const rank = use.wire.body.kind === "array" ? order : order + 1e6;
        claim(optional, propertyId(origin.id, modelKey ?? key), { cost: times, rank });
      }
    } else if (body.kind === "union") {
      const branches = body.branches.filter(({ wire: branch }) => !takesNull(branch.body));
      claim(branches.length > 1 ? unions : nullables, origin.id, { cost: times, rank: order });
    }
  }
  const unionsLeft = { left: budgets.unions };
  const members = spend(unions, unionsLeft);
  const maybes = spend(nullables, unionsLeft);
  const absence = new Map<string, AbsenceForm>();
  const optionalLeft = { left: budgets.optionalProperties };
  for (const id of spend(optional, optionalLeft)) absence.set(id, "list");
  return {
    ...choices,
    members: new Set([...choices.members, ...members]),
    maybes: new Set([...choices.maybes, ...maybes, ...nullableMembers(root, members)]),
    absence: new Map([...choices.absence, ...absence]),
  };
}

function claim<Key>(claims: Map<Key, Claim>, key: Key, { cost, rank }: Claim): void {
  const known = claims.get(key);
  if (known === undefined) claims.set(key, { cost, rank });
  else known.cost += cost;
}

/** Pays for claims in their order, and gives those that there is nothing left for. */
function spend<Key>(claims: ReadonlyMap<Key, Claim>, purse: { left: number }): readonly Key[] {
  const unpaid: Key[] = [];
  for (const [key, { cost }] of [...claims].toSorted(([, a], [, b]) => a.rank - b.rank)) {
    if (cost <= purse.left) purse.left -= cost;
    else unpaid.push(key);
  }
  return unpaid;
}

/** A union that becomes lists takes its null along. */
function nullableMembers(root: Wire, members: readonly number[]): readonly number[] {
  const chosen = new Set(members);
  return reachableWires(root)
    .filter(({ body, origin }) => chosen.has(origin.id) && takesNull(body))
    .map(({ origin }) => origin.id);
}
