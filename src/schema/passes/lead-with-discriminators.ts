import { discriminatorOf } from "../intermediate/discriminator.ts";
import type { DraftNode } from "./draft-node.ts";

/**
 * Puts the property that tells the branches of a union apart first in each branch: models write keys in the order of the
 * schema, so that what follows is written in the knowledge of what it is.
 */
export function leadWithDiscriminators(nodes: readonly DraftNode[]): void {
  const drafts = new Map(nodes.map((node) => [node.id, node]));
  for (const { shape } of nodes) {
    if (shape.kind !== "union") continue;
    const branches = shape.branches.map(({ node }) => node);
    const discriminator = discriminatorOf(branches);
    if (discriminator === undefined) continue;
    for (const branch of branches) {
      const draft = drafts.get(branch.id);
      if (draft?.shape.kind !== "object") continue;
      const { properties } = draft.shape;
      const leading = properties.filter(({ key }) => key === discriminator.key);
      const others = properties.filter(({ key }) => key !== discriminator.key);
      draft.shape = { ...draft.shape, properties: [...leading, ...others] };
    }
  }
}
