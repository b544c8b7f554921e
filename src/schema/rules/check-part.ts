import type { Finding } from "./finding.ts";
import { listOf, members } from "./position.ts";
import type { Position } from "./position.ts";
import type { RuleSet } from "./rule-set.ts";

/** Breaks of rules that one part shows by itself. */
export function checkPart(position: Position, rules: RuleSet): readonly Finding[] {
  const found: Finding[] = [];
  const report = (rule: string, message: string): void => {
    found.push({ rule, pointer: position.pointer, message });
  };
  checkKeywords(position, rules, report);
  checkTypes(position, rules, report);
  checkObject(position, rules, report);
  checkArray(position, rules, report);
  checkText(position, rules, report);
  return found;
}

type Report = (rule: string, message: string) => void;

function checkKeywords({ schema, pointer }: Position, rules: RuleSet, report: Report): void {
  for (const keyword of Object.keys(schema)) {
    if (!rules.keywords.has(keyword)) report("keywords", `"${keyword}" is not supported.`);
  }
  if ("$defs" in schema && pointer !== "") report("keywords", "$defs stands below the root.");
  const others = Object.keys(schema).filter((keyword) => keyword !== "$ref" && keyword !== "$defs");
  if ("$ref" in schema && rules.bareReferences && others.length > 0) {
    report("bare_references", `"${others.join(", ")}" stands beside $ref.`);
  }
}

function checkTypes({ schema }: Position, rules: RuleSet, report: Report): void {
  const { type } = schema;
  if (Array.isArray(type) && !rules.typeLists) report("types", "A list of types.");
  for (const name of Array.isArray(type) ? listOf(type) : type === undefined ? [] : [type]) {
    if (!rules.types.has(String(name)))
      report("types", `The type ${String(name)} is not supported.`);
  }
  const says = ["type", "anyOf", "$ref"].some((keyword) => keyword in schema);
  if (rules.typed && !says) report("typed", "No type, union or reference.");
  for (const value of listOf(schema["enum"])) {
    const kind = value === null ? "null" : typeof value;
    if (!rules.enumKinds.has(kind)) report("enum_kinds", `A constant of the kind ${kind}.`);
  }
  if (Array.isArray(schema["enum"]) && schema["enum"].length === 0)
    report("enum_kinds", "An empty enum.");
  if (Array.isArray(schema["anyOf"]) && schema["anyOf"].length === 0)
    report("types", "An empty union.");
}

function isOf({ schema }: Position, name: string): boolean {
  return schema["type"] === name || listOf(schema["type"]).includes(name);
}

function checkObject(position: Position, rules: RuleSet, report: Report): void {
  if (!isOf(position, "object")) return;
  const { schema } = position;
  const keys = members(schema["properties"]).map(([key]) => key);
  const required = new Set(listOf(schema["required"]));
  if (rules.closedObjects && schema["additionalProperties"] !== false) {
    report("closed_objects", "additionalProperties is not false.");
  }
  if (rules.allRequired && keys.some((key) => !required.has(key))) {
    report("all_required", "A property is not in required.");
  }
  for (const key of required) {
    if (!keys.includes(String(key)))
      report("declared_required", `"${String(key)}" is not declared.`);
  }
  if (rules.nonEmptyObjects && keys.length === 0) report("non_empty_objects", "No properties.");
  for (const key of keys) {
    if (!rules.keys.test(key)) report("keys", `The key ${JSON.stringify(key)} is not allowed.`);
  }
}

function checkArray(position: Position, rules: RuleSet, report: Report): void {
  if (!isOf(position, "array")) return;
  const { schema } = position;
  const { items, minItems } = schema;
  const itemless = items === undefined && schema["prefixItems"] === undefined;
  if (itemless || Array.isArray(items)) report("items", "No schema for the items.");
  if (typeof minItems === "number" && minItems > rules.largestMinItems) {
    report("min_items", `minItems of ${minItems}.`);
  }
}

/** Lookaround, backreferences and word boundaries. */
const ADVANCED_PATTERN = /\(\?[=!<]|\\[bB1-9]/;

function checkText({ schema }: Position, rules: RuleSet, report: Report): void {
  const { format, pattern } = schema;
  if (typeof format === "string" && rules.formats !== "all" && !rules.formats.has(format)) {
    report("formats", `The format ${format} is not supported.`);
  }
  if (typeof pattern !== "string") return;
  if (rules.plainPatterns && ADVANCED_PATTERN.test(pattern))
    report("patterns", `The pattern ${pattern}.`);
  try {
    RegExp(pattern, "u");
  } catch {
    report("patterns", `The pattern ${pattern} is invalid.`);
  }
}
