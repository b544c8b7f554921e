import type { JsonObject, JsonValue } from "../../util/json.ts";
import { isJsonObject, isList } from "../json-value.ts";
import { mergeSchemas } from "./merge-schemas.ts";
import type { About, Reading, Schema, SchemaNode } from "./node.ts";
import { clue, isOfType, typesOf } from "./keywords.ts";
import { readNumber, readText } from "./read-leaf.ts";
import { readList, readObject } from "./read-structure.ts";
import { resolveReference } from "./schema-pointer.ts";
import { wordSet } from "./words.ts";

/** Reads one schema document; keeps what the nodes of it share. */
export class SchemaReader {
  readonly #root: JsonValue;
  readonly #references = new Map<string, SchemaNode>();
  readonly reading: Reading;

  constructor(root: Schema, reading: Reading) {
    this.#root = root;
    this.reading = reading;
  }

  read(schema: JsonValue | undefined, about: About): SchemaNode {
    if (schema === false) return { kind: "never" };
    if (!isJsonObject(schema)) return { kind: "any", about };
    const flat = this.#flatten(this.#withoutIgnored(schema));
    const described = describe(about, flat);
    if (typeof flat["$ref"] === "string") return this.#reference(flat["$ref"], described);
    if (flat["const"] !== undefined) {
      return { kind: "choice", about: described, values: [flat["const"]] };
    }
    if (isList(flat["enum"])) return this.#choice(flat, described);
    return this.#union(flat, described) ?? this.#typed(flat, described);
  }

  #withoutIgnored(schema: JsonObject): JsonObject {
    const { ignored } = this.reading;
    if (ignored.size === 0) return schema;
    return Object.fromEntries(Object.entries(schema).filter(([keyword]) => !ignored.has(keyword)));
  }

  /** `allOf` folded into its schema, with what its members refer to. */
  #flatten(schema: JsonObject): JsonObject {
    const parts = schema["allOf"];
    if (!isList(parts)) return schema;
    const { allOf: _, ...own } = schema;
    return parts.reduce<JsonObject>((merged, part) => {
      if (!isJsonObject(part)) return merged;
      return mergeSchemas(merged, this.#flatten(this.#withoutIgnored(this.#target(part))));
    }, own);
  }

  /** The schema itself, or the one that it refers to, as far as references lead to references. */
  #target(schema: JsonObject): JsonObject {
    let current = schema;
    for (let hops = 0; hops < 16 && typeof current["$ref"] === "string"; hops += 1) {
      const { $ref, ...beside } = current;
      const target = resolveReference(this.#root, $ref);
      if (!isJsonObject(target)) return beside;
      current = mergeSchemas(target, beside);
    }
    return current;
  }

  #reference(pointer: string, about: About): SchemaNode {
    const key = `${pointer} ${about.words.join(" ")} < ${about.parents.join(" ")}`;
    const known = this.#references.get(key);
    if (known !== undefined) return known;
    let resolved: SchemaNode | undefined;
    const resolve = (): SchemaNode => {
      const target = resolveReference(this.#root, pointer);
      resolved ??= target === undefined ? { kind: "never" } : this.read(target, about);
      return resolved;
    };
    const node: SchemaNode = { kind: "reference", resolve };
    this.#references.set(key, node);
    return node;
  }

  #choice(schema: JsonObject, about: About): SchemaNode {
    const types = typesOf(schema);
    const values = [schema["enum"]].flat().filter((value): value is JsonValue => {
      if (value === undefined) return false;
      return types.length === 0 || types.some((type) => isOfType(value, type));
    });
    const nullable = schema["nullable"] === true && !values.includes(null);
    return { kind: "choice", about, values: nullable ? [...values, null] : values };
  }

  #union(schema: JsonObject, about: About): SchemaNode | undefined {
    const { anyOf, oneOf, nullable, ...beside } = schema;
    const branches = [anyOf, oneOf].find(isList);
    if (branches !== undefined) {
      const nodes = branches.map((branch) => this.read(withBase(beside, branch), about));
      return { kind: "union", about, branches: nullable === true ? [...nodes, NULL] : nodes };
    }
    const types = typesOf(schema);
    if (types.length < 2 && nullable !== true) return undefined;
    const single = types.length === 0 ? [clue(schema)] : types;
    const nodes = single.map((type) => this.#typed({ ...beside, ...(type && { type }) }, about));
    return { kind: "union", about, branches: nullable === true ? [...nodes, NULL] : nodes };
  }

  #typed(schema: JsonObject, about: About): SchemaNode {
    switch (typesOf(schema)[0] ?? clue(schema) ?? "any") {
      case "object":
        return readObject(this, schema, about);
      case "array":
        return readList(this, schema, about);
      case "string":
        return readText(schema, about);
      case "number":
        return readNumber(schema, about, false);
      case "integer":
        return readNumber(schema, about, true);
      case "boolean":
        return { kind: "boolean", about };
      case "null":
        return NULL;
      case "any":
        return { kind: "any", about };
    }
  }
}

const NULL: SchemaNode = { kind: "null" };

/** What stands beside `anyOf` holds for each branch, but for what describes the whole. */
function withBase(beside: JsonObject, branch: JsonValue): JsonValue {
  const { description: _description, title: _title, ...base } = beside;
  return isJsonObject(branch) && Object.keys(base).length > 0 && branch["$ref"] === undefined
    ? mergeSchemas(branch, base)
    : branch;
}

function describe(about: About, schema: JsonObject): About {
  const { description } = schema;
  return typeof description === "string" ? { ...about, hints: wordSet(description) } : about;
}
