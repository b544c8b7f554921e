import { reachableWires } from "../lowering/wire.ts";
import type { Wire } from "../lowering/wire.ts";
import { depthOf } from "./depth.ts";
import { multiplicities } from "./multiplicity.ts";

/** What a schema comes to, in the terms of the budgets. */
export interface Measures {
  readonly properties: number;
  readonly depth: number;
  readonly characters: number;
  readonly enumValues: number;
  readonly optionalProperties: number;
  readonly unions: number;
  readonly items: number;
  readonly parts: number;
  /** Parts when nothing is shared. */
  readonly expandedParts: number;
}

/** Beyond this depth nothing more is told. */
const DEEP = 40;

export function measure(root: Wire): Measures {
  const counts = multiplicities(root);
  const totals = {
    properties: 0,
    characters: 0,
    enumValues: 0,
    optionalProperties: 0,
    unions: 0,
    items: 0,
    parts: 0,
    expandedParts: 0,
  };
  for (const wire of reachableWires(root)) {
    const times = counts.get(wire) ?? 1;
    const cost = costOf(wire);
    totals.properties += cost.properties;
    totals.characters += cost.characters;
    totals.enumValues += cost.enumValues;
    totals.optionalProperties += cost.optionalProperties * times;
    totals.unions += cost.unions * times;
    totals.items += cost.items * times;
    totals.parts += 1;
    totals.expandedParts += times;
  }
  return { ...totals, depth: depthOf(root, DEEP) };
}

/** What one part costs by itself. */
export interface Cost {
  readonly properties: number;
  readonly characters: number;
  readonly enumValues: number;
  readonly optionalProperties: number;
  readonly unions: number;
  readonly items: number;
}

const FREE: Cost = {
  properties: 0,
  characters: 0,
  enumValues: 0,
  optionalProperties: 0,
  unions: 0,
  items: 0,
};

export function costOf({ body }: Wire): Cost {
  switch (body.kind) {
    case "object":
      return {
        ...FREE,
        properties: body.properties.length,
        characters: sum(body.properties.map(({ key }) => key.length)),
        optionalProperties: body.properties.filter(({ required }) => !required).length,
      };
    case "enum":
      return {
        ...FREE,
        enumValues: body.values.length,
        characters: sum(body.values.map((value) => String(value).length)),
      };
    case "union":
      return { ...FREE, unions: 1 };
    case "array":
      return { ...FREE, items: Math.max(body.maxItems ?? 0, body.minItems ?? 0) };
    case "string":
    case "number":
    case "boolean":
    case "null":
    case "any":
      return FREE;
  }
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
