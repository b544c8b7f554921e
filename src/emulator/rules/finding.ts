import type { JsonObject, JsonValue } from "../../util/json.ts";

/** The subsets of JSON Schema that the providers accept. */
export type Dialect =
  | "openai-strict"
  | "anthropic"
  | "anthropic-tool"
  | "google-openapi"
  | "google-json-schema";

/** Where in the schema document, such as `["properties", "age"]`. */
export type SchemaPath = readonly (string | number)[];

/** Something in a schema that the provider does not take as it stands. */
export interface Finding {
  /** The rule that it breaks; stable, for programs. */
  readonly rule: string;
  readonly path: SchemaPath;
  /** In the provider's words, without what it puts around them. */
  readonly message: string;
  /** Whether the provider refuses the request, or answers as if it had not been said. */
  readonly effect: "rejected" | "ignored";
}

/** One schema within a document. */
export interface Place {
  readonly schema: JsonObject;
  readonly path: SchemaPath;
  readonly root: JsonValue;
}

export function rejected(rule: string, { path }: Pick<Place, "path">, message: string): Finding {
  return { rule, path, message, effect: "rejected" };
}

export function ignored(rule: string, { path }: Pick<Place, "path">, keyword: string): Finding {
  return { rule, path, message: `'${keyword}' is ignored.`, effect: "ignored" };
}
