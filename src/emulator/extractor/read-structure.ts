import type { JsonObject, JsonValue } from "../../util/json.ts";
import { isJsonObject, isList } from "../json-value.ts";
import type { About, Property, Reading, SchemaNode } from "./node.ts";
import { numberOf } from "./keywords.ts";
import { splitName } from "./words.ts";

/** What reads the schemas within a schema. */
interface SchemaReader {
  readonly reading: Reading;
  read(schema: JsonValue | undefined, about: About): SchemaNode;
}

export function readObject(reader: SchemaReader, schema: JsonObject, about: About): SchemaNode {
  const declared = isJsonObject(schema["properties"]) ? schema["properties"] : {};
  const required = new Set([schema["required"]].flat().filter((key) => typeof key === "string"));
  const undeclared = [...required].filter((key) => !Object.hasOwn(declared, key));
  const { additionalProperties } = schema;
  const keys = orderedKeys(reader, schema, [...Object.keys(declared), ...undeclared], required);
  const properties = keys.map((key): Property => {
    const inner = { words: splitName(key), parents: about.words, hints: new Set<string>() };
    // A required member that is not declared has to fit what undeclared members are.
    const own = Object.hasOwn(declared, key) ? declared[key] : additionalProperties;
    return { key, node: reader.read(own, inner), required: required.has(key) };
  });
  return {
    kind: "object",
    about,
    properties,
    additional: additionalNode(reader, additionalProperties, about),
    minProperties: numberOf(schema["minProperties"]) ?? 0,
    maxProperties: numberOf(schema["maxProperties"]) ?? Infinity,
  };
}

/** Undeclared members are filled only where a schema asks for them, or where there is nothing else to fill. */
function additionalNode(
  reader: SchemaReader,
  schema: JsonValue | undefined,
  about: About,
): SchemaNode | undefined {
  if (!isJsonObject(schema)) return undefined;
  return reader.read(schema, { words: [], parents: about.words, hints: about.hints });
}

function orderedKeys(
  reader: SchemaReader,
  schema: JsonObject,
  keys: readonly string[],
  required: ReadonlySet<string>,
): readonly string[] {
  const { propertyOrdering } = schema;
  if (isList(propertyOrdering)) {
    const places = new Map(propertyOrdering.map((key, place) => [key, place]));
    return keys.toSorted((a, b) => (places.get(a) ?? Infinity) - (places.get(b) ?? Infinity) || 0);
  }
  if (!reader.reading.requiredFirst) return keys;
  return [...keys.filter((key) => required.has(key)), ...keys.filter((key) => !required.has(key))];
}

export function readList(reader: SchemaReader, schema: JsonObject, about: About): SchemaNode {
  const { items, prefixItems, additionalItems } = schema;
  // Drafts before 2020-12 wrote tuples as an array of items.
  const tuple = [prefixItems, items].find(isList);
  const rest = isList(items) ? additionalItems : items;
  return {
    kind: "list",
    about,
    prefix: (tuple ?? []).map((item) => reader.read(item, about)),
    items: rest === false ? undefined : reader.read(rest, about),
    minItems: numberOf(schema["minItems"]) ?? 0,
    maxItems: numberOf(schema["maxItems"]) ?? Infinity,
    unique: schema["uniqueItems"] === true,
  };
}
