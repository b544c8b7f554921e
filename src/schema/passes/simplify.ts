import { identityOf } from "../intermediate/constant.ts";
import { mergeDocs, NO_DOCS, noted } from "../intermediate/docs.ts";
import type { Docs } from "../intermediate/docs.ts";
import type { Node, Property, Shape, UnionShape, Use } from "../intermediate/node.ts";
import type { Constant } from "../intermediate/sketch.ts";
import { inWords } from "../intermediate/words.ts";
import { isAnyJson } from "./any-json.ts";
import type { DraftNode, NodeFactory } from "./draft-node.ts";

/**
 * Puts unions in their plainest form: no union directly in another, all constants in one branch, one branch no union at
 * all; and moves `undefined` from a property's value to its presence.
 */
export function simplify(root: Use, factory: NodeFactory): Use {
  const made = [...factory.nodes];
  for (const [node, { shape, branches, guessed }] of flattenAll(made)) {
    node.guessed ||= guessed;
    if (isAnyJson(node, branches)) node.shape = { kind: "any" };
    else node.shape = { ...shape, branches };
  }
  for (const [node, { shape, branches }] of flattenAll(made)) {
    simplifyUnion(node, { branches, exclusive: shape.exclusive, factory });
  }
  for (const node of made) {
    if (node.shape.kind !== "object") continue;
    const properties = node.shape.properties.map((property) => withPresence(property, factory));
    node.shape = { ...node.shape, properties };
  }
  return root;
}

interface Flattened {
  readonly shape: UnionShape;
  readonly branches: readonly Use[];
  /** A union among the branches was a guess. */
  readonly guessed: boolean;
}

/** All unions before any of them is changed. */
function flattenAll(nodes: readonly DraftNode[]): ReadonlyMap<DraftNode, Flattened> {
  const flattened = new Map<DraftNode, Flattened>();
  for (const node of nodes) {
    const { shape } = node;
    if (shape.kind === "union") flattened.set(node, { shape, ...flatten(shape) });
  }
  return flattened;
}

/** The branches of a union and of the unions among its branches; a union that holds itself adds nothing. */
function flatten(union: UnionShape): Pick<Flattened, "branches" | "guessed"> {
  const seen = new Set<Node>();
  const branches: Use[] = [];
  let guessed = false;
  const visit = ({ node, docs }: Use, outer: Docs): void => {
    if (seen.has(node)) return;
    seen.add(node);
    const merged = mergeDocs(outer, docs);
    if (node.shape.kind !== "union") {
      branches.push({ node, docs: merged });
      return;
    }
    guessed ||= node.guessed;
    const inner = mergeDocs(merged, node.docs);
    for (const branch of node.shape.branches) visit(branch, inner);
  };
  for (const branch of union.branches) visit(branch, NO_DOCS);
  return { branches, guessed };
}

function simplifyUnion(
  node: DraftNode,
  {
    branches,
    exclusive,
    factory,
  }: {
    readonly branches: readonly Use[];
    readonly exclusive: boolean;
    readonly factory: NodeFactory;
  },
): void {
  const possible = branches.filter((branch) => branch.node.shape.kind !== "never");
  for (const branch of branches) {
    if (!possible.includes(branch)) factory.leftOut.add(branch.node);
  }
  if (possible.some((branch) => branch.node.shape.kind === "any")) {
    node.shape = { kind: "any" };
    return;
  }
  const merged = mergeConstants(node, possible.filter(isFirstOfItsEmptiness), factory);
  const [only] = merged;
  if (only === undefined) {
    node.shape = branches[0]?.node.shape ?? node.shape;
  } else if (merged.length === 1) {
    node.shape = only.node.shape;
    node.guessed ||= only.node.guessed;
    node.docs = mergeDocs(node.docs, mergeDocs(only.docs, only.node.docs));
    node.name ??= only.node.name;
  } else {
    node.shape = { kind: "union", branches: merged, exclusive };
    node.guessed ||= merged.some((branch) => branch.node.guessed);
  }
}

/** Null is said once, and undefined too. */
function isFirstOfItsEmptiness({ node }: Use, index: number, branches: readonly Use[]): boolean {
  const { kind } = node.shape;
  if (kind !== "null" && kind !== "undefined") return true;
  return branches.findIndex((branch) => branch.node.shape.kind === kind) === index;
}

/** All constants of a union in its first branch of constants, with what was said of each. */
function mergeConstants(
  node: DraftNode,
  branches: readonly Use[],
  factory: NodeFactory,
): readonly Use[] {
  const values: Constant[] = [];
  const sentences: string[] = [];
  for (const { node: branch, docs } of branches) {
    if (branch.shape.kind !== "constants") continue;
    values.push(...branch.shape.values);
    const { description } = mergeDocs(docs, branch.docs);
    const named = branch.shape.values.map(inWords).join(", ");
    if (description !== undefined) sentences.push(`${named}: ${description}`);
  }
  const parts = branches.filter(({ node: branch }) => branch.shape.kind === "constants");
  const [first, second] = parts;
  if (first === undefined || second === undefined) return branches;
  const shape: Shape = { kind: "constants", values: distinct(values) };
  const { path, name } = node;
  const merged = factory.create({ path, name, docs: noted(...sentences), shape });
  return branches.flatMap((branch) => {
    if (branch === first) return [{ node: merged, docs: NO_DOCS }];
    return parts.includes(branch) ? [] : [branch];
  });
}

function distinct(values: readonly Constant[]): readonly Constant[] {
  return [...new Map(values.map((value) => [identityOf(value), value])).values()];
}

function withPresence(declared: Property, factory: NodeFactory): Property {
  const { use } = declared;
  const property = { ...declared, guessed: declared.guessed || use.node.guessed };
  const { shape, path, name, docs } = use.node;
  if (shape.kind === "undefined") return { ...property, presence: undefinable(property) };
  if (shape.kind !== "union") return property;
  const branches = shape.branches.filter(({ node }) => node.shape.kind !== "undefined");
  if (branches.length === shape.branches.length) return property;
  const [only] = branches;
  const defined =
    branches.length === 1 && only !== undefined
      ? { node: only.node, docs: mergeDocs(use.docs, mergeDocs(docs, only.docs)) }
      : {
          node: factory.create({ path, name, docs, shape: { ...shape, branches } }),
          docs: use.docs,
        };
  return { ...property, use: defined, presence: undefinable(property) };
}

function undefinable({ presence }: Property): Property["presence"] {
  return presence === "required" ? "undefinable" : presence;
}
