import { partsOf } from "../intermediate/node.ts";
import type { Node } from "../intermediate/node.ts";

/**
 * The nodes that become text so that the rest stays within a limit: what lies nearest to the root is kept, since that is
 * what a model is about.
 */
export function cut(
  root: Node,
  costOf: (node: Node) => number,
  limit: number,
): ReadonlySet<number> {
  const text = new Set<number>();
  const kept = new Set([root]);
  let spent = 0;
  for (const node of kept) {
    const parts = partsOf(node.shape);
    const cost = costOf(node);
    if (parts.length > 0 && spent + cost > limit && node !== root) {
      text.add(node.id);
      continue;
    }
    spent += cost;
    for (const part of parts) kept.add(part.node);
  }
  return text;
}
