import fc from "fast-check";
import type { JsonObject, JsonValue } from "../../src/util/json.ts";
import { isObject } from "../../src/util/json.ts";
import { anyJson } from "./nasty-schemas.ts";

/** How deep instances go where a schema is recursive. */
const DEPTH_AT_MOST = 3;

/** Values that come near to a schema: some fit it, others fail in one place. To be sorted by a validator. */
export function instancesOf(root: JsonObject): fc.Arbitrary<JsonValue> {
  const near = (schema: unknown, depth: number): fc.Arbitrary<JsonValue> => {
    if (!isObject(schema) || depth > DEPTH_AT_MOST) return anyJson;
    const { $ref } = schema;
    if (typeof $ref === "string") return near(target(root, $ref), depth + 1);
    if (Array.isArray(schema["enum"])) return fc.constantFrom(...schema["enum"].map(asJson));
    if ("const" in schema) return fc.constant(asJson(schema["const"]));
    const choices = [...list(schema["anyOf"]), ...list(schema["oneOf"]), ...list(schema["allOf"])];
    const own = typed(schema, depth);
    const branches = choices
      .map((choice) => mergedWith(schema, choice))
      .map((merged) => near(merged, depth + 1));
    return branches.length === 0 ? own : fc.oneof(own, ...branches);
  };

  const typed = (schema: JsonObjectLike, depth: number): fc.Arbitrary<JsonValue> => {
    const named = schema["type"];
    const types = Array.isArray(named) ? named : named === undefined ? guess(schema) : [named];
    return fc.oneof(...types.map((type) => ofType(String(type), schema, depth)));
  };

  const ofType = (type: string, schema: JsonObjectLike, depth: number): fc.Arbitrary<JsonValue> => {
    switch (type) {
      case "string":
        return fc.constantFrom(
          "",
          "x",
          "ab",
          "abc",
          "b-",
          "2026-01-31",
          "a@example.com",
          "12",
          "2026-01-31T00:00:00Z",
        );
      case "number":
        return fc.oneof(fc.integer({ min: -3, max: 9 }), fc.constantFrom(0.5, 2.5));
      case "integer":
        return fc.integer({ min: -3, max: 9 });
      case "boolean":
        return fc.boolean();
      case "null":
        return fc.constant(null);
      case "array":
        return arrayOf(schema, depth);
      case "object":
        return objectOf(schema, depth);
      default:
        return anyJson;
    }
  };

  const arrayOf = (schema: JsonObjectLike, depth: number): fc.Arbitrary<JsonValue> => {
    const { prefixItems, items, additionalItems } = schema;
    const listed = [prefixItems, items].find((one) => Array.isArray(one));
    if (listed === undefined) return fc.array(near(items, depth + 1), { maxLength: 3 });
    const prefix = listed.map((item) => near(item, depth + 1));
    const following = listed === prefixItems ? items : additionalItems;
    return fc
      .tuple(
        fc.tuple(...prefix),
        fc.array(near(following, depth + 1), { maxLength: 2 }),
        fc.nat(prefix.length),
      )
      .map(([first, rest, count]) =>
        count < first.length ? first.slice(0, count) : [...first, ...rest],
      );
  };

  const objectOf = (schema: JsonObjectLike, depth: number): fc.Arbitrary<JsonValue> => {
    const properties = isObject(schema["properties"]) ? schema["properties"] : {};
    const required = list(schema["required"]).map(String);
    const keys = [...new Set([...Object.keys(properties), ...required])];
    const members = keys.map((key) =>
      fc.tuple(
        fc.constant(key),
        fc.option(
          near(
            Object.hasOwn(properties, key) ? properties[key] : schema["additionalProperties"],
            depth + 1,
          ),
          {
            nil: undefined,
            freq: required.includes(key) ? 20 : 2,
          },
        ),
      ),
    );
    const others = fc.dictionary(
      fc.constantFrom("a", "b", "x-1", "zz", "other_fields"),
      near(schema["additionalProperties"], depth + 1),
      { maxKeys: 2 },
    );
    return fc.tuple(fc.tuple(...members), others).map(([own, extra]) => {
      const object: Record<string, JsonValue> = {};
      for (const [key, value] of [...Object.entries(extra), ...own]) {
        if (value !== undefined)
          Object.defineProperty(object, key, {
            value,
            enumerable: true,
            configurable: true,
            writable: true,
          });
      }
      return object;
    });
  };

  return near(root, 0);
}

type JsonObjectLike = Readonly<Record<string, unknown>>;

function guess(schema: JsonObjectLike): readonly string[] {
  if ("properties" in schema || "required" in schema || "patternProperties" in schema)
    return ["object", "object", "string"];
  if ("items" in schema || "minItems" in schema) return ["array", "array", "number"];
  return ["string", "number", "object", "array", "null", "boolean"];
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function mergedWith(schema: JsonObjectLike, branch: unknown): unknown {
  const { anyOf: _anyOf, oneOf: _oneOf, allOf: _allOf, ...rest } = schema;
  if (!isObject(branch)) return rest;
  return {
    ...rest,
    ...branch,
    properties: {
      ...(isObject(rest["properties"]) ? rest["properties"] : {}),
      ...(isObject(branch["properties"]) ? branch["properties"] : {}),
    },
    required: [...list(rest["required"]), ...list(branch["required"])],
  };
}

function target(root: JsonObject, reference: string): unknown {
  let at: unknown = root;
  for (const step of reference
    .slice(1)
    .split("/")
    .filter((one) => one !== "")) {
    at = isObject(at) ? at[step] : undefined;
  }
  return at;
}

/** A copy, as JSON would carry it. */
function asJson(value: unknown): JsonValue {
  return JSON.parse(JSON.stringify(value));
}
