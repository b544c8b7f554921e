import type { Bounds } from "../intermediate/sketch.ts";

/** Sentences for bounds that a dialect has no keyword for: "At least 2 items." */
export function boundsInWords({ minimum, maximum }: Bounds, unit: string): readonly string[] {
  const units = (count: number): string => `${count} ${unit}${count === 1 ? "" : "s"}`;
  if (minimum !== undefined && minimum === maximum) return [`Exactly ${units(minimum)}.`];
  return [
    ...(minimum === undefined || minimum === 0 ? [] : [`At least ${units(minimum)}.`]),
    ...(maximum === undefined ? [] : [`At most ${units(maximum)}.`]),
  ];
}
