import fc from "fast-check";
import { isObject } from "../../src/util/json.ts";
import type { JsonObject, JsonValue } from "../../src/util/json.ts";

/** Keys that have tripped converters before. */
const KEYS = [
  "a",
  "b",
  "c",
  "kind",
  "$ref",
  "__proto__",
  "constructor",
  "a/b",
  "a~b",
  "ü 🙂",
  "",
  "value",
  "variant",
  "key",
  "other_fields",
  "toString",
  "items",
  "type",
];

const key = fc.constantFrom(...KEYS);
const small = fc.integer({ min: 0, max: 4 });

const scalar: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.constantFrom("", "x", "X", "abc", "2026-01-31", "null", "{}"),
  fc.integer({ min: -3, max: 9 }),
  fc.constantFrom(0.5, 1e21, true, false, null),
);

const json: fc.Arbitrary<JsonValue> = fc.letrec<{ json: JsonValue }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    scalar,
    fc.array(tie("json"), { maxLength: 3 }),
    fc.dictionary(key, tie("json"), { maxKeys: 3 }),
  ),
})).json;

/** Any JSON, small. */
export const anyJson: fc.Arbitrary<JsonValue> = json;

type Part = JsonValue;

function optional(members: Record<string, fc.Arbitrary<JsonValue>>): fc.Arbitrary<object> {
  return fc.record(members, { requiredKeys: [] });
}

const stringKeywords = optional({
  minLength: small,
  maxLength: fc.integer({ min: 2, max: 6 }),
  pattern: fc.constantFrom("^[a-z]*$", "^(?!x)", "b", "^\\d+$", "[\\-_]", "^\\S+$"),
  format: fc.constantFrom("date", "email", "made-up", "date-time", "uri"),
});

const numberKeywords = optional({
  minimum: fc.integer({ min: -3, max: 3 }),
  maximum: fc.integer({ min: 2, max: 9 }),
  exclusiveMinimum: fc.integer({ min: -3, max: 1 }),
  multipleOf: fc.constantFrom(1, 2, 0.5),
});

const DRAFTS = [
  undefined,
  "http://json-schema.org/draft-04/schema#",
  "http://json-schema.org/draft-06/schema#",
  "http://json-schema.org/draft-07/schema#",
  "https://json-schema.org/draft/2019-09/schema",
  "https://json-schema.org/draft/2020-12/schema",
];

const type = fc.constantFrom("string", "number", "integer", "boolean", "null", "object", "array");

/** JSON Schemas as they are found in the wild, and worse: drafts mixed, types missing, conditions, cycles. */
export function nastySchema(): fc.Arbitrary<JsonObject> {
  const { part } = fc.letrec<{ part: Part; object: Part; array: Part; mixed: Part }>((tie) => {
    const parts = fc.array(tie("part"), { minLength: 1, maxLength: 3 });
    const properties = fc.dictionary(key, tie("part"), { maxKeys: 4 });
    const objectKeywords = optional({
      properties,
      required: fc.uniqueArray(key, { maxLength: 3 }),
      additionalProperties: fc.oneof(fc.boolean(), tie("part")),
      patternProperties: fc.dictionary(fc.constantFrom("^a", "b$", "^x-", "."), tie("part"), {
        maxKeys: 2,
      }),
      propertyNames: fc.constantFrom<JsonValue>(
        { enum: ["a", "b"] },
        { pattern: "^[a-z]*$" },
        { maxLength: 4 },
      ),
      minProperties: fc.integer({ min: 0, max: 2 }),
      maxProperties: fc.integer({ min: 1, max: 4 }),
      unevaluatedProperties: fc.oneof(fc.boolean(), tie("part")),
    });
    const arrayKeywords = optional({
      items: fc.oneof(tie("part"), parts),
      additionalItems: fc.oneof(fc.boolean(), tie("part")),
      minItems: fc.integer({ min: 0, max: 2 }),
      maxItems: fc.integer({ min: 1, max: 4 }),
      prefixItems: fc.oneof(parts, fc.constant([])),
      uniqueItems: fc.boolean(),
      contains: tie("part"),
      minContains: small,
      unevaluatedItems: fc.oneof(fc.boolean(), tie("part")),
    });
    const combinations = optional({
      anyOf: parts,
      oneOf: parts,
      allOf: parts,
      not: tie("part"),
      if: tie("part"),
      // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
      then: tie("part"),
      else: tie("part"),
      dependencies: fc.dictionary(
        key,
        fc.oneof(tie("part"), fc.uniqueArray(key, { maxLength: 2 }) as fc.Arbitrary<JsonValue>),
        { maxKeys: 2 },
      ),
      dependentRequired: fc.dictionary(
        key,
        fc.uniqueArray(key, { maxLength: 2 }) as fc.Arbitrary<JsonValue>,
        { maxKeys: 2 },
      ),
      dependentSchemas: fc.dictionary(key, tie("part"), { maxKeys: 2 }),
    });
    return {
      object: fc.tuple(fc.constant({ type: "object" }), objectKeywords).map(merge),
      array: fc.tuple(fc.constant({ type: "array" }), arrayKeywords).map(merge),
      mixed: fc
        .tuple(
          optional({
            type: fc.oneof(
              type,
              fc.uniqueArray(type, { minLength: 1, maxLength: 3 }) as fc.Arbitrary<JsonValue>,
            ),
          }),
          fc.oneof(stringKeywords, numberKeywords, objectKeywords, arrayKeywords, fc.constant({})),
          fc.oneof({ weight: 2, arbitrary: fc.constant({}) }, combinations),
          optional({
            title: fc.constant("A title"),
            description: fc.constant("A text."),
            default: json,
          }),
        )
        .map(merge),
      part: fc.oneof(
        { maxDepth: 4, depthSize: "small" },
        type.map((name) => ({ type: name })),
        fc.tuple(fc.constant({ type: "string" }), stringKeywords).map(merge),
        fc
          .tuple(fc.constantFrom({ type: "number" }, { type: "integer" }), numberKeywords)
          .map(merge),
        fc
          .uniqueArray(json, {
            minLength: 1,
            maxLength: 4,
            selector: (value) => JSON.stringify(value),
          })
          .map((values) => ({ enum: values })),
        scalar.map((value) => ({ const: value })),
        fc.constantFrom<JsonValue>(
          { $ref: "#" },
          { $ref: "#/definitions/one" },
          { $ref: "#/definitions/two" },
          true,
          {},
        ),
        tie("object"),
        tie("object"),
        tie("array"),
        tie("mixed"),
      ),
    };
  });
  const definition = part;
  return fc
    .tuple(part, definition, definition, fc.constantFrom(...DRAFTS))
    .map(([root, one, two, $schema]) =>
      merge([
        $schema === undefined ? {} : { $schema },
        isObject(root) ? root : {},
        { definitions: { one, two } },
      ]),
    );
}

function merge(parts: readonly object[]): JsonObject {
  return Object.fromEntries(parts.flatMap((part) => Object.entries(part)));
}
