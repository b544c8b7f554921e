import { coercionPlan } from "../codec/scalars.ts";
import type { Coercion, NumberFacet } from "../intermediate/sketch.ts";
import type { LoweredBody, Scope } from "./scope.ts";
import { textOnly } from "./strings.ts";
import type { WireBody } from "./wire.ts";

type WireNumber = Extract<WireBody, { kind: "number" }>;
type NumberBounds = Pick<
  WireNumber,
  "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum"
>;

const NO_BOUNDS: NumberBounds = {
  minimum: undefined,
  maximum: undefined,
  exclusiveMinimum: undefined,
  exclusiveMaximum: undefined,
};

export function lowerNumber(
  facet: NumberFacet,
  coercion: Coercion | undefined,
  scope: Scope,
): LoweredBody {
  const { numbers } = scope.capabilities;
  const bounds = boundsOf(facet, numbers.bounds);
  // Division of doubles is a matter of opinion: only whole divisors mean the same everywhere.
  const divisor = numbers.multipleOf ? facet.multipleOf.find(Number.isSafeInteger) : undefined;
  const notes = [
    ...bounds.notes,
    ...facet.multipleOf.filter((one) => one !== divisor).map((one) => `A multiple of ${one}.`),
  ];
  textOnly(notes, scope);
  return {
    body: { kind: "number", integer: facet.integer, ...bounds.written, multipleOf: divisor },
    plan: coercionPlan(coercion),
    notes,
  };
}

interface LoweredBounds {
  readonly written: NumberBounds;
  readonly notes: readonly string[];
}

function boundsOf(facet: NumberFacet, allowed: "none" | "inclusive" | "all"): LoweredBounds {
  switch (allowed) {
    case "all":
      return { written: tightest(facet), notes: [] };
    case "none":
      return { written: NO_BOUNDS, notes: inWords(facet) };
    case "inclusive":
      return facet.integer ? inclusive(facet) : rounded(facet);
  }
}

/** Not both bounds of one side: the looser one says nothing. */
function tightest(facet: NumberFacet): NumberBounds {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = facet;
  const openBelow = exclusiveMinimum !== undefined && exclusiveMinimum >= (minimum ?? -Infinity);
  const openAbove = exclusiveMaximum !== undefined && exclusiveMaximum <= (maximum ?? Infinity);
  return {
    minimum: openBelow ? undefined : minimum,
    maximum: openAbove ? undefined : maximum,
    exclusiveMinimum: openBelow ? exclusiveMinimum : undefined,
    exclusiveMaximum: openAbove ? exclusiveMaximum : undefined,
  };
}

/** Between integers an exclusive bound is the next inclusive one. */
function inclusive(facet: NumberFacet): LoweredBounds {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = tightest(facet);
  return {
    written: {
      ...NO_BOUNDS,
      minimum: exclusiveMinimum === undefined ? minimum : Math.floor(exclusiveMinimum) + 1,
      maximum: exclusiveMaximum === undefined ? maximum : Math.ceil(exclusiveMaximum) - 1,
    },
    notes: [],
  };
}

function rounded(facet: NumberFacet): LoweredBounds {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = tightest(facet);
  return {
    written: {
      ...NO_BOUNDS,
      minimum: exclusiveMinimum ?? minimum,
      maximum: exclusiveMaximum ?? maximum,
    },
    notes: [
      ...(exclusiveMinimum === undefined ? [] : [`More than ${exclusiveMinimum}.`]),
      ...(exclusiveMaximum === undefined ? [] : [`Less than ${exclusiveMaximum}.`]),
    ],
  };
}

function inWords(facet: NumberFacet): readonly string[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = tightest(facet);
  return [
    ...(minimum === undefined ? [] : [`At least ${minimum}.`]),
    ...(exclusiveMinimum === undefined ? [] : [`More than ${exclusiveMinimum}.`]),
    ...(maximum === undefined ? [] : [`At most ${maximum}.`]),
    ...(exclusiveMaximum === undefined ? [] : [`Less than ${exclusiveMaximum}.`]),
  ];
}
