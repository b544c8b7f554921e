import { isObject } from "../../../util/json.ts";
import type { SchemaObject } from "./references.ts";
import { schemasIn } from "./schemas-in.ts";

/** The drafts of JSON Schema that differ in what they mean or in how they are validated. */
export type Draft = "draft-04" | "draft-06" | "draft-07" | "2019-09" | "2020-12";

/**
 * Keywords that not every draft has, as validators know them: what a later draft brought without taking the name from
 * another meaning, such as `if`, they read in earlier ones too.
 */
const DRAFTS_WITH: Readonly<Record<string, readonly Draft[]>> = {
  prefixItems: ["2020-12"],
  additionalItems: ["draft-04", "draft-06", "draft-07", "2019-09"],
  dependentRequired: ["2019-09", "2020-12"],
  dependentSchemas: ["2019-09", "2020-12"],
  minContains: ["2019-09", "2020-12"],
  maxContains: ["2019-09", "2020-12"],
  unevaluatedItems: ["2019-09", "2020-12"],
  unevaluatedProperties: ["2019-09", "2020-12"],
  $dynamicRef: ["2019-09", "2020-12"],
  $recursiveRef: ["2019-09", "2020-12"],
};

/** Keywords by which a schema without a draft shows that it is of 2019-09 or later. */
const LATE: ReadonlySet<string> = new Set([
  "$defs",
  "$anchor",
  "$dynamicAnchor",
  "$dynamicRef",
  "$recursiveAnchor",
  "$recursiveRef",
  "prefixItems",
  "dependentRequired",
  "dependentSchemas",
  "minContains",
  "maxContains",
  "unevaluatedItems",
  "unevaluatedProperties",
]);

/** Keywords that 2019-09 has and 2020-12 no longer. */
const GONE: ReadonlySet<string> = new Set(["$recursiveAnchor", "$recursiveRef"]);

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
  return spokenDraft(schema);
}

/** Whether what stands beside a `$ref` is ignored. */
export function ignoresSiblings(draft: Draft): boolean {
  return draft === "draft-04" || draft === "draft-06" || draft === "draft-07";
}

/** What a schema says in its draft: keywords of other drafts say nothing there. */
export function spoken(schema: SchemaObject, draft: Draft): SchemaObject {
  const foreign = Object.keys(schema).some((keyword) => !isKeywordOf(draft, keyword));
  if (!foreign) return schema;
  const entries = Object.entries(schema).filter(([keyword]) => isKeywordOf(draft, keyword));
  return Object.fromEntries(entries);
}

function isKeywordOf(draft: Draft, keyword: string): boolean {
  return !Object.hasOwn(DRAFTS_WITH, keyword) || DRAFTS_WITH[keyword]?.includes(draft) === true;
}

function spokenDraft(root: SchemaObject): Draft {
  const keywords = new Set<string>();
  let listsItems = false;
  let hasBooleanBounds = false;
  for (const { schema } of schemasIn(root)) {
    for (const keyword of Object.keys(schema)) keywords.add(keyword);
    listsItems ||= Array.isArray(schema["items"]);
    // The fourth draft says it so, and no later one.
    hasBooleanBounds ||= [schema["exclusiveMinimum"], schema["exclusiveMaximum"]].some(
      (bound) => typeof bound === "boolean",
    );
  }
  if (![...keywords].some((keyword) => LATE.has(keyword))) {
    return hasBooleanBounds ? "draft-04" : "draft-07";
  }
  const isOlder = listsItems || [...keywords].some((keyword) => GONE.has(keyword));
  return isOlder && !keywords.has("prefixItems") ? "2019-09" : "2020-12";
}
