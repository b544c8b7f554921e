import type { Discriminator } from "../intermediate/discriminator.ts";
import type { Node, ShapeKind, Use } from "../intermediate/node.ts";

/** A label per branch, after what the user calls it or what tells it from the others. */
export function labelsOf(
  branches: readonly Use[],
  discriminator: Discriminator | undefined,
): readonly string[] {
  const taken = new Set<string>();
  return branches.map(({ node }, index) => {
    const [value] = discriminator?.values.get(index) ?? [];
    const wanted = typeof value === "string" ? value : (node.name ?? plainName(node));
    const base = wanted.replaceAll(/[^a-zA-Z0-9_-]+/g, "_").slice(0, 40) || "option";
    let label = base;
    for (let count = 2; taken.has(label.toLowerCase()); count += 1) label = `${base}_${count}`;
    taken.add(label.toLowerCase());
    return label;
  });
}

function plainName({ shape }: Node): string {
  if (shape.kind === "array") return shape.container === "set" ? "set" : "list";
  if (shape.kind === "object") return shape.properties.length === 0 ? "record" : "option";
  return PLAIN_NAMES[shape.kind] ?? shape.kind;
}

const PLAIN_NAMES: Partial<Record<ShapeKind, string>> = {
  constants: "constant",
  string: "text",
  bigint: "whole_number",
  booleanText: "boolean",
};
