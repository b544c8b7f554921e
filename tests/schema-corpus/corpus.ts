import { containers } from "./containers.ts";
import type { CorpusModel } from "./corpus-model.ts";
import { effects } from "./effects.ts";
import { large } from "./large.ts";
import { objectModels } from "./objects.ts";
import { recursion } from "./recursion.ts";
import { roots } from "./roots.ts";
import { scalars } from "./scalars.ts";
import { strings } from "./strings.ts";
import { unions } from "./unions.ts";

/** Models of every kind that a user may write, each with inputs to try it on. */
export const CORPUS: readonly CorpusModel[] = [
  ...scalars,
  ...strings,
  ...objectModels,
  ...unions,
  ...containers,
  ...effects,
  ...recursion,
  ...large,
  ...roots,
];
