/** What is said of a part of a model for whoever reads it, the language model first. */
export interface Docs {
  /** The user's own words. */
  readonly description: string | undefined;
  /** Sentences that keep a constraint which the form below them can't hold, such as "Items are unique." */
  readonly notes: readonly string[];
  /** What only the model's own validation enforces and no sentence can tell, such as "a refinement". */
  readonly validated: readonly string[];
}

export const NO_DOCS: Docs = { description: undefined, notes: [], validated: [] };

export function describedAs(description: string | undefined, notes: readonly string[] = []): Docs {
  if (description === undefined && notes.length === 0) return NO_DOCS;
  return { description, notes, validated: [] };
}

export function noted(...notes: readonly string[]): Docs {
  return { description: undefined, notes, validated: [] };
}

/** Docs of the outer place first: its description wins, the notes of both stay. */
export function mergeDocs(outer: Docs, inner: Docs): Docs {
  if (outer === NO_DOCS) return inner;
  if (inner === NO_DOCS) return outer;
  return {
    description: outer.description ?? inner.description,
    notes: unite(outer.notes, inner.notes),
    validated: unite(outer.validated, inner.validated),
  };
}

function unite(first: readonly string[], second: readonly string[]): readonly string[] {
  if (second.length === 0) return first;
  return first.length === 0 ? second : [...new Set([...first, ...second])];
}
