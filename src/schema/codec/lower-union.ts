import type { Node } from "../intermediate/node.ts";
import { isMeant, isOfKind } from "./accepts.ts";
import type { Lower, Lowerer } from "./lowering-run.ts";
import { isPlainObject } from "./members.ts";
import type { PlanBody } from "./plan.ts";

/** Writes a value as the branch that it is of. */
export function lowerUnion(
  { branches, by }: Extract<PlanBody, { kind: "union" }>,
  lowerer: Lowerer,
): Lower {
  const lowers = branches.map(({ plan }) => lowerer(plan));
  const nodes = branches.map(({ node }) => node);
  return (value, run) => {
    const index = branchOf(nodes, value);
    if (index === undefined) return value;
    const lowered = lowers[index]?.(value, run);
    if (by.kind !== "members") return lowered;
    return Object.fromEntries(
      branches.map(({ label }, position) => [label, position === index ? [lowered] : []]),
    );
  };
}

/** The branch that means the value and declares most of its keys; else the first that is of its kind. */
function branchOf(nodes: readonly Node[], value: unknown): number | undefined {
  let best: number | undefined;
  let fewest = Infinity;
  for (const [index, node] of nodes.entries()) {
    if (!isMeant(node, value)) continue;
    const undeclared = undeclaredKeys(node, value);
    if (undeclared < fewest) {
      best = index;
      fewest = undeclared;
    }
    if (fewest === 0) break;
  }
  if (best !== undefined) return best;
  const alike = nodes.findIndex((node) => isOfKind(node, value));
  return alike === -1 ? undefined : alike;
}

function undeclaredKeys({ shape }: Node, value: unknown): number {
  if (shape.kind !== "object" || !isPlainObject(value)) return 0;
  if (shape.rest.kind === "open") return 0;
  const declared = new Set(shape.properties.map(({ key }) => key));
  return Object.keys(value).filter((key) => !declared.has(key)).length;
}
