import { identityOf } from "../intermediate/constant.ts";
import type { BooleanTextFacet, Coercion, Constant } from "../intermediate/sketch.ts";
import { readInstant } from "./instant.ts";
import type { PlanBody, Scalar } from "./plan.ts";

/** A date as an instant in text. */
export function dateScalar(coercion: Coercion | undefined): Scalar {
  return {
    onWire: "an ISO 8601 date-time such as 2026-01-31T09:30:00Z",
    raise(wire) {
      if (typeof wire !== "string") return wire;
      const time = readInstant(wire);
      return Number.isNaN(time) ? wire : new Date(time);
    },
    lower(value) {
      if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
      return coercion?.(value) ?? value;
    },
  };
}

const DIGITS = /^-?\d+$/;

export function bigintScalar(coercion: Coercion | undefined): Scalar {
  return {
    onWire: "a whole number written as text",
    raise(wire) {
      if (typeof wire === "string" && DIGITS.test(wire)) return BigInt(wire);
      return typeof wire === "number" && Number.isSafeInteger(wire) ? BigInt(wire) : wire;
    },
    lower: (value) => (typeof value === "bigint" ? String(value) : (coercion?.(value) ?? value)),
  };
}

export function booleanTextScalar({ truthy, falsy, read }: BooleanTextFacet): Scalar {
  return {
    onWire: "true or false",
    raise: (wire) => (typeof wire === "boolean" ? (wire ? truthy : falsy) : wire),
    lower: (value) => (typeof value === "string" ? (read(value) ?? value) : value),
  };
}

/** The value undefined where something has to stand. */
export const undefinedScalar: Scalar = {
  onWire: "null",
  raise: (wire) => (wire === null || wire === "undefined" ? undefined : wire),
  lower: (value) => value ?? null,
};

/** An object in which nothing can be said, where the dialect wants properties. */
export const emptyObjectScalar: Scalar = {
  onWire: 'the text "{}"',
  raise: (wire) => (wire === "{}" ? {} : wire),
  lower: (value) =>
    typeof value === "object" && value !== null && !Array.isArray(value) ? "{}" : value,
};

/** A value that a coercing model converts itself: only the way down has to do anything. */
export function coercionPlan(coercion: Coercion | undefined): PlanBody {
  if (coercion === undefined) return { kind: "same" };
  return {
    kind: "scalar",
    scalar: {
      onWire: undefined,
      raise: undefined,
      lower: (value) => coercion(value) ?? value,
    },
  };
}

/** Constants under labels of text. */
export function labelScalar(labels: ReadonlyMap<string, Constant>): Scalar {
  const byValue = new Map([...labels].map(([label, value]) => [identityOf(value), label]));
  const read = caseRepair([...labels.keys()]);
  return {
    onWire: "one of the texts listed",
    raise(wire) {
      if (typeof wire !== "string") return wire;
      const label = labels.has(wire) ? wire : read(wire);
      return labels.has(label) ? copyOf(labels.get(label)) : wire;
    },
    lower(value) {
      return byValue.get(identityOf(value)) ?? value;
    },
  };
}

/** Texts of an enum, whose capitals the provider may change. */
export function capitalsScalar(values: readonly unknown[]): Scalar {
  const texts = new Set(values.filter((value) => typeof value === "string"));
  const read = caseRepair([...texts]);
  return {
    onWire: "one of the texts listed",
    raise: (wire) => (typeof wire === "string" && !texts.has(wire) ? read(wire) : wire),
    lower: undefined,
  };
}

/** The one text that differs only in its capitals; a text that fits several or none is left as it is. */
function caseRepair(texts: readonly string[]): (text: string) => string {
  const folded = new Map<string, string | undefined>();
  for (const text of texts) {
    const key = text.toLowerCase();
    folded.set(key, folded.has(key) ? undefined : text);
  }
  return (text) => folded.get(text.toLowerCase()) ?? text;
}

/** A fresh copy: what goes to the user must not lead back into the codec. */
function copyOf(value: unknown): unknown {
  return typeof value === "object" && value !== null ? structuredClone(value) : value;
}
