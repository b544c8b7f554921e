import { wirePartsOf } from "../lowering/wire.ts";
import type { Wire } from "../lowering/wire.ts";

/** A count beyond this is not told apart from any other. */
const MANY = 1e9;

/** How often each part is reached when references are followed, a recursion once. */
export function multiplicities(root: Wire): ReadonlyMap<Wire, number> {
  const order = finishingOrder(root);
  const position = new Map(order.map((wire, index) => [wire, index]));
  const counts = new Map([[root, 1]]);
  for (const [index, wire] of order.entries()) {
    const count = counts.get(wire) ?? 0;
    for (const { wire: part } of wirePartsOf(wire.body)) {
      // A link back to what was finished later closes a cycle.
      if ((position.get(part) ?? 0) <= index) continue;
      counts.set(part, Math.min((counts.get(part) ?? 0) + count, MANY));
    }
  }
  return counts;
}

/** Every part before its own parts, cycles left out of account. */
function finishingOrder(root: Wire): readonly Wire[] {
  const finished: Wire[] = [];
  const seen = new Set([root]);
  const path = [{ wire: root, parts: wirePartsOf(root.body), next: 0 }];
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const part = top.parts[top.next]?.wire;
    top.next += 1;
    if (part === undefined) {
      finished.push(top.wire);
      path.pop();
    } else if (!seen.has(part)) {
      seen.add(part);
      path.push({ wire: part, parts: wirePartsOf(part.body), next: 0 });
    }
  }
  return finished.toReversed();
}
