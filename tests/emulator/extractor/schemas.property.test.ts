import { Ajv2020 } from "ajv/dist/2020.js";
import { fullFormats } from "ajv-formats/dist/formats.js";
import fc from "fast-check";
import { expect, it } from "vitest";
import { compileExtractor, EVERYTHING_READ } from "../../../src/emulator/extractor/compile.ts";
import type { Reading } from "../../../src/emulator/extractor/node.ts";
import { checkSchema, firstRejection } from "../../../src/emulator/rules/check-schema.ts";
import type { Dialect } from "../../../src/emulator/rules/finding.ts";
import { unreadKeywords } from "../../../src/emulator/rules/google-json-schema.ts";
import type { JsonObject, JsonValue } from "../../../src/util/json.ts";
import { PEOPLE } from "../support.ts";

const NAMES = [
  "name",
  "age",
  "email",
  "items",
  "status",
  "startDate",
  "total",
  "isActive",
  "notes",
  "customer",
  "orderId",
  "tags",
];
const WORDS = ["low", "high", "in_progress", "Done", "red", "other"];
const FORMATS = [
  "date",
  "date-time",
  "time",
  "email",
  "uuid",
  "ipv4",
  "ipv6",
  "hostname",
  "duration",
];
const PATTERNS = ["^[A-Z]{3}-\\d{4}$", "^(yes|no)$", "^\\d+$", "[a-z]+@[a-z]+", "^[^\\s]{2,5}$"];

type Arbitrary = fc.Arbitrary<JsonValue>;

const leaf: Arbitrary = fc.oneof(
  fc.constantFrom<JsonValue>(
    { type: "string" },
    { type: "boolean" },
    { type: "null" },
    { type: "number" },
    { type: "integer" },
  ),
  fc.constantFrom(...FORMATS).map((format) => ({ type: "string", format })),
  fc.constantFrom(...PATTERNS).map((pattern) => ({ type: "string", pattern })),
  fc
    .tuple(fc.nat(20), fc.nat(30))
    .map(([min, more]) => ({ type: "string", minLength: min, maxLength: min + more })),
  fc
    .tuple(fc.integer({ min: -50, max: 50 }), fc.nat(100), fc.constantFrom("integer", "number"))
    .map(([min, more, type]) => ({ type, minimum: min, maximum: min + more })),
  fc
    .tuple(fc.integer({ min: -20, max: 20 }), fc.constantFrom(0.5, 2, 3))
    .map(([above, step]) => ({ type: "number", exclusiveMinimum: above, multipleOf: step })),
  fc
    .uniqueArray(fc.constantFrom(...WORDS), { minLength: 1 })
    .map((values) => ({ type: "string", enum: values })),
  fc.constantFrom(...WORDS).map((value) => ({ type: "string", const: value })),
  fc.constantFrom("string", "integer", "boolean").map((type) => ({ type: [type, "null"] })),
);

/** Schemas of ordinary shape; the rules of a dialect then sort out those that it does not take. */
const { schema: anySchema } = fc.letrec<{ schema: JsonValue; object: JsonObject }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    tie("object"),
    fc
      .tuple(tie("schema"), fc.nat(3), fc.nat(4))
      .map(([items, min, more]) => ({ type: "array", items, minItems: min, maxItems: min + more })),
    fc
      .array(tie("schema"), { minLength: 1, maxLength: 3 })
      .map((anyOf) => ({ anyOf: [...anyOf, { type: "null" }] })),
    fc.array(tie("schema"), { minLength: 1, maxLength: 3 }).map((anyOf) => ({ anyOf })),
    fc.constant({ anyOf: [{ $ref: "#" }, { type: "null" }] }),
    fc.constant({ type: "array", items: { $ref: "#" } }),
  ),
  object: fc
    .tuple(
      fc.uniqueArray(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 5 }),
      fc.array(tie("schema"), { minLength: 5, maxLength: 5 }),
      fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
    )
    .map(([keys, members, needed]): JsonObject => ({
      type: "object",
      properties: Object.fromEntries(keys.map((key, place) => [key, members[place] ?? {}])),
      required: keys.filter((_, place) => needed[place]),
      additionalProperties: false,
    })),
}));

const prompt = fc.oneof(
  fc.constantFrom(...PEOPLE.map(([text]) => text)),
  fc.constant(
    "Invoice INV-7, 2024-02-30 and 2024-03-01: 3 x Mug @ $4.50\n- 2 x Pot for €9,99\nStatus: done\nTotal: $23.48, a@b.org",
  ),
  fc.string({ unit: "grapheme" }),
);

/** A schema, with each of its schemas changed on the way up. */
function mapSchema(node: JsonValue, change: (schema: JsonObject) => JsonObject): JsonObject {
  if (!isObjectValue(node)) return {};
  const { properties, items, anyOf } = node;
  return change({
    ...node,
    ...(isObjectValue(properties) && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([key, member]) => [key, mapSchema(member, change)]),
      ),
    }),
    ...(items !== undefined && { items: mapSchema(items, change) }),
    ...(Array.isArray(anyOf) && {
      anyOf: anyOf.map((branch: JsonValue) => mapSchema(branch, change)),
    }),
  });
}

function isObjectValue(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function drop(schema: JsonObject, keywords: readonly string[]): JsonObject {
  return Object.fromEntries(
    Object.entries(schema).filter(([keyword]) => !keywords.includes(keyword)),
  );
}

function wrapped(schema: JsonValue): JsonObject {
  return {
    type: "object",
    properties: { value: schema },
    required: ["value"],
    additionalProperties: false,
  };
}

const NUMBERS = ["minimum", "maximum", "exclusiveMinimum", "multipleOf"];
const COUNTS = ["minLength", "maxLength", "minItems", "maxItems"];
const NOT_OPENAPI = [
  "additionalProperties",
  "exclusiveMinimum",
  "multipleOf",
  "format",
  "const",
  "$ref",
];

/** Brings a schema of ordinary shape into a dialect, as far as one can; what does not fit is left out of the run. */
const ADAPT: Readonly<Record<Dialect, (schema: JsonObject) => JsonObject>> = {
  "openai-strict": (node) =>
    isObjectValue(node["properties"])
      ? { ...node, required: Object.keys(node["properties"]) }
      : node,
  anthropic: (node) =>
    drop(node["$ref"] === undefined ? node : { type: "string" }, [...NUMBERS, ...COUNTS]),
  "anthropic-tool": (node) => node,
  "google-json-schema": (node) => node,
  "google-openapi": (node) => {
    if (node["type"] === "null" || node["$ref"] !== undefined)
      return { type: "STRING", nullable: true };
    const [type, none] = [node["type"]].flat();
    const upper = typeof type === "string" ? { type: type.toUpperCase() } : {};
    const nullable = none === "null" ? { nullable: true } : {};
    const fixed = node["const"] === undefined ? {} : { enum: [node["const"]] };
    return { ...drop(node, NOT_OPENAPI), ...upper, ...nullable, ...fixed };
  },
};

/** What the dialect's provider holds its answers to, as JSON Schema. */
function enforced(dialect: Dialect, document: JsonObject): JsonObject {
  if (dialect === "google-json-schema") {
    const unread = [...unreadKeywords(document)];
    return mapSchema(document, (node) => drop(node, unread));
  }
  if (dialect !== "google-openapi") return document;
  return mapSchema(document, ({ nullable, type, ...node }) => {
    const lower = typeof type === "string" ? { type: type.toLowerCase() } : {};
    return nullable === true
      ? { anyOf: [{ ...node, ...lower }, { type: "null" }] }
      : { ...node, ...lower };
  });
}

const READINGS: Readonly<Record<Dialect, (document: JsonObject) => Reading>> = {
  "openai-strict": () => EVERYTHING_READ,
  anthropic: () => ({ ...EVERYTHING_READ, requiredFirst: true }),
  "anthropic-tool": () => EVERYTHING_READ,
  "google-openapi": () => EVERYTHING_READ,
  "google-json-schema": (document) => ({ ...EVERYTHING_READ, ignored: unreadKeywords(document) }),
};

const DIALECTS: readonly Dialect[] = [
  "openai-strict",
  "anthropic",
  "anthropic-tool",
  "google-openapi",
  "google-json-schema",
];

it.each(DIALECTS)("whatever schema %s takes, every answer fits it", (dialect) => {
  let tried = 0;
  fc.assert(
    fc.property(anySchema, prompt, (node, text) => {
      const document = mapSchema(wrapped(node), ADAPT[dialect]);
      fc.pre(firstRejection(checkSchema(dialect, document)) === undefined);
      tried += 1;
      const answer = compileExtractor(document, READINGS[dialect](document))(text);
      const ajv = new Ajv2020({ strict: false, logger: false, formats: fullFormats });
      const validate = ajv.compile(enforced(dialect, document));
      validate(answer);
      expect({ document, answer, errors: validate.errors }).toEqual({
        document,
        answer,
        errors: null,
      });
    }),
    { numRuns: 200 },
  );
  expect(tried).toBe(200);
});

it("answers in the same way each time", () => {
  fc.assert(
    fc.property(anySchema, prompt, (node, text) => {
      const document = wrapped(node);
      expect(compileExtractor(document)(text)).toEqual(compileExtractor(document)(text));
    }),
    { numRuns: 100 },
  );
});
