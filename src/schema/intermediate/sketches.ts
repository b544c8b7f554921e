import { mergeDocs, NO_DOCS } from "./docs.ts";
import type { Docs } from "./docs.ts";
import type {
  ArrayFacet,
  Bounds,
  Constant,
  Facets,
  NumberFacet,
  ObjectFacet,
  Sketch,
  StringFacet,
} from "./sketch.ts";

export const UNBOUNDED: Bounds = { minimum: undefined, maximum: undefined };

export const ANY_STRING: StringFacet = {
  formats: [],
  patterns: [],
  minLength: undefined,
  maxLength: undefined,
};

export const ANY_NUMBER: NumberFacet = {
  integer: false,
  minimum: undefined,
  maximum: undefined,
  exclusiveMinimum: undefined,
  exclusiveMaximum: undefined,
  multipleOf: [],
};

export const ANY_OBJECT: ObjectFacet = {
  properties: new Map(),
  required: new Set(),
  patterns: [],
  rest: { kind: "unsaid" },
  keys: undefined,
  size: UNBOUNDED,
  hints: new Map(),
};

/** Every kind of value that JSON has. */
export const ANY_FACETS: Facets = {
  string: ANY_STRING,
  number: ANY_NUMBER,
  boolean: true,
  null: true,
  object: ANY_OBJECT,
  // A getter, since the items of any array are anything again.
  get array() {
    return ANY_ARRAY;
  },
};

/** Anything that JSON can hold. */
export const ANY: Sketch = { kind: "facets", facets: ANY_FACETS, implied: true, docs: NO_DOCS };

const ANY_ARRAY: ArrayFacet = {
  container: "array",
  prefix: [],
  items: ANY,
  length: UNBOUNDED,
  unique: false,
};

export const NEVER: Sketch = facets({});
export const UNDEFINED: Sketch = facets({ undefined: true });
export const NULL: Sketch = facets({ null: true });

export function facets(allowed: Facets, docs: Docs = NO_DOCS): Sketch {
  return { kind: "facets", facets: allowed, implied: false, docs };
}

export function constants(values: readonly Constant[], docs: Docs = NO_DOCS): Sketch {
  return { kind: "constants", values, docs };
}

export function union(
  branches: readonly Sketch[],
  options: { readonly exclusive?: boolean; readonly docs?: Docs } = {},
): Sketch {
  const { exclusive = false, docs = NO_DOCS } = options;
  return { kind: "union", branches, exclusive, docs };
}

export function all(parts: readonly Sketch[], docs: Docs = NO_DOCS): Sketch {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return documented(only, docs);
  return { kind: "all", parts, docs };
}

export function reference(resolve: () => Sketch, name?: string): Sketch {
  let resolved: Sketch | undefined;
  return { kind: "reference", name, resolve: () => (resolved ??= resolve()) };
}

export function unfit(reason: string, fix: string, rule = "E_NOT_JSON"): Sketch {
  return { kind: "unfit", rule, reason, fix };
}

/** The same sketch with docs around it; what stands behind a reference stays shared. */
export function documented(sketch: Sketch, docs: Docs): Sketch {
  if (docs === NO_DOCS) return sketch;
  switch (sketch.kind) {
    case "facets":
    case "constants":
    case "union":
      return { kind: "all", parts: [sketch], docs };
    case "all":
      return { ...sketch, docs: mergeDocs(docs, sketch.docs) };
    case "reference":
      return { kind: "all", parts: [sketch], docs };
    case "unfit":
      return sketch;
  }
}
