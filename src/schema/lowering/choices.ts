/** How a property that may be missing is written. */
export type AbsenceForm = "optional" | "null" | "list";

/** What the budgets of a dialect force on a model, found by measuring a first draft. */
export interface Choices {
  /** Nodes that are carried as JSON text. */
  readonly text: ReadonlySet<number>;
  /** By `propertyId`; what is missing is as the dialect has it. */
  readonly absence: ReadonlyMap<string, AbsenceForm>;
  /** Unions that are written as one list per branch. */
  readonly members: ReadonlySet<number>;
  /** "Or null" that is written as a list of at most one. */
  readonly maybes: ReadonlySet<number>;
  /** Enums whose values are only told in words. */
  readonly wordEnums: ReadonlySet<number>;
  /** Arrays whose bounds are only told in words. */
  readonly unbounded: ReadonlySet<number>;
  /** How often a recursive part is unrolled where recursion is refused. */
  readonly unrolled: number;
  /** Levels of objects below which everything is text; undefined: no matter. */
  readonly depth: number | undefined;
  /** Parts that the whole may have where nothing can be shared; undefined: no matter. */
  readonly parts: number | undefined;
}

export const NO_CHOICES: Choices = {
  text: new Set(),
  absence: new Map(),
  members: new Set(),
  maybes: new Set(),
  wordEnums: new Set(),
  unbounded: new Set(),
  unrolled: 2,
  depth: undefined,
  parts: undefined,
};

export function propertyId(node: number, key: string): string {
  return `${node}/${key}`;
}
