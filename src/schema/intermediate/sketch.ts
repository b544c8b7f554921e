import type { Docs } from "./docs.ts";

/** A value that a model names: JSON, or what zod adds to it. */
export type Constant =
  | string
  | number
  | boolean
  | null
  | bigint
  | readonly Constant[]
  | { readonly [key: string]: Constant };

/** A regular expression with its flags. */
export interface Pattern {
  readonly source: string;
  readonly flags: string;
}

/** A named format. Where a dialect doesn't know the name, the pattern says what it can of it. */
export interface Format {
  /** JSON Schema's name, or the model's own where JSON Schema has none. */
  readonly name: string;
  readonly pattern: Pattern | undefined;
}

export interface StringFacet {
  readonly formats: readonly Format[];
  readonly patterns: readonly Pattern[];
  readonly minLength: number | undefined;
  readonly maxLength: number | undefined;
}

export interface NumberFacet {
  readonly integer: boolean;
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
  readonly exclusiveMinimum: number | undefined;
  readonly exclusiveMaximum: number | undefined;
  readonly multipleOf: readonly number[];
}

export interface Bounds {
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
}

export interface PropertySketch {
  readonly value: Sketch;
  /** The model fills the property in where it is absent, so that null and absent differ. */
  readonly defaulted: boolean;
}

/** What an object holds besides its properties. */
export type RestSketch =
  /** Nothing. `lenient`: another part of an intersection may still declare more, as zod has it. */
  | { readonly kind: "closed"; readonly lenient: boolean }
  /** Nothing that no other part of the conjunction declares, as `unevaluatedProperties: false` has it. */
  | { readonly kind: "sealed" }
  /** Anything, which the model drops. */
  | { readonly kind: "dropped" }
  /** Anything, since nobody said otherwise. */
  | { readonly kind: "unsaid" }
  | { readonly kind: "open"; readonly value: Sketch };

export interface PatternProperties {
  readonly pattern: Pattern;
  readonly value: Sketch;
}

export interface ObjectFacet {
  readonly properties: ReadonlyMap<string, PropertySketch>;
  /** May name keys that are no properties. */
  readonly required: ReadonlySet<string>;
  readonly patterns: readonly PatternProperties[];
  readonly rest: RestSketch;
  /** What every key must fit. */
  readonly keys: Sketch | undefined;
  /** Number of keys. */
  readonly size: Bounds;
  /** Properties that only a condition brings in: declared where nothing else does, never binding. */
  readonly hints: ReadonlyMap<string, Sketch>;
}

export interface ArrayFacet {
  readonly container: "array" | "set";
  readonly prefix: readonly Sketch[];
  /** What follows the prefix; undefined: nothing may follow. */
  readonly items: Sketch | undefined;
  readonly length: Bounds;
  readonly unique: boolean;
}

export interface MapFacet {
  readonly key: Sketch;
  readonly value: Sketch;
  readonly size: Bounds;
}

/** Text that stands for true or false. */
export interface BooleanTextFacet {
  readonly truthy: string;
  readonly falsy: string;
  /** The truth of a text; undefined for any other. */
  readonly read: (text: string) => boolean | undefined;
}

/** What is allowed of each kind of value; a kind that is missing is not allowed. */
export interface Facets {
  readonly string?: StringFacet;
  readonly number?: NumberFacet;
  readonly boolean?: true;
  readonly null?: true;
  readonly object?: ObjectFacet;
  readonly array?: ArrayFacet;
  readonly undefined?: true;
  readonly date?: true;
  readonly bigint?: true;
  readonly map?: MapFacet;
  readonly booleanText?: BooleanTextFacet;
}

export type FacetName = keyof Facets;

/** Converts what a coercing model also takes to what stands on the wire; undefined where it can't. */
export type Coercion = (value: unknown) => string | number | boolean | undefined;

/** A model as a front end writes it: conjunctions and references are still to be worked out. */
export type Sketch =
  | {
      readonly kind: "facets";
      readonly facets: Facets;
      /** No type was said, so that the facets only tell what is meant. */
      readonly implied: boolean;
      readonly coercion?: Coercion | undefined;
      readonly docs: Docs;
    }
  | { readonly kind: "constants"; readonly values: readonly Constant[]; readonly docs: Docs }
  | {
      readonly kind: "union";
      readonly branches: readonly Sketch[];
      readonly exclusive: boolean;
      readonly docs: Docs;
    }
  | { readonly kind: "all"; readonly parts: readonly Sketch[]; readonly docs: Docs }
  | {
      readonly kind: "reference";
      readonly name: string | undefined;
      /** Gives the same sketch each time. */
      readonly resolve: () => Sketch;
    }
  /** What no JSON can carry. */
  | {
      readonly kind: "unfit";
      readonly rule: string;
      readonly reason: string;
      readonly fix: string;
    };

export type FacetsSketch = Extract<Sketch, { kind: "facets" }>;
export type UnionSketch = Extract<Sketch, { kind: "union" }>;
export type ConstantsSketch = Extract<Sketch, { kind: "constants" }>;
export type UnfitSketch = Extract<Sketch, { kind: "unfit" }>;
