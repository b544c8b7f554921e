import { describe, expect, it } from "vitest";
import { compileResponseModel } from "../../../src/schema/compile.ts";
import { DIALECTS } from "../../../src/schema/dialect.ts";
import { toResponseModel } from "../../../src/schema/to-response-model.ts";
import type { JsonObject, JsonValue } from "../../../src/util/json.ts";
import { sent, wireValidator } from "../../measure/wire-validator.ts";

interface Case {
  readonly name: string;
  readonly schema: JsonObject;
  readonly values: readonly JsonValue[];
}

const a = (schema: JsonObject | boolean): JsonObject => ({
  type: "object",
  properties: { a: schema },
});

/** Values that a dialect has to write otherwise than they are. */
const CASES: readonly Case[] = [
  {
    name: "another kind than each of those that are spoken of",
    schema: a({ required: ["kind"], maximum: 8 }),
    values: [{ a: "text" }, { a: 8 }, { a: { kind: 1 } }, { a: null }, { a: [] }],
  },
  {
    name: "another kind than the only alternative speaks of",
    schema: a({ anyOf: [{ items: [{}] }] }),
    values: [{ a: "text" }, { a: [1] }, { a: { b: 1 } }],
  },
  {
    name: "another kind than alternatives in alternatives speak of",
    schema: {
      type: "object",
      properties: { toString: { $ref: "#/definitions/part" } },
      definitions: {
        part: {
          properties: { toString: { $ref: "#/definitions/part" } },
          oneOf: [{ type: "integer" }, {}],
          format: "date-time",
        },
      },
    },
    values: [{ toString: { toString: null } }, { toString: null }, {}],
  },
  {
    name: "another kind than each of some alternatives guesses",
    schema: a({ format: "uuid", anyOf: [{}, { type: "boolean" }] }),
    values: [{ a: null }, { a: true }, { a: 1 }, {}],
  },
  {
    name: "null as one of some alternatives, others of which are guesses",
    schema: a({ minimum: -2, anyOf: [{ type: "object", nullable: true }, true] }),
    values: [{ a: null }, { a: {} }, { a: 1 }, { a: "text" }, {}],
  },
  {
    name: "declared keys that patterns are true of as well",
    schema: {
      type: "object",
      properties: { kind: { type: "object", properties: { b: { type: "string" } } } },
      patternProperties: {
        ".": { type: "object" },
        "^a": { anyOf: [{ type: "object" }, { type: "array" }] },
      },
    },
    values: [{ kind: {} }, { kind: { b: "x" }, other: { c: 1 }, ab: {} }],
  },
  {
    name: "keys that nothing fits",
    schema: a({ type: "object", patternProperties: { ".": true }, propertyNames: false }),
    values: [{ a: {} }, {}],
  },
  {
    name: "keys that would have to be numbers",
    schema: a({ type: "object", propertyNames: { type: "integer" } }),
    values: [{ a: {} }],
  },
  {
    name: "keys of a kind among others",
    schema: a({ type: "object", propertyNames: { type: ["integer", "string"], maxLength: 1 } }),
    values: [{ a: { b: [1] } }],
  },
];

describe.each(CASES)("$name", ({ schema, values }) => {
  it.each(DIALECTS)("is carried exactly by %s, in what it asks for", (dialect) => {
    const model = toResponseModel(schema);
    const { schema: written, lower, raise } = compileResponseModel(schema, { dialect });
    const fits = wireValidator(written);
    for (const value of values) {
      expect(model.validate(value)).toMatchObject({ ok: true });
      const wire = sent(lower(value));
      expect(raise(wire)).toEqual(value);
      expect({ wire, fits: fits(wire) }).toMatchObject({ fits: true });
    }
  });
});

/** What no reader would write for the schema that it is given, and comes back all the same. */
const UNASKED: readonly Case[] = [
  {
    name: "a null where nothing names a type, in a tuple",
    schema: a({ items: [{}, { multipleOf: 0.5 }] }),
    values: [{ a: [9, null] }, { a: [9] }, { a: [9, 1.5, "more"] }, { a: [] }],
  },
  {
    name: "a null where nothing names a type, in a tuple of tuples",
    schema: a({ type: "array", items: [{ items: [{ maxLength: 4 }] }] }),
    values: [{ a: [] }, { a: [["x"]] }, { a: [null] }, { a: [[null]] }],
  },
  {
    name: "fields that only another alternative has",
    schema: a({
      anyOf: [{ additionalProperties: { unevaluatedProperties: false } }, { format: "regex" }],
    }),
    values: [{ a: { c: { b: "" } } }],
  },
];

it("null that no alternative allows is not taken for a missing field, which they do allow", () => {
  const two = { oneOf: [{ minProperties: 2 }, { pattern: "a" }] };
  const schema = a(two);
  const model = toResponseModel(schema);
  for (const dialect of DIALECTS) {
    const { lower, raise } = compileResponseModel(schema, { dialect });
    expect(model.validate(raise(sent(lower({ a: null }))))).toMatchObject({ ok: false });
  }
});

describe.each(UNASKED)("$name", ({ schema, values }) => {
  it.each(DIALECTS)("is carried exactly by %s", (dialect) => {
    const { lower, raise } = compileResponseModel(schema, { dialect });
    for (const value of values) expect(raise(sent(lower(value)))).toEqual(value);
  });
});
