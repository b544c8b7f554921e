import mustache from "mustache";
import { InputError, UsageError } from "../errors.ts";
import type { InputRecord } from "../model/record.ts";
import { isObject } from "../util/json.ts";

/** A piece of a template: a constant, or the path of a field. */
type Segment =
  | { readonly kind: "constant"; readonly text: string }
  | { readonly kind: "field"; readonly path: readonly string[] };

/** A text with `{{field}}` in it, compiled once. */
export interface Template {
  readonly segments: readonly Segment[];
}

/** @throws UsageError for a template that is not well-formed or does more than to name fields. */
export function compileTemplate(text: string): Template {
  const tokens = parse(text);
  return {
    segments: tokens.map(([type, value]): Segment => {
      switch (type) {
        case "text":
          return { kind: "constant", text: value };
        case "name":
        case "&":
          return { kind: "field", path: value === "." ? [] : value.split(".") };
        default:
          throw new UsageError(
            "invalid_option",
            `The prompt's "{{${type}${value}}}" is not supported: only {{field}} is, such as {{text}} or {{customer.name}}.`,
          );
      }
    }),
  };
}

function parse(text: string): readonly (readonly [string, string])[] {
  try {
    return mustache.parse(text).map((token) => [token[0], token[1]] as const);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError("invalid_option", `The prompt's template is not well-formed: ${reason}.`, {
      cause: error,
    });
  }
}

/**
 * The text of one field of a record: strings as they are, null as nothing, the rest as JSON.
 *
 * @throws InputError where the record has no such field.
 */
export function fieldText(path: readonly string[], record: InputRecord): string {
  let value: unknown = fieldsOf(record);
  for (const key of path) {
    value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  }
  if (value === undefined) {
    throw new InputError(
      record,
      `the record has no field "${path.join(".")}", which the prompt names.`,
    );
  }
  if (typeof value === "string") return value;
  return value === null ? "" : JSON.stringify(value);
}

function fieldsOf({ content }: InputRecord): unknown {
  switch (content.kind) {
    case "fields":
      return content.fields;
    case "text":
      return { text: content.text };
    case "messages":
    case "body":
      return undefined;
  }
}
