import { describe, expect, it } from "vitest";
import { compileResponseModel } from "../../../src/schema/compile.ts";
import { DIALECTS } from "../../../src/schema/dialect.ts";
import { toResponseModel } from "../../../src/schema/to-response-model.ts";
import type { JsonObject } from "../../../src/util/json.ts";

const price = { type: "number", minimum: 0 };

/** The same invoice in every draft: a price above 0, and a pair of name and count. */
const DRAFTS: readonly (readonly [name: string, schema: JsonObject])[] = [
  [
    "draft-04",
    {
      $schema: "http://json-schema.org/draft-04/schema#",
      id: "http://example.com/invoice",
      type: "object",
      properties: {
        price: { $ref: "#/definitions/price" },
        pair: { type: "array", items: [{ type: "string" }, { type: "integer" }], minItems: 2 },
      },
      required: ["price", "pair"],
      definitions: { price: { ...price, exclusiveMinimum: true } },
    },
  ],
  ...["http://json-schema.org/draft-06/schema#", "http://json-schema.org/draft-07/schema#"].map(
    ($schema) =>
      [
        $schema,
        {
          $schema,
          type: "object",
          properties: {
            price: { $ref: "#/definitions/price" },
            pair: { type: "array", items: [{ type: "string" }, { type: "integer" }], minItems: 2 },
          },
          required: ["price", "pair"],
          definitions: { price: { type: "number", exclusiveMinimum: 0 } },
        },
      ] as const,
  ),
  ...["2019-09", "2020-12"].map(
    (draft) =>
      [
        draft,
        {
          $schema: `https://json-schema.org/draft/${draft}/schema`,
          type: "object",
          properties: {
            price: { $ref: "#/$defs/price", description: "Beside a reference" },
            pair: {
              type: "array",
              minItems: 2,
              [draft === "2019-09" ? "items" : "prefixItems"]: [
                { type: "string" },
                { type: "integer" },
              ],
            },
          },
          required: ["price", "pair"],
          $defs: { price: { type: "number", exclusiveMinimum: 0 } },
        },
      ] as const,
  ),
];

describe.each(DRAFTS)("a JSON Schema of %s", (_name, schema) => {
  const model = toResponseModel(schema);

  it("accepts what its draft accepts, and tells what it doesn't", () => {
    expect(model.validate({ price: 1, pair: ["a", 2] })).toMatchObject({ ok: true });
    expect(model.validate({ price: 0, pair: ["a", 2] })).toMatchObject({
      ok: false,
      issues: [{ path: ["price"] }],
    });
    expect(model.validate({ price: 1, pair: ["a", "b"] })).toMatchObject({
      ok: false,
      issues: [{ path: ["pair", 1] }],
    });
  });

  it.each(DIALECTS)("is carried by %s", (dialect) => {
    const { raise, lower } = compileResponseModel(schema, { dialect });
    const value = { price: 2.5, pair: ["a", 2], note: { free: [1, null] } };
    expect(raise(JSON.parse(JSON.stringify(lower(value))))).toEqual(value);
  });
});

function object(a: JsonObject | string, more: JsonObject = {}): JsonObject {
  return { type: "object", properties: { a }, ...more };
}

describe("a JSON Schema that can't be used", () => {
  const loop = { $defs: { x: { $ref: "#/$defs/x" } } };

  it.each([
    ["a reference to nothing", object({ $ref: "#/$defs/x" }), "E_REF", ["properties", "a"]],
    ["another document", object({ $ref: "other.json" }), "E_REF", ["properties", "a"]],
    ["a circle", object({ $ref: "#/$defs/x" }, loop), "E_REF", ["properties", "a"]],
    [
      "a reference to nothing that only a condition has",
      object({ not: { $ref: "#/$defs/x" } }),
      "E_REF",
      ["properties", "a", "not"],
    ],
    [
      "a circle where nothing is said",
      object({ not: { $ref: "#/definitions/x" } }, { definitions: loop.$defs }),
      "E_REF",
      ["definitions", "x"],
    ],
    ["an unknown type", object({ type: "strin" }), "E_SCHEMA", ["properties", "a", "type"]],
    ["an empty enum", object({ enum: [] }), "E_SCHEMA", ["properties", "a", "enum"]],
    ["a broken pattern", object({ pattern: "[a-z" }), "E_SCHEMA", ["properties", "a", "pattern"]],
    [
      "a broken pattern of keys",
      object({ patternProperties: { "^x-": {}, "(": { type: "string" } } }),
      "E_SCHEMA",
      ["properties", "a", "patternProperties", "("],
    ],
    [
      "a broken pattern that only a condition has",
      object({ not: { allOf: [{ pattern: "+" }] } }),
      "E_SCHEMA",
      ["properties", "a", "not", "allOf", "0", "pattern"],
    ],
    [
      "a list of items in the draft that has another word for it",
      {
        $schema: "https://json-schema.org/draft/2020-12/schema",
        ...object({ items: [{ type: "string" }] }),
      },
      "E_SCHEMA",
      ["properties", "a", "items"],
    ],
    [
      "a contradiction",
      object({ type: "string" }, { type: "array", minItems: 1, items: false }),
      "E_REQUIRED_CYCLE",
      [],
    ],
  ])("is refused with its place: %s", (_name, schema, rule, path) => {
    const refusal = (() => {
      try {
        return toResponseModel(schema);
      } catch (error) {
        return error;
      }
    })();
    expect(refusal).toMatchObject({ rule, path, exitCode: 2 });
  });

  it("is told the pattern that is broken, what is wrong with it, and what to do", () => {
    expect(() => toResponseModel(object({ type: "string", pattern: "^[a-z" }))).toThrow(
      /properties\.a\.pattern.*"\^\[a-z".*Unterminated character class.*[Cc]orrect it/s,
    );
  });

  it("is not refused for a property that is called like a keyword, or for data that looks like one", () => {
    const named = object({ type: "string" }, { default: { pattern: "(" } });
    const schema = { ...named, properties: { pattern: named, patternProperties: { enum: ["("] } } };
    expect(toResponseModel(schema).validate({ patternProperties: "(" })).toMatchObject({
      ok: true,
    });
  });

  it("is taken with flags in front of a pattern, which hold for all that is made of it", () => {
    const schema = object({ patternProperties: { "(?i)^x": { type: "integer" } } });
    const model = toResponseModel(schema);
    expect(model.validate({ a: { X1: 1, y: "text" } })).toMatchObject({ ok: true });
    expect(model.validate({ a: { X1: "text" } })).toMatchObject({ ok: false });
    for (const dialect of DIALECTS) {
      const { lower, raise } = compileResponseModel(schema, { dialect });
      expect(raise(lower({ a: { X1: 1, y: "text" } }))).toEqual({ a: { X1: 1, y: "text" } });
    }
  });
});

describe("what is written wrong and can be understood", () => {
  it.each([
    [
      "a bound of draft 4 in a late draft",
      {
        type: "number",
        minimum: 2,
        exclusiveMinimum: true,
        $defs: { unused: { $ref: "#/nowhere" } },
      },
      2,
    ],
    [
      "a flag of draft 4 without the bound that it is for",
      {
        $schema: "http://json-schema.org/draft-04/schema#",
        type: "number",
        exclusiveMinimum: true,
        exclusiveMaximum: 5,
      },
      5,
    ],
    ["null, twice", { anyOf: [{ type: "null" }, { type: "null" }] }, "text"],
  ])("is taken: %s", (_name, a, wrong) => {
    const schema: JsonObject = { $schema: "https://json-schema.org/draft/2020-12/schema", ...a };
    const model = toResponseModel(schema);
    expect(model.validate(wrong)).toMatchObject({ ok: false });
    for (const dialect of DIALECTS) {
      expect(compileResponseModel(schema, { dialect }).verdict.kind).toMatch(/^fits/);
    }
  });
});
