import type { Node, Use } from "../intermediate/node.ts";
import { isUnconstrained } from "./admit.ts";

/** Whether a union is the usual way to write any JSON: all scalars, and arrays and records of the union itself. */
export function isAnyJson(union: Node, branches: readonly Use[]): boolean {
  const kinds = new Set(branches.filter((branch) => isFree(branch.node, union)).map(kindOf));
  return ["string", "number", "boolean", "null", "array", "object"].every((kind) =>
    kinds.has(kind),
  );
}

function kindOf({ node }: Use): string {
  return node.shape.kind;
}

function isFree({ shape }: Node, union: Node): boolean {
  if (shape.kind === "string") return isUnconstrained({ string: shape.facet });
  if (shape.kind === "number") return isUnconstrained({ number: shape.facet });
  if (shape.kind === "array") return shape.prefix.length === 0 && shape.items?.node === union;
  if (shape.kind === "object") {
    const { properties, rest } = shape;
    return properties.length === 0 && rest.kind === "open" && rest.value.node === union;
  }
  return shape.kind === "null" || shape.kind === "boolean";
}
