import { mergeDocs, NO_DOCS } from "../intermediate/docs.ts";
import type { Docs } from "../intermediate/docs.ts";
import type {
  ConstantsSketch,
  FacetsSketch,
  Sketch,
  UnfitSketch,
  UnionSketch,
} from "../intermediate/sketch.ts";

/** A sketch that is no conjunction and no reference. */
export type Atom = FacetsSketch | ConstantsSketch | UnionSketch | UnfitSketch;

/** A conjunction, taken apart. */
export interface Gathered {
  /** Each once. */
  readonly atoms: readonly Atom[];
  /** What is said at the place of use. */
  readonly siteDocs: Docs;
  /** What is said behind references, and so in all places. */
  readonly innerDocs: Docs;
  readonly name: string | undefined;
}

/** Follows conjunctions and references down to what constrains. A reference that leads back to itself adds nothing. */
export function gather(sketches: readonly Sketch[]): Gathered {
  const atoms = new Set<Atom>();
  const seen = new Set<Sketch>();
  let siteDocs = NO_DOCS;
  let innerDocs = NO_DOCS;
  let name: string | undefined;

  const visit = (sketch: Sketch, behindReference: boolean): void => {
    if (seen.has(sketch)) return;
    seen.add(sketch);
    switch (sketch.kind) {
      case "all":
        if (behindReference) innerDocs = mergeDocs(innerDocs, sketch.docs);
        else siteDocs = mergeDocs(siteDocs, sketch.docs);
        for (const part of sketch.parts) visit(part, behindReference);
        return;
      case "reference":
        name ??= sketch.name;
        visit(sketch.resolve(), true);
        return;
      case "facets":
      case "constants":
      case "union":
        innerDocs = mergeDocs(innerDocs, sketch.docs);
        atoms.add(sketch);
        return;
      case "unfit":
        atoms.add(sketch);
    }
  };
  for (const sketch of sketches) visit(sketch, false);
  return { atoms: [...atoms], siteDocs, innerDocs, name };
}
