import type { Node } from "../intermediate/node.ts";
import type { Pattern } from "../intermediate/sketch.ts";
import type { Wire } from "../lowering/wire.ts";

/** How a part of an answer becomes a part of the model's input, and back: data, from which functions are made. */
export interface Plan {
  readonly body: PlanBody;
}

/** One value for another. Both directions give the value itself back where they don't know it. */
export interface Scalar {
  /** Undefined: the wire holds the value. */
  readonly raise: ((wire: unknown) => unknown) | undefined;
  readonly lower: ((value: unknown) => unknown) | undefined;
  /** What stands on the wire, for a person: "an ISO 8601 date-time". Undefined where it is what the model has. */
  readonly onWire: string | undefined;
}

/** How the absence of a property is written. */
export type FieldForm =
  /** By absence, or never. */
  | { readonly kind: "plain" }
  /** As null. */
  | { readonly kind: "null" }
  /** As an empty list; a value is a list of one. */
  | { readonly kind: "list" }
  /** As null; a value is an object that holds it, since the value may be null itself. */
  | { readonly kind: "box" }
  /** The value itself, null where it is absent, with the path in the list of what is absent. */
  | { readonly kind: "listed" }
  /** A value of another type than was guessed goes beside the model. */
  | { readonly kind: "guess"; readonly node: Node; readonly absent: "absence" | "null" | "list" };

export interface Field {
  readonly key: string;
  readonly wireKey: string;
  readonly plan: Plan;
  readonly form: FieldForm;
  /** Absence on the wire is a value of undefined in the model. */
  readonly undefinable: boolean;
}

/** What becomes of keys that are no fields. */
export type RestPlan =
  /** Left where they are: the model will complain, or not. */
  | { readonly kind: "left" }
  /** Not sent, since the model drops them. */
  | { readonly kind: "dropped" }
  /** Carried in the list of other fields at the root. */
  | { readonly kind: "beside" }
  /** Each by its own plan, in place. */
  | { readonly kind: "in_place"; readonly plan: Plan }
  /** In a list of entries of this object's own. Keys that fit no pattern are left, or carried beside. */
  | {
      readonly kind: "entries";
      readonly wireKey: string;
      readonly value: Plan;
      readonly patterns: readonly Pattern[];
      readonly beyond: "left" | "beside";
    };

export type PlanBody =
  /** The wire holds the model's value. */
  | { readonly kind: "same" }
  | { readonly kind: "scalar"; readonly scalar: Scalar }
  /** JSON as text. */
  | { readonly kind: "text"; readonly inner: Plan }
  | {
      readonly kind: "object";
      readonly fields: readonly Field[];
      readonly rest: RestPlan;
      /** A key of the wire that says which branch of a union this is. */
      readonly tag: { readonly key: string; readonly label: string } | undefined;
    }
  /** A record or a map as a list of entries. */
  | {
      readonly kind: "entries";
      readonly as: "record" | "map";
      readonly key: Plan;
      readonly value: Plan;
      readonly patterns: readonly Pattern[];
      readonly beyond: "left" | "beside";
    }
  | { readonly kind: "array"; readonly items: Plan; readonly prefix: readonly Plan[] }
  | { readonly kind: "set"; readonly items: Plan }
  /** A tuple as an object. */
  | {
      readonly kind: "tuple";
      readonly fields: readonly Field[];
      readonly rest: { readonly wireKey: string; readonly plan: Plan } | undefined;
    }
  /** Null on the wire is null, or undefined, in the model. */
  | { readonly kind: "nullable"; readonly inner: Plan; readonly empty: null | undefined }
  /** The same as a list of at most one. */
  | { readonly kind: "maybe"; readonly inner: Plan; readonly empty: null | undefined }
  /** A value under a key of its own, with the label of its branch where it is one of a union. */
  | { readonly kind: "wrapped"; readonly inner: Plan; readonly tag: string | undefined }
  | { readonly kind: "union"; readonly branches: readonly BranchPlan[]; readonly by: BranchChoice };

export interface BranchPlan {
  readonly node: Node;
  readonly wire: Wire;
  readonly plan: Plan;
  readonly label: string;
}

/** How the branch of an answer is told. */
export type BranchChoice =
  /** It doesn't matter: all branches are written alike. */
  | { readonly kind: "form" }
  /** By the value of a property of the model. */
  | {
      readonly kind: "property";
      readonly wireKey: string;
      /** Position of the branch by the value as the model has it. */
      readonly exact: ReadonlyMap<unknown, number>;
      /** The same by what identifies the value, whatever its capitals. */
      readonly branches: ReadonlyMap<string, number>;
    }
  /** One list per branch, all but one empty. */
  | { readonly kind: "members" };

/** The names of what lowering adds to a model. */
export const TAG = "variant";
export const WRAPPED = "value";
export const ENTRY_KEY = "key";
export const ENTRY_VALUE = "value";

export const SAME: Plan = { body: { kind: "same" } };
