import type { Node, Use } from "../intermediate/node.ts";

/** Whether a union is the usual way to write any JSON: all scalars, and arrays and records of the union itself. */
export function isAnyJson(union: Node, branches: readonly Use[]): boolean {
  const kinds = new Set(branches.filter((branch) => isFree(branch.node, union)).map(kindOf));
  return ["string", "number", "boolean", "null", "array", "object"].every((kind) => kinds.has(kind));
}

function kindOf({ node }: Use): string {
  return node.shape.kind;
}

function isFree({ shape }: Node, union: Node): boolean {
  switch (shape.kind) {
    case "null":
    case "boolean":
      return true;
    case "string": {
      const { formats, patterns, minLength, maxLength } = shape.facet;
      return formats.length + patterns.length === 0 && (minLength ?? maxLength) === undefined;
    }
    case "number": {
      const { integer, minimum, maximum, exclusiveMinimum, exclusiveMaximum } = shape.facet;
      const bounds = minimum ?? maximum ?? exclusiveMinimum ?? exclusiveMaximum;
      return !integer && bounds === undefined && shape.facet.multipleOf.length === 0;
    }
    case "array":
      return shape.prefix.length === 0 && shape.items?.node === union;
    case "object": {
      const { properties, rest } = shape;
      return properties.length === 0 && rest.kind === "open" && rest.value.node === union;
    }
    default:
      return false;
  }
}
