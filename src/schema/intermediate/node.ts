import type { Docs } from "./docs.ts";
import type { ModelPath } from "./path.ts";
import type {
  Bounds,
  BooleanTextFacet,
  Coercion,
  Constant,
  NumberFacet,
  Pattern,
  StringFacet,
} from "./sketch.ts";

/**
 * A part of a model in the intermediate form: every conjunction worked out, every reference a plain link, so that a
 * recursive model is a graph with cycles. One node stands for all places that mean the same.
 */
export interface Node {
  /** Unique in its model, in the order of discovery. */
  readonly id: number;
  /** Where the node was met first. */
  readonly path: ModelPath;
  /** What the user calls it. */
  readonly name: string | undefined;
  readonly docs: Docs;
  readonly shape: Shape;
  /** Nothing names a type here, so that the shape is what is most likely meant. */
  readonly guessed: boolean;
}

/** A place where a node is used, with what is said of it there. */
export interface Use {
  readonly node: Node;
  readonly docs: Docs;
}

export type Presence =
  | "required"
  | "optional"
  /** Absent makes the model fill in a value. */
  | "defaulted"
  /** The key is always there, its value may be undefined. */
  | "undefinable";

export interface Property {
  readonly key: string;
  readonly use: Use;
  readonly presence: Presence;
  /** The type is a guess, from a condition or for want of a type: other values are carried beside the model. */
  readonly guessed: boolean;
}

/** Keys of an object that are no properties. */
export type Rest =
  | { readonly kind: "closed" }
  | { readonly kind: "dropped" }
  | { readonly kind: "unsaid" }
  | {
      readonly kind: "open";
      readonly key: Use | undefined;
      /** Only keys that fit one of these; empty: every key. */
      readonly patterns: readonly Pattern[];
      readonly value: Use;
      /** Keys that fit no pattern. */
      readonly beyond: "closed" | "unsaid";
    };

export interface ObjectShape {
  readonly kind: "object";
  readonly properties: readonly Property[];
  readonly rest: Rest;
  readonly size: Bounds;
}

export interface ArrayShape {
  readonly kind: "array";
  readonly container: "array" | "set";
  readonly prefix: readonly Use[];
  readonly items: Use | undefined;
  readonly length: Bounds;
  readonly unique: boolean;
}

export interface UnionShape {
  readonly kind: "union";
  readonly branches: readonly Use[];
  readonly exclusive: boolean;
}

export type Shape =
  | { readonly kind: "any" }
  | { readonly kind: "never"; readonly rule: string; readonly reason: string; readonly fix: string }
  | { readonly kind: "null" }
  | { readonly kind: "undefined" }
  | { readonly kind: "boolean"; readonly coercion: Coercion | undefined }
  | { readonly kind: "booleanText"; readonly facet: BooleanTextFacet }
  | {
      readonly kind: "string";
      readonly facet: StringFacet;
      readonly coercion: Coercion | undefined;
    }
  | {
      readonly kind: "number";
      readonly facet: NumberFacet;
      readonly coercion: Coercion | undefined;
    }
  | { readonly kind: "date"; readonly coercion: Coercion | undefined }
  | { readonly kind: "bigint"; readonly coercion: Coercion | undefined }
  | { readonly kind: "constants"; readonly values: readonly Constant[] }
  | ObjectShape
  | ArrayShape
  | { readonly kind: "map"; readonly key: Use; readonly value: Use; readonly size: Bounds }
  | UnionShape;

export type ShapeKind = Shape["kind"];

/** The uses that a shape is made of, in their order. */
export function partsOf(shape: Shape): readonly Use[] {
  switch (shape.kind) {
    case "object": {
      const declared = shape.properties.map(({ use }) => use);
      return shape.rest.kind === "open" ? [...declared, shape.rest.value] : declared;
    }
    case "array":
      return shape.items === undefined ? shape.prefix : [...shape.prefix, shape.items];
    case "map":
      return [shape.key, shape.value];
    case "union":
      return shape.branches;
    case "any":
    case "never":
    case "null":
    case "undefined":
    case "boolean":
    case "booleanText":
    case "string":
    case "number":
    case "date":
    case "bigint":
    case "constants":
      return [];
  }
}

/** Every node that can be reached, each once, nearest first. */
export function reachable(root: Node): readonly Node[] {
  const found = new Set([root]);
  for (const node of found) {
    for (const { node: part } of partsOf(node.shape)) found.add(part);
  }
  return [...found];
}
