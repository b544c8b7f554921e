import type { Dialect } from "../dialect.ts";
import type { ConstantKind } from "../intermediate/constant.ts";

/** What a dialect can say, as data: the passes ask this, never which dialect they work for. */
export interface Capabilities {
  readonly dialect: Dialect;
  readonly objects: {
    /** `false`: always written; `absent`: never written; `natural`: as in JSON Schema. */
    readonly additionalProperties: "false" | "absent" | "natural";
    /** A schema for undeclared keys, whatever they are called. */
    readonly maps: boolean;
    /** Schemas for keys that match a pattern. */
    readonly patterns: boolean;
    readonly empty: boolean;
    /** Number of keys. */
    readonly size: boolean;
    readonly keys: RegExp;
  };
  /** How a property may be missing. */
  readonly absence: "never" | "free" | "budgeted";
  readonly arrays: {
    readonly prefixItems: boolean;
    /** `items: false`. */
    readonly closedItems: boolean;
    /** Largest bound of each that may be written; 0: never. */
    readonly minItems: number;
    readonly maxItems: number;
    readonly uniqueItems: boolean;
  };
  readonly strings: {
    readonly formats: ReadonlySet<string> | "all";
    readonly lengths: boolean;
    readonly patterns: "none" | "plain" | "all";
  };
  readonly numbers: {
    readonly bounds: "none" | "inclusive" | "all";
    readonly multipleOf: boolean;
  };
  readonly constants: {
    readonly kinds: ReadonlySet<ConstantKind>;
    /** Whether kinds may be mixed in one `enum`, and the types are listed beside it. */
    readonly mixed: "no" | "typed" | "untyped";
    readonly emptyString: boolean;
  };
  /** A schema that takes anything. */
  readonly any: boolean;
  /** How "or null" is written: in the list of types, or as a keyword of its own where null is no type. */
  readonly null: "type" | "keyword";
  readonly references: "none" | "acyclic" | "cyclic_if_optional" | "cyclic";
  /** Whether docs may stand beside a `$ref`. */
  readonly referenceDocs: boolean;
  /** Whether object branches of one union must differ in their first key, or in its constants. */
  readonly distinctFirstKeys: boolean;
  readonly budgets: Budgets;
}

/** Limits over a whole schema. */
export interface Budgets {
  readonly properties: number;
  /** Levels of objects in objects, references followed. */
  readonly depth: number;
  /** Characters of names and constants. */
  readonly characters: number;
  readonly enumValues: number;
  /** Characters of one enum of many values. */
  readonly enumCharacters: { readonly from: number; readonly limit: number };
  /** Properties that may be missing, each counted as often as it is reached. */
  readonly optionalProperties: number;
  /** Unions, "or null" included, each counted as often as it is reached. */
  readonly unions: number;
  /** Sum of all bounds of arrays. */
  readonly items: number;
  /** Parts of the schema: no provider tells a limit, but large grammars are refused. */
  readonly parts: number;
}
