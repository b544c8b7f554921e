import { describedAs, NO_DOCS } from "../../intermediate/docs.ts";
import type { Docs } from "../../intermediate/docs.ts";
import { exampleNote } from "../../intermediate/words.ts";
import { isObject } from "../../../util/json.ts";
import type { ZodSchema } from "./internals.ts";

/** What the user registered for a schema with `.meta()`, `.describe()` or `.register()`. */
export interface Metadata {
  readonly [key: string]: unknown;
}

/** Metadata that JSON Schema readers show a person. */
export function docsOf(metadata: Metadata | undefined): Docs {
  if (metadata === undefined) return NO_DOCS;
  const { description, title, examples } = metadata;
  const said = typeof description === "string" ? description : title;
  return describedAs(
    typeof said === "string" && said !== "" ? said : undefined,
    Array.isArray(examples) && examples.length > 0 ? [exampleNote(examples)] : [],
  );
}

export function nameOf(metadata: Metadata | undefined): string | undefined {
  const id = metadata?.["id"];
  return typeof id === "string" ? id : undefined;
}

export function metadataOf(schema: ZodSchema): Metadata | undefined {
  const found = "meta" in schema && typeof schema.meta === "function" ? schema.meta() : undefined;
  if (isObject(found)) return found;
  // Schemas without methods, such as zod/mini's: every copy of zod shares this registry.
  const registry: unknown = Reflect.get(globalThis, "__zod_globalRegistry");
  if (!isObject(registry) || typeof registry["get"] !== "function") return undefined;
  const registered: unknown = Reflect.apply(registry["get"], registry, [schema]);
  return isObject(registered) ? registered : undefined;
}
