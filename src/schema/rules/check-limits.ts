import type { Finding } from "./finding.ts";
import { childrenOf, definitionsAt, everyPosition, listOf, members } from "./position.ts";
import type { Position } from "./position.ts";
import type { RuleSet } from "./rule-set.ts";

/** Limits over the whole schema. */
export function checkLimits(root: Position, { limits }: RuleSet): readonly Finding[] {
  const positions = everyPosition(root);
  const actual = {
    properties: total(positions, ({ schema }) => members(schema["properties"]).length),
    characters: total(positions, charactersOf),
    enumValues: total(positions, ({ schema }) => listOf(schema["enum"]).length),
    optionalProperties: total(positions, optionalOf),
    unions: total(positions, unionsOf),
    items: total(positions, itemsOf),
    depth: limits.depth === Infinity ? 0 : depthOf(root, limits.depth),
  };
  const names = [
    "properties",
    "characters",
    "enumValues",
    "optionalProperties",
    "unions",
    "items",
    "depth",
  ] as const;
  const over = names
    .filter((name) => actual[name] > limits[name])
    .map((name) => ({
      rule: name,
      pointer: "",
      message: `${actual[name]} of at most ${limits[name]}.`,
    }));
  return [...over, ...longEnums(positions, limits)];
}

function total(positions: readonly Position[], count: (position: Position) => number): number {
  return positions.reduce((sum, position) => sum + count(position), 0);
}

function charactersOf({ schema }: Position): number {
  const names = [...members(schema["properties"]), ...members(schema["$defs"])].map(([key]) => key);
  const texts = [...names, ...listOf(schema["enum"]).filter((value) => typeof value === "string")];
  return texts.reduce<number>((sum, text) => sum + text.length, 0);
}

function optionalOf({ schema }: Position): number {
  const required = new Set(listOf(schema["required"]));
  return members(schema["properties"]).filter(([key]) => !required.has(key)).length;
}

function unionsOf({ schema }: Position): number {
  return Array.isArray(schema["anyOf"]) || Array.isArray(schema["type"]) ? 1 : 0;
}

function itemsOf({ schema }: Position): number {
  return Math.max(numberOf(schema["minItems"]), numberOf(schema["maxItems"]));
}

function numberOf(value: unknown): number {
  return typeof value === "number" ? value : 0;
}

function longEnums(positions: readonly Position[], limits: RuleSet["limits"]): readonly Finding[] {
  return positions.flatMap(({ schema, pointer }) => {
    const values = listOf(schema["enum"]);
    const length = values.reduce<number>((sum, value) => sum + String(value).length, 0);
    const { from, characters } = limits.longEnum;
    if (values.length <= from || length <= characters) return [];
    return [
      { rule: "long_enum", pointer, message: `${length} characters of at most ${characters}.` },
    ];
  });
}

/** Steps after which the search is given up, where recursive definitions make too many paths. */
const STEPS_AT_MOST = 50_000;

/** Levels of objects, references followed until they lead back onto their own path. */
function depthOf(root: Position, limit: number): number {
  const definitions = definitionsAt(root);
  const onPath = new Set<string>();
  const settled = new Map<string, number>();
  let steps = 0;
  const search = (position: Position, above: number): number => {
    steps += 1;
    const reference = position.schema["$ref"];
    if (typeof reference === "string") return follow(reference, above);
    const own = position.schema["type"] === "object" ? 1 : 0;
    if (above + own > limit || steps > STEPS_AT_MOST) return own;
    return own + Math.max(0, ...childrenOf(position).map((child) => search(child, above + own)));
  };
  const follow = (reference: string, above: number): number => {
    const definition = definitions.get(reference);
    const known = settled.get(reference);
    if (known !== undefined && above + known <= limit) return known;
    if (definition === undefined || onPath.has(reference)) return 0;
    onPath.add(reference);
    const depth = search(definition, above);
    onPath.delete(reference);
    if (onPath.size === 0) settled.set(reference, depth);
    return depth;
  };
  return search(root, 0);
}
