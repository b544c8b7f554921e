import { NO_DOCS } from "../intermediate/docs.ts";
import type {
  Facets,
  FacetsSketch,
  ObjectFacet,
  Sketch,
  UnionSketch,
} from "../intermediate/sketch.ts";
import { ANY_FACETS, ANY_OBJECT } from "../intermediate/sketches.ts";
import { isUnconstrained } from "./admit.ts";
import { gather } from "./gather.ts";

/** Beyond this many combinations of branches, the unions that come last are told in words. */
const COMBINATIONS_AT_MOST = 32;
/** Beyond this many repeated properties, a union over an object is told in words. */
const REPEATED_PROPERTIES_AT_MOST = 600;

export interface Softened {
  /** Unions that say what a value looks like. */
  readonly kept: readonly UnionSketch[];
  /** Sentences for the unions that only constrain, which validation enforces. */
  readonly notes: readonly string[];
  /** Properties that the unions in words bring in; undefined where there are none. */
  readonly hints: FacetsSketch | undefined;
}

/**
 * Tells unions that describe alternatives from those that only constrain what is around them, such as
 * `anyOf: [{required: ["a"]}, {required: ["b"]}]`, which would repeat the whole object once per branch.
 */
export function soften(unions: readonly UnionSketch[], around: Facets | undefined): Softened {
  const kept: UnionSketch[] = [];
  const notes: string[] = [];
  const hints = new Map<string, Sketch>();
  let combinations = 1;
  const properties = around?.object?.properties.size ?? 0;
  for (const union of unions) {
    combinations *= union.branches.length;
    const repeated = combinations * properties > REPEATED_PROPERTIES_AT_MOST;
    const excessive = kept.length > 0 && combinations > COMBINATIONS_AT_MOST;
    if (!constrainsOnly(union, around?.object) && !repeated && !excessive) {
      kept.push(union);
      continue;
    }
    combinations /= union.branches.length;
    notes.push(sentenceFor(union));
    for (const [key, value] of hintsOf(union)) if (!hints.has(key)) hints.set(key, value);
  }
  return { kept, notes, hints: hints.size === 0 ? undefined : hinting(hints) };
}

/** Anything; and where it is an object, with these properties. */
export function hinting(hints: ReadonlyMap<string, Sketch>): FacetsSketch {
  const facets = { ...ANY_FACETS, object: { ...ANY_OBJECT, hints } };
  return { kind: "facets", facets, implied: true, docs: NO_DOCS };
}

/** Whether every branch only asks something of properties that the object has anyway. */
function constrainsOnly(union: UnionSketch, around: ObjectFacet | undefined): boolean {
  if (around === undefined || around.properties.size === 0) return false;
  return union.branches.every((branch) => {
    const { atoms } = gather([branch]);
    return atoms.every((atom) => {
      if (atom.kind !== "facets") return false;
      const { object, ...others } = atom.facets;
      if (!atom.implied && Object.keys(others).length > 0) return false;
      const othersFree = Object.entries(others).every(([name, facet]) =>
        isUnconstrained({ [name]: facet }),
      );
      return othersFree && (object === undefined || narrowsNothing(object, around));
    });
  });
}

function narrowsNothing(branch: ObjectFacet, around: ObjectFacet): boolean {
  const { properties, patterns, rest, keys } = branch;
  if (patterns.length > 0 || keys !== undefined || rest.kind !== "unsaid") return false;
  return [...properties].every(([key, { value }]) => around.properties.has(key) && isVague(value));
}

/** True of what says neither a type nor a value: `true` or `false` in a branch. */
function isVague(value: Sketch): boolean {
  return gather([value]).atoms.every((atom) => {
    if (atom.kind !== "facets") return false;
    const facets = Object.entries(atom.facets);
    const free = facets.every(([name, facet]) => isUnconstrained({ [name]: facet }));
    return facets.length === 0 || (atom.implied && free);
  });
}

function hintsOf(union: UnionSketch): readonly (readonly [string, Sketch])[] {
  return union.branches
    .flatMap((branch) => gather([branch]).atoms)
    .flatMap((atom) => (atom.kind === "facets" ? [atom.facets.object] : []))
    .flatMap((object) => [...(object?.properties ?? [])])
    .map(([key, { value }]) => [key, value] as const);
}

function sentenceFor(union: UnionSketch): string {
  const required = union.branches.map((branch) =>
    gather([branch]).atoms.flatMap((atom) => {
      return atom.kind === "facets" ? [...(atom.facets.object?.required ?? [])] : [];
    }),
  );
  const count = union.exclusive ? "Exactly one" : "At least one";
  if (required.every((keys) => keys.length > 0)) {
    const groups = required.map((keys) => keys.join(" and "));
    return `${count} of these must be present: ${groups.join("; ")}.`;
  }
  return `${count} of ${union.branches.length} further alternatives must fit.`;
}
