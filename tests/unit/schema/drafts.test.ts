import { describe, expect, it } from "vitest";
import { compileResponseModel } from "../../../src/schema/compile.ts";
import { DIALECTS } from "../../../src/schema/dialect.ts";
import { toResponseModel } from "../../../src/schema/to-response-model.ts";
import type { JsonObject, JsonValue } from "../../../src/util/json.ts";
import { sent } from "../../measure/wire-validator.ts";

const NAMES = {
  "draft-04": "http://json-schema.org/draft-04/schema#",
  "draft-06": "http://json-schema.org/draft-06/schema#",
  "draft-07": "http://json-schema.org/draft-07/schema#",
  "2019-09": "https://json-schema.org/draft/2019-09/schema",
  "2020-12": "https://json-schema.org/draft/2020-12/schema",
  unnamed: undefined,
} as const;

type Name = keyof typeof NAMES;

const OLD: readonly Name[] = ["draft-04", "draft-06", "draft-07"];
const LATE: readonly Name[] = ["2019-09", "2020-12"];
const FLAGS: readonly Name[] = ["draft-04"];
const LISTS: readonly Name[] = [...OLD, "2019-09"];
const ALL: readonly Name[] = [...OLD, ...LATE];

interface Case {
  readonly name: string;
  readonly drafts: readonly Name[];
  readonly schema: JsonObject;
  readonly valid: readonly JsonValue[];
  readonly invalid?: readonly JsonValue[];
}

const pair = [{ type: "string" }, { type: "integer" }];
const wrap = (a: JsonObject, more: JsonObject = {}): JsonObject => ({
  type: "object",
  properties: { a },
  ...more,
});

const CASES: readonly Case[] = [
  {
    name: "prefixItems says nothing",
    drafts: LISTS,
    schema: wrap({ type: "array", prefixItems: pair, items: { type: "boolean" } }),
    valid: [{ a: [true, false] }, { a: [] }],
    invalid: [{ a: ["x", 1] }, { a: [1] }],
  },
  {
    name: "prefixItems says nothing without items either",
    drafts: LISTS,
    schema: wrap({ prefixItems: [false] }),
    valid: [{ a: [1, "x", null] }, { a: "text" }, { a: {} }],
  },
  {
    name: "prefixItems is a tuple, and items what follows",
    drafts: ["2020-12", "unnamed"],
    schema: wrap({ type: "array", prefixItems: pair, items: { type: "boolean" } }),
    valid: [{ a: ["x", 1, true] }, { a: ["x"] }],
    invalid: [{ a: [true] }, { a: ["x", 1, 2] }],
  },
  {
    name: "additionalItems says nothing",
    drafts: ["2020-12"],
    schema: wrap({ type: "array", prefixItems: pair, additionalItems: false }),
    valid: [{ a: ["x", 1, { more: [null] }] }],
    invalid: [{ a: [1] }],
  },
  {
    name: "a list of items is a tuple, and additionalItems what follows",
    drafts: [...LISTS, "unnamed"],
    schema: wrap({ type: "array", items: pair, additionalItems: { type: "boolean" } }),
    valid: [{ a: ["x", 1, true] }, { a: ["x"] }],
    invalid: [{ a: [true] }, { a: ["x", 1, 2] }],
  },
  {
    name: "a list of items beside words of a late draft is of 2019-09",
    drafts: ["unnamed"],
    schema: wrap(
      { type: "array", items: pair, additionalItems: false },
      { dependentRequired: { b: ["a"] } },
    ),
    valid: [{ a: ["x", 1] }],
    invalid: [{ a: ["x", 1, 2] }, { b: 1 }],
  },
  {
    name: "additionalItems beside one schema for all items says nothing",
    drafts: ALL,
    schema: wrap({ type: "array", items: { type: "string" }, additionalItems: false }),
    valid: [{ a: ["x", "y"] }],
    invalid: [{ a: [1] }],
  },
  {
    name: "dependentRequired and dependentSchemas say nothing",
    drafts: OLD,
    schema: wrap(
      { type: "string" },
      { dependentRequired: { a: ["b"] }, dependentSchemas: { a: { required: ["c"] } } },
    ),
    valid: [{ a: "x" }],
    invalid: [{ a: 1 }],
  },
  {
    name: "dependentRequired and dependentSchemas hold",
    drafts: [...LATE, "unnamed"],
    schema: wrap(
      { type: "string" },
      {
        dependentRequired: { a: ["b"] },
        dependentSchemas: { a: { properties: { c: { type: "integer" } } } },
      },
    ),
    valid: [{ a: "x", b: 1, c: 2 }, { c: "free" }],
    invalid: [{ a: "x" }, { a: "x", b: 1, c: "2" }],
  },
  {
    name: "dependencies hold in all",
    drafts: [...ALL, "unnamed"],
    schema: wrap(
      { type: "string" },
      { dependencies: { a: ["b"], b: { properties: { c: { type: "integer" } } } } },
    ),
    valid: [{ a: "x", b: 1, c: 2 }, { c: "free" }],
    invalid: [{ a: "x" }, { b: 1, c: "2" }],
  },
  {
    name: "unevaluatedProperties and unevaluatedItems say nothing",
    drafts: OLD,
    schema: wrap(
      { type: "array", items: pair, unevaluatedItems: false },
      { unevaluatedProperties: false },
    ),
    valid: [{ a: ["x", 1, null], b: { c: 1 } }],
    invalid: [{ a: [1] }],
  },
  {
    name: "unevaluatedProperties close an object over all its parts",
    drafts: [...LATE, "unnamed"],
    schema: {
      allOf: [wrap({ type: "string" })],
      type: "object",
      properties: { b: { type: "integer" } },
      unevaluatedProperties: false,
    },
    valid: [{ a: "x", b: 1 }],
    invalid: [{ a: "x", c: 1 }],
  },
  {
    name: "unevaluatedItems close a tuple",
    drafts: ["2019-09"],
    schema: wrap({ type: "array", items: pair, unevaluatedItems: false }),
    valid: [{ a: ["x", 1] }],
    invalid: [{ a: ["x", 1, 2] }],
  },
  {
    name: "minContains says nothing",
    drafts: OLD,
    schema: wrap({ type: "array", contains: { type: "string" }, minContains: 2, maxContains: 2 }),
    valid: [{ a: ["x"] }, { a: ["x", "y", "z"] }],
    invalid: [{ a: [1] }],
  },
  {
    name: "minContains and maxContains hold",
    drafts: [...LATE, "unnamed"],
    schema: wrap({ type: "array", contains: { type: "string" }, minContains: 2, maxContains: 2 }),
    valid: [{ a: ["x", 1, "y"] }],
    invalid: [{ a: ["x"] }, { a: ["x", "y", "z"] }],
  },
  {
    name: "what stands beside a reference is ignored",
    drafts: OLD,
    schema: wrap(
      { $ref: "#/definitions/text", maxLength: 1, type: "integer" },
      { definitions: { text: { type: "string" } } },
    ),
    valid: [{ a: "long" }],
    invalid: [{ a: 1 }],
  },
  {
    name: "what stands beside a reference holds",
    drafts: LATE,
    schema: wrap(
      { $ref: "#/$defs/text", maxLength: 4, enum: ["long", "longer"] },
      { $defs: { text: { type: "string" } } },
    ),
    valid: [{ a: "long" }],
    invalid: [{ a: "longer" }, { a: "x" }],
  },
  {
    name: "both words for definitions are places like any other",
    drafts: [...ALL, "unnamed"],
    schema: {
      type: "object",
      properties: { a: { $ref: "#/definitions/one" }, b: { $ref: "#/$defs/two" } },
      definitions: { one: { type: "string" } },
      $defs: { two: { type: "integer" } },
    },
    valid: [{ a: "x", b: 1 }],
    invalid: [{ a: 1 }, { b: "x" }],
  },
  {
    name: "const, contains, propertyNames and conditions hold in all",
    drafts: [...ALL, "unnamed"],
    schema: wrap(
      { type: "array", contains: { const: 1 } },
      {
        propertyNames: { maxLength: 4 },
        if: { required: ["flag"] },
        // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
        then: { properties: { flag: { const: { of: [1] } } } },
        else: { required: ["a"] },
      },
    ),
    valid: [{ a: [0, 1] }, { flag: { of: [1] } }],
    invalid: [{ a: [0] }, { flag: { of: [2] } }, { a: [1], toolong: 1 }, {}],
  },
  {
    name: "a flag makes the bound beside it exclusive",
    drafts: [...FLAGS, "unnamed"],
    schema: wrap({ type: "integer", minimum: 0, exclusiveMinimum: true, maximum: 9 }),
    valid: [{ a: 1 }, { a: 9 }],
    invalid: [{ a: 0 }, { a: 10 }],
  },
  {
    name: "an exclusive bound is a number",
    drafts: [...ALL, "unnamed"],
    schema: wrap({ type: "integer", minimum: -5, exclusiveMinimum: 0, exclusiveMaximum: 9 }),
    valid: [{ a: 1 }, { a: 8 }],
    invalid: [{ a: 0 }, { a: 9 }],
  },
  {
    name: "a recursive reference says nothing",
    drafts: OLD,
    schema: {
      type: "object",
      properties: { a: { $recursiveRef: "#" }, b: { $dynamicRef: "#node" } },
      definitions: { node: { $dynamicAnchor: "node", type: "string" } },
    },
    valid: [{ a: "x", b: 1 }],
    invalid: ["x"],
  },
  {
    name: "a recursive reference leads to the root, from wherever it is met",
    drafts: ["2019-09", "unnamed"],
    schema: {
      $recursiveAnchor: true,
      type: "object",
      properties: { children: { $ref: "#/$defs/children" } },
      additionalProperties: { type: "string" },
      $defs: { children: { type: "array", items: { $recursiveRef: "#" } } },
    },
    valid: [{ name: "x", children: [{ name: "y", children: [] }] }],
    invalid: [{ children: [{ name: 1 }] }, { children: [[]] }],
  },
  {
    name: "a dynamic reference leads to its anchor",
    drafts: ["2020-12", "unnamed"],
    schema: {
      type: "object",
      properties: { tree: { $dynamicRef: "#node" } },
      $defs: {
        node: {
          $dynamicAnchor: "node",
          type: "object",
          properties: { kids: { type: "array", items: { $dynamicRef: "#node" } } },
          additionalProperties: false,
        },
      },
    },
    valid: [{ tree: { kids: [{ kids: [] }, {}] } }],
    invalid: [{ tree: { kids: [{ other: 1 }] } }, { tree: [] }],
  },
  {
    name: "a dynamic reference is met by the outermost anchor of its name",
    drafts: ["2020-12"],
    schema: {
      $id: "https://example.com/strict",
      $dynamicAnchor: "node",
      $ref: "tree",
      properties: { name: { type: "string" } },
      $defs: {
        tree: {
          $id: "https://example.com/tree",
          $dynamicAnchor: "node",
          type: "object",
          properties: { kids: { type: "array", items: { $dynamicRef: "#node" } } },
        },
      },
    },
    valid: [{ name: "x", kids: [{ name: "y" }] }],
    invalid: [{ kids: [{ name: 1 }] }],
  },
  {
    name: "an identifier beside a reference is ignored",
    drafts: ["draft-06", "draft-07"],
    schema: wrap(
      { $id: "https://example.com/other/", $ref: "text" },
      {
        $id: "https://example.com/root",
        definitions: {
          one: { $id: "https://example.com/text", type: "string" },
          two: { $id: "https://example.com/other/text", type: "integer" },
        },
      },
    ),
    valid: [{ a: "x" }],
    invalid: [{ a: 1 }],
  },
  {
    name: "the document's own identifier counts, whatever stands beside it",
    drafts: ["draft-06", "draft-07", "unnamed", "2019-09", "2020-12"],
    schema: {
      $id: "https://example.com/root",
      $ref: "root#/definitions/one",
      definitions: { one: wrap({ $ref: "text" }), two: { $id: "text", type: "string" } },
    },
    valid: [{ a: "x" }],
    invalid: [{ a: 1 }],
  },
  {
    name: "an identifier beside a reference is where it starts from",
    drafts: LATE,
    schema: wrap(
      { $id: "https://example.com/other/", $ref: "text" },
      {
        $id: "https://example.com/root",
        $defs: {
          one: { $id: "https://example.com/text", type: "string" },
          two: { $id: "https://example.com/other/text", type: "integer" },
        },
      },
    ),
    valid: [{ a: 1 }],
    invalid: [{ a: "x" }],
  },
  {
    name: "id names a part in the fourth draft",
    drafts: FLAGS,
    schema: {
      type: "object",
      properties: { a: { $ref: "part#/definitions/x" } },
      definitions: { part: { id: "part", definitions: { x: { type: "string" } } } },
    },
    valid: [{ a: "x" }],
    invalid: [{ a: 1 }],
  },
  {
    name: "id is no place where references start from",
    drafts: ["draft-06", "draft-07", "2019-09", "2020-12"],
    schema: wrap({
      id: "part",
      type: "object",
      properties: { a: { $ref: "#" } },
      additionalProperties: { type: "string" },
    }),
    valid: [{ a: { a: { a: {} } }, b: 1 }],
    invalid: [{ a: { b: 1 } }],
  },
  {
    name: "anchors, escaped and encoded pointers, and pointers to truth values",
    drafts: LATE,
    schema: {
      type: "object",
      properties: {
        a: { $ref: "#here" },
        b: { $ref: "#/$defs/a~1b%20%25" },
        c: { $ref: "#/$defs/yes" },
        d: { $ref: "#/$defs/no" },
      },
      $defs: {
        one: { $anchor: "here", type: "string" },
        "a/b %": { type: "integer" },
        yes: true,
        no: false,
      },
    },
    valid: [{ a: "x", b: 1, c: [null] }],
    invalid: [{ a: 1 }, { b: "x" }, { d: 1 }],
  },
];

const SCHEMAS = CASES.flatMap(({ name, drafts, schema, valid, invalid = [] }) =>
  drafts.map((draft) => {
    const $schema = NAMES[draft];
    const whole = $schema === undefined ? schema : { $schema, ...schema };
    return { title: `${draft}: ${name}`, schema: whole, valid, invalid };
  }),
);

describe.each(SCHEMAS)("$title", ({ schema, valid, invalid }) => {
  const model = toResponseModel(schema);

  it("is validated so", () => {
    for (const value of valid) expect(model.validate(value)).toMatchObject({ ok: true });
    for (const value of invalid) expect(model.validate(value)).toMatchObject({ ok: false });
  });

  it.each(DIALECTS)("is carried so by %s", (dialect) => {
    const { lower, raise } = compileResponseModel(schema, { dialect });
    for (const value of valid) expect(raise(sent(lower(value)))).toEqual(value);
    for (const value of invalid) {
      expect(model.validate(raise(sent(lower(value))))).toMatchObject({ ok: false });
    }
  });
});
