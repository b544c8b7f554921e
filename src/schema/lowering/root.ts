import { WRAPPED } from "../codec/plan.ts";
import type { Plan } from "../codec/plan.ts";
import { mergeDocs, NO_DOCS, noted } from "../intermediate/docs.ts";
import type { LoweredUse } from "./scope.ts";
import { NO_REST, PLAIN_STRING } from "./wire.ts";
import type { Wire, WireBody, WireProperty, WireUse } from "./wire.ts";

/** The lists at the root for what has no place in the model, by the names that they got. */
export interface Slots {
  readonly other: string | undefined;
  readonly absent: string | undefined;
}

/** A whole model in a dialect: always an object. */
export interface LoweredRoot {
  readonly use: WireUse;
  readonly plan: Plan;
  /** The model is the value of the root's only field. */
  readonly wrapped: boolean;
  readonly slots: Slots;
}

/** Puts a lowered model at the root: every dialect wants an object there. */
export function lowerRoot(
  lowered: LoweredUse,
  needed: ReadonlySet<"other" | "absent">,
): LoweredRoot {
  const { wire, docs } = lowered.use;
  const wrapped = wire.body.kind !== "object";
  const body = wire.body.kind === "object" ? wire.body : wrapper(lowered.use);
  const taken = new Set(body.properties.map(({ key }) => key));
  const slots: Slots = {
    other: needed.has("other") ? freeName("other_fields", taken) : undefined,
    absent: needed.has("absent") ? freeName("absent_fields", taken) : undefined,
  };
  if (!wrapped && slots.other === undefined && slots.absent === undefined) {
    return { use: lowered.use, plan: lowered.plan, wrapped, slots };
  }
  const properties = [...body.properties, ...slotProperties(slots, wire)];
  const rootDocs = wrapped ? NO_DOCS : mergeDocs(docs, wire.docs);
  const root: Wire = { ...wire, id: 0, docs: NO_DOCS, body: { ...body, properties } };
  return { use: { wire: root, docs: rootDocs }, plan: lowered.plan, wrapped, slots };
}

function wrapper(use: WireUse): Extract<WireBody, { kind: "object" }> {
  return { kind: "object", properties: [field(WRAPPED, use)], ...NO_REST };
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  let name = wanted;
  for (let count = 2; taken.has(name); count += 1) name = `${wanted}_${count}`;
  return name;
}

// Worded so that nobody is tempted to fill them: they are there for what can't be said otherwise.
const OTHER_FIELDS =
  "An empty list, unless fields were asked for that the schema doesn't have: then their JSON pointer, such as /items/0/note, and their value as JSON text.";
const ABSENT_FIELDS =
  "An empty list, unless a field is to be left out rather than null: then its JSON pointer, such as /items/0/note.";

function field(key: string, use: WireUse): WireProperty {
  return { key, use, required: true, modelKey: undefined };
}

function slotProperties({ other, absent }: Slots, origin: Wire): readonly WireProperty[] {
  const part = (body: WireBody): WireUse => ({
    wire: { id: 0, origin: origin.origin, name: undefined, docs: NO_DOCS, body },
    docs: NO_DOCS,
  });
  const list = (items: WireUse, note: string): WireUse => {
    const use = part({
      kind: "array",
      prefix: [],
      items,
      minItems: undefined,
      maxItems: undefined,
      uniqueItems: false,
    });
    return { ...use, docs: noted(note) };
  };
  const text = (): WireUse => part(PLAIN_STRING);
  const entry = part({
    kind: "object",
    properties: [field("path", text()), field("value", text())],
    ...NO_REST,
  });
  return [
    ...(other === undefined ? [] : [field(other, list(entry, OTHER_FIELDS))]),
    ...(absent === undefined ? [] : [field(absent, list(text(), ABSENT_FIELDS))]),
  ];
}
