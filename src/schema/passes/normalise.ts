import type { Node, Use } from "../intermediate/node.ts";
import type { Sketch } from "../intermediate/sketch.ts";
import { leadWithDiscriminators } from "./lead-with-discriminators.ts";
import { NodeFactory } from "./draft-node.ts";
import { resolve } from "./resolve.ts";
import { settle } from "./settle.ts";
import { simplify } from "./simplify.ts";

/** A model in the intermediate form. */
export interface NormalModel {
  readonly root: Use;
  /** What no JSON value can fit and the model can do without: it is never asked for. */
  readonly leftOut: readonly Node[];
}

/**
 * Works out conjunctions and references.
 *
 * @throws SchemaError where no finite JSON value fits the model.
 */
export function normalise(sketch: Sketch): NormalModel {
  const factory = new NodeFactory();
  const root = simplify(resolve(sketch, factory), factory);
  settle(root, factory);
  leadWithDiscriminators(factory.nodes);
  return { root, leftOut: [...factory.leftOut] };
}
