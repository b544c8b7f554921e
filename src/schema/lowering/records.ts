import type { Plan, PlanBody, RestPlan } from "../codec/plan.ts";
import { ENTRY_KEY, ENTRY_VALUE, SAME } from "../codec/plan.ts";
import { mergeDocs, NO_DOCS, noted } from "../intermediate/docs.ts";
import type { Bounds, Pattern } from "../intermediate/sketch.ts";
import type { ObjectShape, Rest } from "../intermediate/node.ts";
import { isPlain } from "./forms.ts";
import { lowerLength } from "./lengths.ts";
import type { WireKeys } from "./keys.ts";
import type { LoweredBody, LoweredUse, Scope } from "./scope.ts";
import { PLAIN_STRING } from "./wire.ts";
import type { WireBody, WireObject, WireProperty, WireUse } from "./wire.ts";

type OpenRest = Extract<Rest, { kind: "open" }>;

/** What of an object is no property of the model. */
export interface LoweredRest {
  readonly wire: Pick<WireObject, "rest" | "patterns" | "keys">;
  readonly properties: readonly WireProperty[];
  readonly plan: RestPlan;
}

const CLOSED = { rest: "closed" as const, patterns: [], keys: undefined };

export function lowerRest(rest: Rest, keys: WireKeys, scope: Scope): LoweredRest {
  switch (rest.kind) {
    case "closed":
      return { wire: CLOSED, properties: [], plan: { kind: "left" } };
    case "dropped":
      return { wire: CLOSED, properties: [], plan: { kind: "dropped" } };
    case "unsaid":
      if (isOpen(scope))
        return { wire: { ...CLOSED, rest: "open" }, properties: [], plan: { kind: "left" } };
      return { wire: CLOSED, properties: [], plan: beside(scope) };
    case "open":
      return lowerOpenRest(rest, keys, scope);
  }
}

/** Whether undeclared keys may stand where they are. */
function isOpen(scope: Scope): boolean {
  return scope.capabilities.objects.additionalProperties === "natural";
}

function beside(scope: Scope): RestPlan {
  scope.change(
    "L_EXTRA",
    "The model allows fields that it doesn't declare: they go into a list at the root. With additionalProperties: false there would be none.",
  );
  scope.besideModel("other");
  return { kind: "beside" };
}

function lowerOpenRest(rest: OpenRest, keys: WireKeys, scope: Scope): LoweredRest {
  const { maps, patterns: patterned } = scope.capabilities.objects;
  const anyKey = rest.patterns.length === 0;
  if (maps && (anyKey || patterned)) return lowerInPlace(rest, keys, scope);
  if (maps && rest.beyond === "closed") return lowerInPlace({ ...rest, patterns: [] }, keys, scope);
  scope.change("L_EXTRA", "Fields that the model doesn't name are carried in a list of their own.");
  const wireKey = keys.add("other_fields");
  const { entry, value } = lowerEntry(rest, scope);
  const list = scope.wire(
    {
      kind: "array",
      prefix: [],
      items: entry,
      minItems: undefined,
      maxItems: undefined,
      uniqueItems: false,
    },
    noted("Fields besides the ones above, as a list of entries. Often empty."),
  );
  return {
    wire: CLOSED,
    properties: [{ key: wireKey, use: list, required: true, modelKey: undefined }],
    plan: {
      kind: "entries",
      wireKey,
      value,
      patterns: rest.patterns,
      beyond: beyondOf(rest, scope),
    },
  };
}

/** Keys as they are, with a schema for what they hold. */
function lowerInPlace(rest: OpenRest, wireKeys: WireKeys, scope: Scope): LoweredRest {
  const value = scope.lower(rest.value);
  const keyNotes = rest.key === undefined ? [] : rest.key.node.docs.notes;
  const use = { ...value.use, docs: mergeDocs(value.use.docs, noted(...keyNotes)) };
  const plan: RestPlan = { kind: "in_place", plan: value.plan };
  if (rest.patterns.length === 0) {
    // What every key must be is no longer true of a name that was made up.
    const saysKeys = scope.capabilities.objects.patterns && !wireKeys.renamed;
    const keys = rest.key !== undefined && saysKeys ? scope.lower(rest.key).use : undefined;
    return { wire: { rest: use, patterns: [], keys }, properties: [], plan };
  }
  // A pattern is true of declared names too, whose values may be written in another way than these.
  const alike = !wireKeys.renamed && isPlain(scope.node, scope);
  const patterns = rest.patterns
    .filter((pattern) => portable(pattern) && (alike || !wireKeys.have(pattern)))
    .map(({ source }) => ({ source, use }));
  const told = patterns.length === rest.patterns.length;
  const open = rest.beyond === "unsaid" || !told;
  return {
    wire: { rest: open ? "open" : "closed", patterns, keys: undefined },
    properties: [],
    plan,
  };
}

function portable({ source, flags }: Pattern): boolean {
  if (flags !== "" && flags !== "u") return false;
  try {
    return new RegExp(source, "u").source !== "";
  } catch {
    return false;
  }
}

function beyondOf(rest: OpenRest, scope: Scope): "left" | "beside" {
  if (rest.patterns.length === 0 || rest.beyond === "closed") return "left";
  return beside(scope).kind === "beside" ? "beside" : "left";
}

/** An object of nothing but undeclared keys. */
export function lowerRecord({ rest, size }: ObjectShape, scope: Scope): LoweredBody {
  if (rest.kind !== "open") throw new Error("A record has values.");
  scope.change("L_ENTRIES", "Written as a list of entries with key and value.");
  const { entry, key, value } = lowerEntry(rest, scope);
  const plan: Extract<PlanBody, { kind: "entries" }> = {
    kind: "entries",
    as: "record",
    key,
    value,
    patterns: rest.patterns,
    beyond: beyondOf(rest, scope),
  };
  // What is carried beside the list counts too, so that the list may be shorter.
  const least = plan.beyond === "beside" ? undefined : size.minimum;
  return entryList(entry, plan, { size: { ...size, minimum: least }, scope });
}

export function entryList(
  entry: WireUse,
  plan: PlanBody,
  { size, scope }: { readonly size: Bounds; readonly scope: Scope },
): LoweredBody {
  const { minItems, maxItems, notes } = lowerLength(size, "item", scope);
  const body: WireBody = {
    kind: "array",
    prefix: [],
    items: entry,
    minItems,
    maxItems,
    uniqueItems: false,
  };
  return { body, plan, notes: ["A list of entries, each key once.", ...notes] };
}

function lowerEntry(
  rest: OpenRest,
  scope: Scope,
): { readonly entry: WireUse; readonly key: Plan; readonly value: Plan } {
  const key =
    rest.key === undefined ? { use: scope.wire(PLAIN_STRING), plan: SAME } : scope.lower(rest.key);
  const docs = noted(
    ...rest.patterns.map(({ source }) => `Must match the regular expression ${source}.`),
  );
  const value = scope.lower(rest.value);
  const entry = entryOf({ ...key.use, docs: mergeDocs(key.use.docs, docs) }, value, scope);
  return { entry, key: key.plan, value: value.plan };
}

export function entryOf(key: WireUse, value: LoweredUse, scope: Scope): WireUse {
  return scope.wire(
    {
      kind: "object",
      properties: [
        { key: ENTRY_KEY, use: key, required: true, modelKey: undefined },
        { key: ENTRY_VALUE, use: value.use, required: true, modelKey: undefined },
      ],
      ...CLOSED,
      minProperties: undefined,
      maxProperties: undefined,
    },
    NO_DOCS,
  );
}
