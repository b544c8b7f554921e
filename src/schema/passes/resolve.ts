import { mergeDocs, NO_DOCS, noted } from "../intermediate/docs.ts";
import type { Docs } from "../intermediate/docs.ts";
import type { Node, Shape, Use } from "../intermediate/node.ts";
import type { ModelPath } from "../intermediate/path.ts";
import { identityOf } from "../intermediate/constant.ts";
import type {
  Coercion,
  Constant,
  FacetName,
  Facets,
  Sketch,
  UnionSketch,
} from "../intermediate/sketch.ts";
import { ANY_FACETS } from "../intermediate/sketches.ts";
import { admits, isSatisfiable, isUnconstrained } from "./admit.ts";
import { arrayShape, mapShape } from "./array-shape.ts";
import type { DraftNode, NodeFactory } from "./draft-node.ts";
import { gather } from "./gather.ts";
import type { Atom, Gathered } from "./gather.ts";
import { mergeFacets } from "./merge-facets.ts";
import { objectShape } from "./object-shape.ts";
import { soften } from "./soften.ts";

/** Beyond this many nodes, what lies deeper is carried as text. */
const NODES_AT_MOST = 40_000;

const NEVER_SHAPE: Shape = {
  kind: "never",
  rule: "E_NEVER",
  reason: "No value fits this part of the model.",
  fix: "Remove one of the constraints that exclude each other.",
};

const FACET_NAMES: readonly FacetName[] = [
  "string",
  "number",
  "boolean",
  "null",
  "object",
  "array",
  "undefined",
  "date",
  "bigint",
  "map",
  "booleanText",
];

/** The conjunction of facets and constants at one place. */
interface Conjunction {
  readonly facets: Facets | undefined;
  /** No part of it named a type. */
  readonly implied: boolean;
  readonly constants: readonly Constant[] | undefined;
  readonly coercion: Coercion | undefined;
}

const EXCLUSIVE: Docs = {
  description: undefined,
  notes: [],
  validated: ["that exactly one alternative fits"],
};

/** Uses a conjunction of sketches at a place of the model. */
export type Place = (sketches: readonly Sketch[], path: ModelPath) => Use;

/** The graph of nodes that a sketch stands for: nearest first, so that no depth of nesting exhausts the stack. */
export function resolve(sketch: Sketch, factory: NodeFactory): Use {
  return new Resolver(factory).resolve(sketch);
}

class Resolver {
  readonly #factory: NodeFactory;
  readonly #atomIds = new Map<Atom, number>();
  readonly #known = new Map<string, DraftNode>();
  readonly #queue: { readonly node: DraftNode; readonly atoms: readonly Atom[] }[] = [];

  constructor(factory: NodeFactory) {
    this.#factory = factory;
  }

  resolve(sketch: Sketch): Use {
    const root = this.#use([sketch], []);
    for (const { node, atoms } of this.#queue) {
      node.shape = this.#shape(node, atoms);
    }
    return root;
  }

  readonly #use: Place = (sketches, path) => {
    const gathered = gather(sketches);
    return { node: this.#node(gathered, path), docs: gathered.siteDocs };
  };

  #node(gathered: Gathered, path: ModelPath): Node {
    const key = gathered.atoms
      .map((atom) => this.#atomId(atom))
      .toSorted((a, b) => a - b)
      .join();
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const { innerDocs: docs, name, atoms } = gathered;
    const node = this.#factory.create({ path, name, docs });
    this.#known.set(key, node);
    if (this.#factory.nodes.length <= NODES_AT_MOST) this.#queue.push({ node, atoms });
    return node;
  }

  #atomId(atom: Atom): number {
    const known = this.#atomIds.get(atom);
    if (known !== undefined) return known;
    this.#atomIds.set(atom, this.#atomIds.size);
    return this.#atomIds.size - 1;
  }

  #shape(node: DraftNode, atoms: readonly Atom[]): Shape {
    const unfit = atoms.find((atom) => atom.kind === "unfit");
    if (unfit !== undefined) return { ...unfit, kind: "never" };
    const conjunction = conjoin(atoms);
    const unions = atoms.filter((atom) => atom.kind === "union");
    if (unions.length === 0) return this.#plainShape(node, conjunction);
    const { kept, notes, hints } = soften(unions, conjunction.facets);
    if (notes.length > 0) node.docs = mergeDocs(node.docs, noted(...notes));
    const around = atoms.filter(({ kind }) => kind !== "union");
    if (hints !== undefined) around.push(hints);
    const [first, ...others] = kept;
    if (first === undefined) return this.#plainShape(node, conjoin(around));
    return this.#distribute(first, [...around, ...others], node);
  }

  /** A union of what each branch allows together with everything around the union. */
  #distribute(union: UnionSketch, around: readonly Atom[], node: DraftNode): Shape {
    if (union.exclusive) node.docs = mergeDocs(node.docs, EXCLUSIVE);
    const branches = union.branches.map((branch) => this.#use([...around, branch], node.path));
    return { kind: "union", exclusive: union.exclusive, branches };
  }

  #plainShape(node: DraftNode, conjunction: Conjunction): Shape {
    const { facets, constants } = conjunction;
    if (constants !== undefined) {
      const values = constants.filter((value) => facets === undefined || admits(facets, value));
      return values.length === 0 ? NEVER_SHAPE : { kind: "constants", values };
    }
    const allowed = allowedOf(facets ?? ANY_FACETS, conjunction.implied);
    if (allowed === "any") return { kind: "any" };
    node.guessed = conjunction.implied;
    const [first, ...others] = allowed;
    if (first === undefined) return NEVER_SHAPE;
    const shapes = allowed.map(([name, facet]) =>
      this.#shapeOf(name, facet, { node, coercion: conjunction.coercion }),
    );
    if (others.length === 0) return shapes[0] ?? NEVER_SHAPE;
    const branches = shapes.map((shape) => {
      const { path, name } = node;
      return { node: this.#factory.create({ path, name, docs: NO_DOCS, shape }), docs: NO_DOCS };
    });
    return { kind: "union", exclusive: false, branches };
  }

  #shapeOf(
    name: FacetName,
    facets: Facets,
    { node, coercion }: { readonly node: DraftNode; readonly coercion: Coercion | undefined },
  ): Shape {
    const { string, number, object, array, map, booleanText } = facets;
    if (string !== undefined) return { kind: "string", facet: string, coercion };
    if (number !== undefined) return { kind: "number", facet: number, coercion };
    if (object !== undefined) return objectShape(object, node.path, this.#use);
    if (array !== undefined) return arrayShape(array, node.path, this.#use);
    if (map !== undefined) return mapShape(map, node.path, this.#use);
    if (booleanText !== undefined) return { kind: "booleanText", facet: booleanText };
    if (name === "boolean" || name === "bigint" || name === "date") return { kind: name, coercion };
    return name === "null" || name === "undefined" ? { kind: name } : NEVER_SHAPE;
  }
}

function conjoin(atoms: readonly Atom[]): Conjunction {
  let facets: Facets | undefined;
  let implied = true;
  let constants: readonly Constant[] | undefined;
  let coercion: Coercion | undefined;
  for (const atom of atoms) {
    if (atom.kind === "facets") {
      facets = facets === undefined ? atom.facets : mergeFacets(facets, atom.facets);
      implied &&= atom.implied;
      coercion ??= atom.coercion;
    } else if (atom.kind === "constants") {
      const values = new Set(atom.values.map(identityOf));
      constants = constants?.filter((value) => values.has(identityOf(value))) ?? atom.values;
    }
  }
  return { facets, implied, constants, coercion };
}

/** The kinds of value that are meant. Where no type was said, those that something was said of. */
function allowedOf(
  facets: Facets,
  implied: boolean,
): "any" | readonly (readonly [FacetName, Facets])[] {
  const entries = FACET_NAMES.filter((name) => facets[name] !== undefined)
    .map((name): readonly [FacetName, Facets] => [name, { [name]: facets[name] }])
    .filter(([, facet]) => isSatisfiable(facet));
  const constrained = entries.filter(([, facet]) => !isUnconstrained(facet));
  const whole = ["string", "number", "boolean", "null", "object", "array"].every(
    (name) => name in facets,
  );
  if (constrained.length === 0 && whole) return "any";
  return implied && constrained.length > 0 ? constrained : entries;
}
