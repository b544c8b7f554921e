import type { Field } from "../codec/plan.ts";
import { SAME } from "../codec/plan.ts";
import { noted } from "../intermediate/docs.ts";
import type { ArrayShape, Shape, Use } from "../intermediate/node.ts";
import { placeMember } from "./absence.ts";
import { lowerLength } from "./lengths.ts";
import { entryList, entryOf } from "./records.ts";
import type { LoweredBody, Scope } from "./scope.ts";
import { textOnly } from "./strings.ts";
import { NO_REST, PLAIN_STRING } from "./wire.ts";
import type { WireBody, WireProperty } from "./wire.ts";

export function lowerArray(shape: ArrayShape, scope: Scope): LoweredBody {
  if (shape.prefix.length > 0) {
    return scope.capabilities.arrays.prefixItems
      ? lowerPrefix(shape, scope)
      : lowerTuple(shape, scope);
  }
  const { minItems, maxItems, notes } = lowerLength(lengthOf(shape), "item", scope);
  const lowered = shape.items === undefined ? undefined : scope.lower(shape.items);
  const { uniqueItems } = scope.capabilities.arrays;
  const items = lowered?.use ?? scope.wire(PLAIN_STRING);
  const body: WireBody = {
    kind: "array",
    prefix: [],
    items,
    minItems,
    maxItems,
    uniqueItems: uniqueItems && shape.unique,
  };
  const unique = shape.unique && !uniqueItems ? ["No item twice."] : [];
  textOnly(unique, scope);
  const plan = lowered?.plan ?? SAME;
  return {
    body,
    notes: [...notes, ...unique],
    plan:
      shape.container === "set"
        ? { kind: "set", items: plan }
        : { kind: "array", items: plan, prefix: [] },
  };
}

/** An array that nothing may be in is bounded by that. */
function lengthOf({ items, length }: ArrayShape): ArrayShape["length"] {
  return items === undefined ? { ...length, maximum: 0 } : length;
}

function lowerPrefix(shape: ArrayShape, scope: Scope): LoweredBody {
  const prefix = shape.prefix.map((item) => scope.lower(item));
  const items = shape.items === undefined ? undefined : scope.lower(shape.items);
  const { closedItems } = scope.capabilities.arrays;
  const closed = items === undefined;
  const maximum = closed && !closedItems ? prefix.length : shape.length.maximum;
  const length = lowerLength({ minimum: shape.length.minimum, maximum }, "item", scope);
  return {
    body: {
      kind: "array",
      prefix: prefix.map(({ use }) => use),
      items: items?.use,
      minItems: length.minItems,
      maxItems: length.maxItems,
      uniqueItems: false,
    },
    plan: { kind: "array", prefix: prefix.map(({ plan }) => plan), items: items?.plan ?? SAME },
    notes: length.notes,
  };
}

/** A tuple as an object with one property per position. */
function lowerTuple(shape: ArrayShape, scope: Scope): LoweredBody {
  scope.change("L_TUPLE_OBJECT", "Written as an object with a property per position.");
  const minimum = shape.length.minimum ?? 0;
  const placed = shape.prefix.map((item, index) => lowerPosition(item, index, { minimum, scope }));
  const rest = shape.items === undefined ? undefined : scope.lower(shape.items);
  const properties = placed.map(({ property }) => property);
  if (rest !== undefined) {
    const body = { kind: "array" as const, prefix: [], items: rest.use };
    const bounds = { minItems: undefined, maxItems: undefined, uniqueItems: false };
    const docs = noted("The items that follow, in their order. Empty if there are none.");
    const use = scope.wire({ ...body, ...bounds }, docs);
    properties.push({ key: REST, use, required: true, modelKey: undefined });
  }
  return {
    body: { kind: "object", properties, ...NO_REST },
    plan: {
      kind: "tuple",
      fields: placed.map(({ field }) => field),
      rest: rest === undefined ? undefined : { wireKey: REST, plan: rest.plan },
    },
    notes: ["A list of fixed positions, one property each."],
  };
}

const REST = "rest";

function lowerPosition(
  part: Use,
  index: number,
  { minimum, scope }: { readonly minimum: number; readonly scope: Scope },
): { readonly property: WireProperty; readonly field: Field } {
  const key = String(index);
  const wireKey = `item_${index + 1}`;
  const lowered = scope.lower(part);
  const presence = index < minimum ? "required" : "defaulted";
  // A guess may be wrong, and then null is an item.
  const nullable = part.node.guessed;
  const member = { key, part, presence, use: lowered.use, nullable } as const;
  const { use, required, form } = placeMember(member, scope);
  return {
    property: { key: wireKey, use, required, modelKey: key },
    field: { key, wireKey, plan: lowered.plan, form, undefinable: false },
  };
}

export function lowerMap(shape: Extract<Shape, { kind: "map" }>, scope: Scope): LoweredBody {
  scope.change("L_ENTRIES", "Written as a list of entries with key and value.");
  const key = scope.lower(shape.key);
  const value = scope.lower(shape.value);
  return entryList(
    entryOf(key.use, value, scope),
    { kind: "entries", as: "map", key: key.plan, value: value.plan, patterns: [], beyond: "left" },
    { size: shape.size, scope },
  );
}
