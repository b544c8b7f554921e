import { isObject } from "../../../util/json.ts";

/** The drafts of JSON Schema that differ in what they mean or in how they are validated. */
export type Draft = "draft-04" | "draft-06" | "draft-07" | "2019-09" | "2020-12";

/** Keywords that only a late draft has. */
const LATE = [
  "$defs",
  "prefixItems",
  "dependentRequired",
  "dependentSchemas",
  "$anchor",
  "$dynamicRef",
  "unevaluatedProperties",
];

/** The draft that a schema names, or the one that its keywords speak of. */
export function draftOf(schema: unknown): Draft {
  if (!isObject(schema)) return "2020-12";
  const { $schema } = schema;
  const named = typeof $schema === "string" ? $schema : "";
  if (/draft-0[34]/.test(named)) return "draft-04";
  if (named.includes("draft-06")) return "draft-06";
  if (named.includes("draft-07")) return "draft-07";
  if (named.includes("2019-09")) return "2019-09";
  if (named.includes("2020-12")) return "2020-12";
  if (LATE.some((keyword) => keyword in schema)) return "2020-12";
  return usesBooleanBounds(schema) ? "draft-04" : "draft-07";
}

/** Whether what stands beside a `$ref` is ignored. */
export function ignoresSiblings(draft: Draft): boolean {
  return draft === "draft-04" || draft === "draft-06" || draft === "draft-07";
}

/** `exclusiveMinimum: true` is how the fourth draft says it, and no later one. */
function usesBooleanBounds(schema: Readonly<Record<string, unknown>>): boolean {
  const seen = new Set<unknown>([schema]);
  for (const part of seen) {
    if (typeof part !== "object" || part === null) continue;
    for (const [key, value] of Object.entries(part)) {
      if (/^exclusiveM(?:in|ax)imum$/.test(key) && typeof value === "boolean") return true;
      if (typeof value === "object") seen.add(value);
    }
  }
  return false;
}
