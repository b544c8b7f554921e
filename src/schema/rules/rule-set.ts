/** The rules of a dialect as its provider tells them, apart from what lowering believes. */
export interface RuleSet {
  /** Every other keyword is a finding. */
  readonly keywords: ReadonlySet<string>;
  readonly types: ReadonlySet<string>;
  /** Lists of types beside scalar ones. */
  readonly typeLists: boolean;
  /** Every part names a type, a union or a reference. */
  readonly typed: boolean;
  readonly closedObjects: boolean;
  /** Every property is in `required`. */
  readonly allRequired: boolean;
  readonly nonEmptyObjects: boolean;
  readonly formats: ReadonlySet<string> | "all";
  readonly enumKinds: ReadonlySet<string>;
  readonly plainPatterns: boolean;
  readonly largestMinItems: number;
  readonly references: "none" | "acyclic" | "cyclic" | "cyclic_if_optional";
  /** Nothing stands beside a reference. */
  readonly bareReferences: boolean;
  readonly distinctFirstKeys: boolean;
  readonly keys: RegExp;
  readonly limits: {
    readonly properties: number;
    readonly depth: number;
    readonly characters: number;
    readonly enumValues: number;
    readonly longEnum: { readonly from: number; readonly characters: number };
    readonly optionalProperties: number;
    readonly unions: number;
    readonly items: number;
  };
}
