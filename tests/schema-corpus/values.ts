import fc from "fast-check";

/** Doubles that JSON carries: no NaN, no infinity, no negative zero. */
export const numbers: fc.Arbitrary<number> = fc
  .double({ noNaN: true, noDefaultInfinity: true })
  .map((value) => (value === 0 ? 0 : value));

export const integers: fc.Arbitrary<number> = fc.integer();

/** Texts of any characters, some of them trouble. */
export const texts: fc.Arbitrary<string> = fc.oneof(
  fc.string(),
  fc.string({ unit: "grapheme" }),
  fc.constantFrom("", "null", "true", "{}", "[]", "\u0000", "</json>", "```json", "__proto__"),
);

/** Instants that RFC 3339 can write: four digits of the year. */
export const dates: fc.Arbitrary<Date> = fc.date({
  min: new Date("0001-01-01T00:00:00Z"),
  max: new Date("9999-12-31T23:59:59Z"),
  noInvalidDate: true,
});

/** Keys of records, those included that an object has anyway. */
export const keys: fc.Arbitrary<string> = fc.oneof(
  fc.string(),
  fc.constantFrom("constructor", "toString", "a/b", "a~b", "key", "value", "1", ""),
);

/** JSON of any form. */
export const anyJson: fc.Arbitrary<unknown> = fc
  .jsonValue({ maxDepth: 3 })
  .map((value) => JSON.parse(JSON.stringify(value).replaceAll("-0,", "0,")) as unknown)
  .filter((value) => !hasNegativeZero(value));

function hasNegativeZero(value: unknown): boolean {
  if (typeof value === "object" && value !== null)
    return Object.values(value).some(hasNegativeZero);
  return Object.is(value, -0);
}

/** Objects with some members always and some only at times. */
export function objects(
  required: Readonly<Record<string, fc.Arbitrary<unknown>>>,
  optional: Readonly<Record<string, fc.Arbitrary<unknown>>> = {},
): fc.Arbitrary<Record<string, unknown>> {
  const requiredKeys = Object.keys(required);
  return fc
    .record({ ...required, ...optional }, { requiredKeys })
    .map((value) => Object.assign({}, value) as Record<string, unknown>);
}

export function records(
  value: fc.Arbitrary<unknown>,
  key = keys,
): fc.Arbitrary<Record<string, unknown>> {
  return fc.dictionary(key, value, { maxKeys: 4, noNullPrototype: true });
}
