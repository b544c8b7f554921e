import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkSchema } from "../../src/emulator/rules/check-schema.ts";
import type { Dialect } from "../../src/emulator/rules/finding.ts";
import type { JsonValue } from "../../src/util/json.ts";

type Rows = readonly (readonly [string, JsonValue])[];

/** An object with these members, as strict dialects want it. */
function closed(
  properties: Record<string, JsonValue>,
  more: Record<string, JsonValue> = {},
): JsonValue {
  return {
    type: "object",
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
    ...more,
  };
}

/** As `closed`, with all members optional. */
function optional(properties: Record<string, JsonValue>): JsonValue {
  return closed(properties, { required: [] });
}

function members(count: number, member: (place: number) => JsonValue): Record<string, JsonValue> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, place) => [`m${place}`, member(place)]),
  );
}

function nested(depth: number): JsonValue {
  return depth === 1 ? closed({ a: { type: "string" } }) : closed({ a: nested(depth - 1) });
}

function rulesOf(
  dialect: Dialect,
  schema: JsonValue,
  effect: "rejected" | "ignored" = "rejected",
): readonly string[] {
  return checkSchema(dialect, schema)
    .filter((finding) => finding.effect === effect)
    .map(({ rule }) => rule);
}

const text: JsonValue = { type: "string" };
const EVERY: readonly Dialect[] = [
  "openai-strict",
  "anthropic",
  "anthropic-tool",
  "google-openapi",
  "google-json-schema",
];

describe("openai-strict", () => {
  const fine: Rows = [
    ["a plain object", closed({ a: text, b: { type: ["integer", "null"] } })],
    [
      "all supported constraints",
      closed({
        a: { type: "string", pattern: "^a", format: "date", minLength: 1 },
        b: { type: "number", minimum: 0, exclusiveMaximum: 9, multipleOf: 3 },
        c: { type: "array", items: text, minItems: 1, maxItems: 9 },
      }),
    ],
    ["recursion by the root", closed({ child: { anyOf: [{ $ref: "#" }, { type: "null" }] } })],
    ["definitions", closed({ a: { $ref: "#/$defs/a" } }, { $defs: { a: closed({ b: text }) } })],
    [
      "branches told apart by a constant",
      closed({
        a: {
          anyOf: [
            closed({ kind: { type: "string", const: "x" } }),
            closed({ kind: { type: "string", enum: ["y"] } }),
          ],
        },
      }),
    ],
    ["ten levels", nested(10)],
  ];
  it.each(fine)("takes %s", (_, schema) => {
    expect(checkSchema("openai-strict", schema)).toEqual([]);
  });

  const wrong: Rows = [
    ["O1", { type: "array", items: text }],
    [
      "O1",
      {
        anyOf: [closed({})],
        type: "object",
        properties: {},
        required: [],
        additionalProperties: false,
      },
    ],
    ["O2", closed({ a: text }, { additionalProperties: true })],
    ["O2", { type: "object", properties: {}, required: [] }],
    ["O3", closed({ a: text }, { required: [] })],
    ["O3", closed({ a: text }, { required: ["a", "b"] })],
    ["O4", closed({ a: { type: "string", not: { const: "x" } } })],
    ["O4", closed({ a: text }, { allOf: [] })],
    ["O5", closed({ a: { type: "array", items: text, uniqueItems: true } })],
    ["O5", closed({ a: { type: "string", oneOf: [text] } })],
    ["O5", closed({ a: { type: "string", examples: ["x"] } })],
    ["O5d", closed({ a: { type: "string", default: "x" } })],
    ["O6", closed({ a: {} })],
    ["O6", closed({ a: { enum: ["x"] } })],
    ["O7", closed({ a: { type: "string", format: "uri" } })],
    ["O8", closed({ a: { type: "string", pattern: "^(?=a)" } })],
    ["O9", closed({ a: { $ref: "#/$defs/a", description: "x" } }, { $defs: { a: text } })],
    ["O9", closed({ a: { $ref: "#/$defs/none" } })],
    ["O10", nested(11)],
    ["O10", closed(members(5001, () => text))],
    [
      "O10",
      closed({
        a: { type: "string", enum: Array.from({ length: 1001 }, (_, place) => `v${place}`) },
      }),
    ],
    [
      "O10",
      closed({
        a: {
          type: "string",
          enum: Array.from({ length: 251 }, (_, place) => `${place}`.padEnd(60, "x")),
        },
      }),
    ],
    ["O10", closed({ ["x".repeat(120_001)]: text })],
    ["O11", closed({ a: { anyOf: [closed({ id: text }), closed({ id: text, b: text })] } })],
    ["O13", closed({ a: { type: "array" } })],
    ["W", closed({ a: { type: "text" } })],
  ];
  it.each(wrong)("refuses what breaks %s", (rule, schema) => {
    expect(rulesOf("openai-strict", schema)).toContain(rule);
  });

  it("says where, in the service's words", () => {
    const schema = closed({
      list: { type: "array", items: { type: "object", properties: {}, required: [] } },
    });
    expect(checkSchema("openai-strict", schema)).toEqual([
      {
        rule: "O2",
        path: ["properties", "list", "items"],
        message: "'additionalProperties' is required to be supplied and to be false.",
        effect: "rejected",
      },
    ]);
  });
});

describe("anthropic", () => {
  const fine: Rows = [
    ["optional members", optional({ a: text, b: text })],
    [
      "what is listed as supported",
      closed({
        a: { type: "string", format: "uri", pattern: "^[a-z]{2,5}$", default: "x" },
        b: { const: 1 },
        c: { type: "array", items: text, minItems: 1 },
        d: { enum: ["x", 1, true, null] },
      }),
    ],
    ["twelve optional members", optional(members(12, () => text))],
    ["sixteen unions", closed(members(16, () => ({ type: ["string", "null"] })))],
    ["allOf without references", closed({ a: { allOf: [text] } })],
  ];
  it.each(fine)("takes %s", (_, schema) => {
    expect(checkSchema("anthropic", schema)).toEqual([]);
  });

  const wrong: Rows = [
    ["A1", { type: "object", properties: {} }],
    ["A2", closed({ a: { type: "integer", minimum: 0 } })],
    ["A2", closed({ a: { type: "number", multipleOf: 2 } })],
    ["A3", closed({ a: { type: "string", maxLength: 5 } })],
    ["A4", closed({ a: { type: "array", items: text, minItems: 2 } })],
    ["A4", closed({ a: { type: "array", items: text, maxItems: 2 } })],
    ["A5", closed({ a: { $ref: "https://example.com/a" } })],
    ["A5", closed({ a: { $ref: "#/$defs/none" } })],
    ["A6", closed({ a: { anyOf: [{ $ref: "#" }, { type: "null" }] } })],
    [
      "A6",
      closed(
        { a: { $ref: "#/$defs/a" } },
        {
          $defs: {
            a: optional({ b: { $ref: "#/$defs/b" } }),
            b: optional({ a: { $ref: "#/$defs/a" } }),
          },
        },
      ),
    ],
    ["A7", closed({ a: { enum: [["x"]] } })],
    ["A8", closed({ a: { allOf: [{ $ref: "#/$defs/a" }] } }, { $defs: { a: text } })],
    ["A9", closed({ a: { oneOf: [text] } })],
    ["A9", closed({ a: { type: "array", prefixItems: [text] } })],
    ["A10", closed({ a: { type: "string", format: "uri-reference" } })],
    ["A11", closed({ a: { type: "string", pattern: String.raw`\bword\b` } })],
    ["A11", closed({ a: { type: "string", pattern: "(a)\\1" } })],
    ["A12", optional(members(25, () => text))],
    ["A13", closed(members(17, () => ({ anyOf: [text, { type: "null" }] })))],
    ["A16", optional(members(13, () => text))],
  ];
  it.each(wrong)("refuses what breaks %s", (rule, schema) => {
    expect(rulesOf("anthropic", schema)).toContain(rule);
  });

  it("takes a definition that is used twice for no cycle", () => {
    const schema = closed(
      { a: { $ref: "#/$defs/a" }, b: { $ref: "#/$defs/a" } },
      { $defs: { a: closed({ c: text }) } },
    );
    expect(checkSchema("anthropic", schema)).toEqual([]);
  });
});

describe("anthropic-tool", () => {
  it("takes recursion, open objects and constraints", () => {
    const schema: JsonValue = {
      type: "object",
      properties: { age: { type: "integer", minimum: 0 }, child: { $ref: "#" } },
      additionalProperties: { type: "string" },
    };
    expect(checkSchema("anthropic-tool", schema)).toEqual([]);
  });

  const wrong: Rows = [
    ["A14", { type: "array" }],
    ["A14", { type: "object", anyOf: [{}] }],
    ["A15", { type: "object", properties: { "full name": text } }],
    [
      "A15",
      {
        type: "object",
        properties: { a: { type: "object", properties: { ["x".repeat(65)]: text } } },
      },
    ],
    ["W", { type: "object", properties: { a: { type: "array", items: [text] } } }],
    [
      "W",
      { type: "object", properties: { a: { type: "number", minimum: 0, exclusiveMinimum: true } } },
    ],
    ["T", "object"],
  ];
  it.each(wrong)("refuses what breaks %s", (rule, schema) => {
    expect(rulesOf("anthropic-tool", schema)).toContain(rule);
  });
});

describe("google-json-schema", () => {
  it("reads what it lists, and passes over the rest", () => {
    const schema = closed({
      a: { type: "string", format: "date", enum: ["x"] },
      b: { anyOf: [text, { type: "null" }] },
      c: { type: "array", prefixItems: [text], maxItems: 960 },
    });
    expect(checkSchema("google-json-schema", schema)).toEqual([]);
    const unread = closed({
      a: { type: "string", pattern: "^a", minLength: 1, const: "x", format: "email" },
    });
    expect(rulesOf("google-json-schema", unread)).toEqual([]);
    expect(rulesOf("google-json-schema", unread, "ignored")).toEqual(["G1", "G1", "G1", "G4"]);
  });

  it("takes cycles within members that need not be there", () => {
    const tree = {
      $ref: "#/$defs/n",
      $defs: {
        n: {
          type: "object",
          properties: { children: { type: "array", items: { $ref: "#/$defs/n" } } },
        },
      },
    };
    expect(rulesOf("google-json-schema", tree)).toEqual([]);
  });

  const wrong: Rows = [
    [
      "G2",
      {
        type: "object",
        properties: { a: { $ref: "#/$defs/a", description: "x" } },
        $defs: { a: text },
      },
    ],
    [
      "G2",
      { type: "object", properties: { a: { $ref: "#/definitions/a" } }, definitions: { a: text } },
    ],
    [
      "G3",
      {
        $ref: "#/$defs/n",
        $defs: {
          n: {
            type: "object",
            properties: { children: { type: "array", items: { $ref: "#/$defs/n" } } },
            required: ["children"],
          },
        },
      },
    ],
    ["G4", { type: "object", properties: { a: { enum: [true] } } }],
    ["G5", { type: "array", items: text, maxItems: 961 }],
  ];
  it.each(wrong)("refuses what breaks %s", (rule, schema) => {
    expect(rulesOf("google-json-schema", schema)).toContain(rule);
  });
});

describe("google-openapi", () => {
  it("takes its own fields, in either spelling", () => {
    const schema: JsonValue = {
      type: "OBJECT",
      nullable: true,
      properties: {
        a: { type: "STRING", format: "enum", enum: ["x"] },
        b: { type: "ARRAY", items: { type: "number" }, max_items: "5" },
      },
      propertyOrdering: ["a"],
      required: ["a"],
    };
    expect(checkSchema("google-openapi", schema)).toEqual([]);
  });

  const wrong: Rows = [
    ["S1", { type: "OBJECT", properties: { a: text }, additionalProperties: false }],
    ["S1", { type: "STRING", const: "x" }],
    ["S1", { $ref: "#" }],
    ["S2", { type: ["string", "null"] }],
    ["S2", { description: "x" }],
    ["S2", { type: "TEXT" }],
    ["S3", { type: "INTEGER", enum: [1] }],
    ["S4", { type: "OBJECT" }],
    ["S5", { type: "ARRAY" }],
    ["S7", { type: "STRING", format: "date" }],
    ["S9", { type: "OBJECT", properties: { a: text }, required: ["b"] }],
  ];
  it.each(wrong)("refuses what breaks %s", (rule, schema) => {
    expect(rulesOf("google-openapi", schema)).toContain(rule);
  });
});

it("checks whatever it is given without failing itself", () => {
  const keyword = fc.constantFrom(
    "type",
    "properties",
    "items",
    "anyOf",
    "allOf",
    "$ref",
    "$defs",
    "enum",
    "const",
    "required",
    "format",
    "pattern",
    "additionalProperties",
    "minItems",
  );
  const schema = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.jsonValue({ maxDepth: 1 }),
      fc.constantFrom("object", "array", "#", "#/$defs/a", "string"),
      tie("schema"),
      fc.array(tie("value"), { maxLength: 3 }),
    ),
    schema: fc.dictionary(keyword, tie("value"), { maxKeys: 5 }),
  })).schema;
  fc.assert(
    fc.property(schema, fc.constantFrom(...EVERY), (value, dialect) => {
      const parsed: JsonValue = JSON.parse(JSON.stringify(value));
      for (const finding of checkSchema(dialect, parsed)) expect(finding.rule).toMatch(/^[A-Z]/);
    }),
    { numRuns: 500 },
  );
});
