import type { Node, ObjectShape, Shape, Use } from "./node.ts";
import type { Constant } from "./sketch.ts";
import { inWords } from "./words.ts";

/** How many levels of a type are told. */
const LEVELS_AT_MOST = 6;

/** A node as a type in the manner of TypeScript, for whoever reads a description. */
export function describeType(node: Node, lengthAtMost: number): string {
  for (let levels = LEVELS_AT_MOST; levels > 0; levels -= 1) {
    const text = typeText(node, { levels, budget: { left: lengthAtMost * 2 }, seen: [] });
    if (text.length <= lengthAtMost) return text;
  }
  return node.shape.kind === "array" ? "unknown[]" : "object";
}

interface Writing {
  readonly levels: number;
  /** Shared by all parts, so that a huge type is given up early. */
  readonly budget: { left: number };
  readonly seen: readonly Node[];
}

function typeText(node: Node, writing: Writing): string {
  const { shape } = node;
  if (writing.budget.left <= 0) return "unknown";
  if (writing.seen.includes(node)) return node.name ?? "the same type again";
  const inner: Writing = {
    levels: writing.levels - 1,
    budget: writing.budget,
    seen: [...writing.seen, node],
  };
  const text = shapeText(shape, inner);
  writing.budget.left -= Math.min(text.length, 40);
  return text;
}

function shapeText(shape: Shape, writing: Writing): string {
  switch (shape.kind) {
    case "any":
    case "never":
      return "unknown";
    case "null":
    case "undefined":
    case "boolean":
    case "string":
      return shape.kind === "undefined" ? "null" : shape.kind;
    case "booleanText":
      return [shape.facet.truthy, shape.facet.falsy].map(inWords).join(" | ");
    case "number":
      return shape.facet.integer ? "integer" : "number";
    case "date":
      return "string /* date-time */";
    case "bigint":
      return "string /* digits */";
    case "constants":
      return constantsText(shape.values);
    case "object":
      return objectText(shape, writing);
    case "array": {
      const items = shape.items === undefined ? [] : [useText(shape.items, writing)];
      if (shape.prefix.length === 0) return `Array<${items[0] ?? "never"}>`;
      const rest = items.map((item) => `...Array<${item}>`);
      return `[${[...shape.prefix.map((item) => useText(item, writing)), ...rest].join(", ")}]`;
    }
    case "map":
      return `Array<[${useText(shape.key, writing)}, ${useText(shape.value, writing)}]>`;
    case "union":
      return shape.branches.map((branch) => useText(branch, writing)).join(" | ");
  }
}

function objectText({ properties, rest }: ObjectShape, writing: Writing): string {
  if (writing.levels <= 0) return "object";
  const members = properties.map(({ key, use, presence }) => {
    const name = /^[\w$]+$/.test(key) ? key : JSON.stringify(key);
    return `${name}${presence === "required" ? "" : "?"}: ${useText(use, writing)}`;
  });
  if (rest.kind === "open") members.push(`[key: string]: ${useText(rest.value, writing)}`);
  return members.length === 0 ? "{}" : `{ ${members.join("; ")} }`;
}

function useText({ node }: Use, writing: Writing): string {
  return typeText(node, writing);
}

const CONSTANTS_AT_MOST = 30;

function constantsText(values: readonly Constant[]): string {
  const shown = values.slice(0, CONSTANTS_AT_MOST).map(inWords);
  return [...shown, ...(values.length > shown.length ? ["..."] : [])].join(" | ");
}
