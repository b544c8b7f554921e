import type { Coercion } from "../intermediate/sketch.ts";

/** What a coercing string makes of other values; objects are nobody's text. */
export const asString: Coercion = (value) =>
  typeof value === "string" || typeof value === "object" || typeof value === "symbol"
    ? undefined
    : String(value);

export const asNumber: Coercion = (value) => {
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "symbol") {
    return undefined;
  }
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
};

export const asTruth: Coercion = (value) => (typeof value === "boolean" ? undefined : Boolean(value));

export const asDigits: Coercion = (value) => {
  try {
    return typeof value === "bigint" ? undefined : BigInt(value as string).toString();
  } catch {
    return undefined;
  }
};

export const asInstant: Coercion = (value) => {
  if (value instanceof Date || typeof value === "symbol") return undefined;
  const date = new Date(value as string);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
};
