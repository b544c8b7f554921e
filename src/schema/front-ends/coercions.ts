import type { Coercion } from "../intermediate/sketch.ts";

/** What a coercing string makes of other values; objects are nobody's text. */
export const asString: Coercion = (value) =>
  typeof value === "number" || typeof value === "bigint" || typeof value === "boolean"
    ? String(value)
    : undefined;

export const asNumber: Coercion = (value) => {
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "symbol") {
    return undefined;
  }
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
};

export const asTruth: Coercion = (value) =>
  typeof value === "boolean" ? undefined : Boolean(value);

export const asDigits: Coercion = (value) => {
  try {
    const convertible =
      typeof value === "string" || typeof value === "number" || typeof value === "boolean";
    return convertible ? String(BigInt(value)) : undefined;
  } catch {
    return undefined;
  }
};

export const asInstant: Coercion = (value) => {
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
};
