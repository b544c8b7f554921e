import type { JsonObject, JsonValue } from "../../util/json.ts";

/** What a schema says in words about a value: what the extractor is steered by. */
export interface About {
  /** Words of the property's name, singular and lower case. */
  readonly words: readonly string[];
  /** Words of the property that holds it: `customer` for the name in a customer. */
  readonly parents: readonly string[];
  /** Words of the description. */
  readonly hints: ReadonlySet<string>;
}

export interface TextNode {
  readonly kind: "text";
  readonly about: About;
  readonly format: string | undefined;
  readonly patterns: readonly RegExp[];
  readonly minLength: number;
  readonly maxLength: number;
}

export interface NumberNode {
  readonly kind: "number";
  readonly about: About;
  readonly integer: boolean;
  readonly minimum: number;
  readonly maximum: number;
  /** Bounds that are not allowed themselves. */
  readonly above: number;
  readonly below: number;
  readonly multipleOf: number | undefined;
}

export interface Property {
  readonly key: string;
  readonly node: SchemaNode;
  readonly required: boolean;
}

export interface ObjectNode {
  readonly kind: "object";
  readonly about: About;
  /** In the order in which they are written. */
  readonly properties: readonly Property[];
  /** What undeclared members hold; undefined where there may be none, or where nobody asks for them. */
  readonly additional: SchemaNode | undefined;
  readonly minProperties: number;
  readonly maxProperties: number;
}

export interface ListNode {
  readonly kind: "list";
  readonly about: About;
  readonly prefix: readonly SchemaNode[];
  /** What follows the prefix; undefined where nothing may. */
  readonly items: SchemaNode | undefined;
  readonly minItems: number;
  readonly maxItems: number;
  readonly unique: boolean;
}

/** A JSON Schema, whatever its dialect, in the few forms that the extractor fills. */
export type SchemaNode =
  | { readonly kind: "any"; readonly about: About }
  | { readonly kind: "null" }
  | { readonly kind: "boolean"; readonly about: About }
  | { readonly kind: "choice"; readonly about: About; readonly values: readonly JsonValue[] }
  | TextNode
  | NumberNode
  | ObjectNode
  | ListNode
  | { readonly kind: "union"; readonly about: About; readonly branches: readonly SchemaNode[] }
  /** A `$ref`, resolved when it is needed, since it may lead back to where it stands. */
  | { readonly kind: "reference"; readonly resolve: () => SchemaNode }
  /** Accepts nothing: a `false` schema, or a reference that leads nowhere. */
  | { readonly kind: "never" };

/** How a dialect's schemas are read. */
export interface Reading {
  /** Keywords that the provider does not look at, so that answers break them. */
  readonly ignored: ReadonlySet<string>;
  /** Whether required members are written before optional ones. */
  readonly requiredFirst: boolean;
}

export type Schema = JsonObject | boolean;
