import type { Docs } from "../intermediate/docs.ts";
import type { Node } from "../intermediate/node.ts";

/** A part of what a provider gets, still a graph: shared parts are one object, recursive ones have cycles. */
export interface Wire {
  readonly id: number;
  /** The part of the model that it carries. */
  readonly origin: Node;
  readonly name: string | undefined;
  readonly docs: Docs;
  readonly body: WireBody;
}

/** A part in one place, with what is said of it there. */
export interface WireUse {
  readonly wire: Wire;
  readonly docs: Docs;
}

export interface WireProperty {
  readonly key: string;
  readonly use: WireUse;
  readonly required: boolean;
  /** The property of the model, where it is one. */
  readonly modelKey: string | undefined;
}

export type EnumValue = string | number | boolean | null;

export interface WireObject {
  readonly kind: "object";
  readonly properties: readonly WireProperty[];
  /** What other keys hold: nothing, anything, or what fits. */
  readonly rest: "closed" | "open" | WireUse;
  readonly patterns: readonly { readonly source: string; readonly use: WireUse }[];
  readonly keys: WireUse | undefined;
  readonly minProperties: number | undefined;
  readonly maxProperties: number | undefined;
}

export interface WireString {
  readonly kind: "string";
  readonly format: string | undefined;
  readonly pattern: string | undefined;
  readonly minLength: number | undefined;
  readonly maxLength: number | undefined;
}

export type WireBody =
  | WireString
  | {
      readonly kind: "number";
      readonly integer: boolean;
      readonly minimum: number | undefined;
      readonly maximum: number | undefined;
      readonly exclusiveMinimum: number | undefined;
      readonly exclusiveMaximum: number | undefined;
      readonly multipleOf: number | undefined;
    }
  | { readonly kind: "boolean" }
  | { readonly kind: "null" }
  | { readonly kind: "any" }
  | { readonly kind: "enum"; readonly values: readonly EnumValue[] }
  | WireObject
  | {
      readonly kind: "array";
      readonly prefix: readonly WireUse[];
      /** Undefined: nothing beyond the prefix. */
      readonly items: WireUse | undefined;
      readonly minItems: number | undefined;
      readonly maxItems: number | undefined;
      readonly uniqueItems: boolean;
    }
  | { readonly kind: "union"; readonly branches: readonly WireUse[] };

export const PLAIN_STRING: WireString = {
  kind: "string",
  format: undefined,
  pattern: undefined,
  minLength: undefined,
  maxLength: undefined,
};

export const NO_REST: Pick<
  WireObject,
  "rest" | "patterns" | "keys" | "minProperties" | "maxProperties"
> = {
  rest: "closed",
  patterns: [],
  keys: undefined,
  minProperties: undefined,
  maxProperties: undefined,
};

/** The uses that a body is made of. */
export function wirePartsOf(body: WireBody): readonly WireUse[] {
  switch (body.kind) {
    case "object": {
      const declared = body.properties.map(({ use }) => use);
      const patterned = body.patterns.map(({ use }) => use);
      const rest = typeof body.rest === "string" ? [] : [body.rest];
      return [...declared, ...patterned, ...rest];
    }
    case "array":
      return body.items === undefined ? body.prefix : [...body.prefix, body.items];
    case "union":
      return body.branches;
    case "string":
    case "number":
    case "boolean":
    case "null":
    case "any":
    case "enum":
      return [];
  }
}

/** Whether null itself is allowed. */
export function takesNull(body: WireBody): boolean {
  if (body.kind === "enum") return body.values.includes(null);
  if (body.kind === "union") return body.branches.some(({ wire }) => takesNull(wire.body));
  return body.kind === "null" || body.kind === "any";
}

/** Every part that can be reached, each once, nearest first. */
export function reachableWires(root: Wire): readonly Wire[] {
  const found = new Set([root]);
  for (const wire of found) {
    for (const { wire: part } of wirePartsOf(wire.body)) found.add(part);
  }
  return [...found];
}
