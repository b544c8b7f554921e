import type { Bounds } from "../intermediate/sketch.ts";
import type { Scope } from "./scope.ts";
import { textOnly } from "./strings.ts";
import { boundsInWords } from "./words.ts";

export interface LoweredLength {
  readonly minItems: number | undefined;
  readonly maxItems: number | undefined;
  readonly notes: readonly string[];
}

/** The bounds of a list, as far as the dialect takes them; the rest in words. */
export function lowerLength(length: Bounds, unit: string, scope: Scope): LoweredLength {
  const { minItems, maxItems } = scope.capabilities.arrays;
  const inWords = scope.choices.unbounded.has(scope.node.id);
  const minimum = length.minimum === 0 ? undefined : length.minimum;
  const { maximum } = length;
  // A dialect that takes no bounds at all takes none of 0 either.
  const tellsMinimum = minimum !== undefined && (inWords || minimum > minItems);
  const tellsMaximum = maximum !== undefined && (inWords || maxItems === 0 || maximum > maxItems);
  const told = {
    minimum: tellsMinimum ? minimum : undefined,
    maximum: tellsMaximum ? maximum : undefined,
  };
  const notes = boundsInWords(told, unit);
  textOnly(notes, scope);
  return {
    // A smaller bound is still better than none.
    minItems: tellsMinimum ? smallerBound(minItems, inWords) : minimum,
    maxItems: tellsMaximum ? undefined : maximum,
    notes,
  };
}

function smallerBound(allowed: number, inWords: boolean): number | undefined {
  return inWords || allowed === 0 || allowed === Infinity ? undefined : allowed;
}
