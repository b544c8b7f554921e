import type { JsonObject, JsonValue } from "../../util/json.ts";
import { resolveReference } from "../extractor/schema-pointer.ts";
import { isJsonObject, isList } from "../json-value.ts";
import { rejected, type Finding } from "./finding.ts";
import { children, places, propertiesOf, typeNames } from "./places.ts";

const PROPERTIES = 5000;
const NESTING = 10;
const CHARACTERS = 120_000;
const ENUM_VALUES = 1000;
/** From this many values on, a single enum has a budget of characters of its own. */
const LARGE_ENUM = 250;
const LARGE_ENUM_CHARACTERS = 15_000;

/** How much a strict schema may hold in all. */
export function openaiBudgets(root: JsonValue): readonly Finding[] {
  const path: readonly string[] = [];
  const totals = count(root);
  const over = (what: string, found: number, limit: number): Finding[] =>
    found > limit
      ? [rejected("O10", { path }, `Expected at most ${limit} ${what}, but received ${found}.`)]
      : [];
  return [
    ...over("object properties total", totals.properties, PROPERTIES),
    ...over("levels of nesting", nesting(root, root, new Set()), NESTING),
    ...over("characters in all names, enum and const values", totals.characters, CHARACTERS),
    ...over("enum values", totals.enumValues, ENUM_VALUES),
    ...totals.largeEnums.flatMap((characters) =>
      over("characters in an enum of more than 250 values", characters, LARGE_ENUM_CHARACTERS),
    ),
  ];
}

interface Totals {
  properties: number;
  characters: number;
  enumValues: number;
  readonly largeEnums: number[];
}

function count(root: JsonValue): Totals {
  const totals: Totals = { properties: 0, characters: 0, enumValues: 0, largeEnums: [] };
  for (const { schema } of places(root)) {
    const keys = Object.keys(propertiesOf(schema));
    totals.properties += keys.length;
    const names = [...keys, ...definitionNames(schema)];
    totals.characters += names.reduce((sum, name) => sum + name.length, 0);
    if (typeof schema["const"] === "string") totals.characters += schema["const"].length;
    if (isList(schema["enum"])) addEnum(totals, schema["enum"]);
  }
  return totals;
}

function definitionNames(schema: JsonObject): readonly string[] {
  return ["$defs", "definitions"].flatMap((keyword) => Object.keys(schema[keyword] ?? {}));
}

function addEnum(totals: Totals, values: readonly JsonValue[]): void {
  const texts = values.filter((value) => typeof value === "string");
  const characters = texts.reduce((sum, value) => sum + value.length, 0);
  totals.enumValues += values.length;
  totals.characters += characters;
  if (texts.length > LARGE_ENUM) totals.largeEnums.push(characters);
}

/** The most objects within one another, through references, but not around a cycle. */
function nesting(schema: JsonValue, root: JsonValue, open: ReadonlySet<JsonValue>): number {
  if (!isJsonObject(schema)) return 0;
  const reference = schema["$ref"];
  if (typeof reference === "string") {
    const target = resolveReference(root, reference);
    if (target === undefined || open.has(target)) return 0;
    return nesting(target, root, new Set([...open, target]));
  }
  let deepest = 0;
  for (const [child, [keyword]] of children(schema)) {
    if (keyword === "$defs" || keyword === "definitions") continue;
    deepest = Math.max(deepest, nesting(child, root, open));
  }
  return deepest + (typeNames(schema).includes("object") ? 1 : 0);
}
