import { wirePartsOf } from "../lowering/wire.ts";
import type { Wire } from "../lowering/wire.ts";

/** Steps after which the search for a longer path through a recursion is given up. */
const STEPS_AT_MOST = 50_000;
/** Parts on one path, lists of lists included, before the same. */
const PATH_AT_MOST = 1000;

/**
 * Levels of objects in objects on the longest path that passes no part twice. Where recursive parts make too many paths
 * to follow, the longest that was found.
 */
export function depthOf(root: Wire, enough: number): number {
  const settled = new Map<Wire, number>();
  const onPath = new Set<Wire>();
  let steps = 0;
  const search = (wire: Wire, above: number): { readonly depth: number; readonly cut: boolean } => {
    const known = settled.get(wire);
    if (known !== undefined) return { depth: known, cut: false };
    if (onPath.has(wire)) return { depth: 0, cut: true };
    steps += 1;
    const own = wire.body.kind === "object" ? 1 : 0;
    const far = above + own > enough || onPath.size > PATH_AT_MOST;
    if (far || steps > STEPS_AT_MOST) return { depth: own, cut: true };
    onPath.add(wire);
    let below = 0;
    let cut = false;
    for (const { wire: part } of wirePartsOf(wire.body)) {
      const found = search(part, above + own);
      below = Math.max(below, found.depth);
      cut ||= found.cut;
    }
    onPath.delete(wire);
    // What was cut short depends on the way here, and may be longer on another.
    if (!cut) settled.set(wire, own + below);
    return { depth: own + below, cut };
  };
  return search(root, 0).depth;
}
