import { describedAs } from "../../intermediate/docs.ts";
import type { Docs } from "../../intermediate/docs.ts";
import { defaultNote, exampleNote, inWords } from "../../intermediate/words.ts";
import type { SchemaObject } from "./references.ts";

/** What a schema says to its readers. */
export function schemaDocs(schema: SchemaObject): Docs {
  const { description, title, examples, example, contentEncoding, contentMediaType } = schema;
  const notes: string[] = [];
  if (Object.hasOwn(schema, "default")) notes.push(defaultNote(schema["default"]));
  if (Array.isArray(examples) && examples.length > 0) notes.push(exampleNote(examples));
  if (example !== undefined) notes.push(exampleNote([example]));
  if (contentEncoding !== undefined) notes.push(`Encoding: ${inWords(contentEncoding)}.`);
  if (contentMediaType !== undefined) notes.push(`Media type: ${inWords(contentMediaType)}.`);
  if (schema["deprecated"] === true) notes.push("Deprecated.");
  return describedAs(text(description) ?? text(title), notes);
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}
