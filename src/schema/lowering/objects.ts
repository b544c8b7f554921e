import type { Field, FieldForm, PlanBody, Scalar } from "../codec/plan.ts";
import { SAME, TAG } from "../codec/plan.ts";
import { emptyObjectScalar } from "../codec/scalars.ts";
import { describeType } from "../intermediate/describe-type.ts";
import { mergeDocs, noted } from "../intermediate/docs.ts";
import type { ObjectShape, Property } from "../intermediate/node.ts";
import { placeMember } from "./absence.ts";
import { isEmpty, isRecord } from "./forms.ts";
import { WireKeys } from "./keys.ts";
import { lowerRecord, lowerRest } from "./records.ts";
import type { LoweredBody, Scope } from "./scope.ts";
import { textOnly } from "./strings.ts";
import { anyAsText } from "./text.ts";
import type { WireProperty } from "./wire.ts";
import { boundsInWords } from "./words.ts";

/** What a reader is told of a value whose type is a guess. */
const GUESS_AT_MOST = 300;

interface LoweredMember {
  /** Undefined where nothing stands on the wire. */
  readonly property: WireProperty | undefined;
  readonly field: Field;
}

export function lowerObject(shape: ObjectShape, scope: Scope): LoweredBody {
  const { objects } = scope.capabilities;
  if (isEmpty(shape) && !objects.empty && scope.tag === undefined) {
    return shape.rest.kind === "unsaid" ? anyAsText(scope) : lowerEmpty(shape, scope);
  }
  if (isRecord(shape) && !objects.maps) return lowerRecord(shape, scope);
  const keys = new WireKeys(
    scope,
    shape.properties.map(({ key }) => key),
  );
  const tag = scope.tag === undefined ? undefined : { key: keys.add(TAG), label: scope.tag };
  const members = shape.properties.flatMap((property) => lowerProperty(property, keys, scope));
  const rest = lowerRest(shape.rest, keys, scope);
  const properties = [
    ...(tag === undefined ? [] : [tagProperty(tag, scope)]),
    ...members.flatMap(({ property }) => (property === undefined ? [] : [property])),
    ...rest.properties,
  ];
  const plan: PlanBody = {
    kind: "object",
    fields: members.map(({ field }) => field),
    rest: rest.plan,
    tag,
  };
  const notes = objects.size ? [] : boundsInWords(shape.size, "field");
  textOnly(notes, scope);
  return {
    body: { kind: "object", properties, ...rest.wire, ...sizeOf(shape, scope) },
    plan,
    notes,
  };
}

function sizeOf(
  { size }: ObjectShape,
  scope: Scope,
): { readonly minProperties: number | undefined; readonly maxProperties: number | undefined } {
  // A field that says which branch this is would be counted along.
  if (!scope.capabilities.objects.size || scope.tag !== undefined) {
    return { minProperties: undefined, maxProperties: undefined };
  }
  return { minProperties: size.minimum, maxProperties: size.maximum };
}

function lowerEmpty({ rest }: ObjectShape, scope: Scope): LoweredBody {
  scope.change("L_ENUM_TEXT", "An object without fields, written as a text.");
  return {
    body: { kind: "enum", values: ["{}"] },
    plan: {
      kind: "scalar",
      scalar: rest.kind === "closed" ? closedObjectScalar : emptyObjectScalar,
    },
  };
}

/** Fields that the model doesn't drop, which only another model can have, stay for its validation to see. */
const closedObjectScalar: Scalar = {
  ...emptyObjectScalar,
  lower: (value) => {
    const holds = typeof value === "object" && value !== null && Object.keys(value).length > 0;
    return holds ? value : emptyObjectScalar.lower?.(value);
  },
};

function tagProperty(
  { key, label }: { readonly key: string; readonly label: string },
  scope: Scope,
): WireProperty {
  const use = scope.wire({ kind: "enum", values: [label] });
  return { key, use, required: true, modelKey: undefined };
}

function lowerProperty(property: Property, keys: WireKeys, scope: Scope): readonly LoweredMember[] {
  const { key, presence, use: part } = property;
  const undefinable = presence === "undefinable";
  if (part.node.shape.kind === "undefined") {
    if (!undefinable) return [];
    const form: FieldForm = { kind: "plain" };
    const field = { key, wireKey: key, plan: SAME, form, undefinable };
    return [{ property: undefined, field }];
  }
  const { wireKey, notes } = keys.rename(key);
  if (property.guessed && scope.capabilities.any) return [lowerGuess(property, wireKey, scope)];
  const lowered = scope.lower(part);
  const use = { ...lowered.use, docs: mergeDocs(lowered.use.docs, noted(...notes)) };
  // A guess may be wrong: then the value is carried beside the model, and nothing stands here.
  const missing = property.guessed && presence === "required" ? "optional" : presence;
  const placed = placeMember({ key, part, presence: missing, use }, scope);
  const form = property.guessed ? guessForm(property, placed.form, scope) : placed.form;
  return [
    {
      property: { key: wireKey, use: placed.use, required: placed.required, modelKey: key },
      field: { key, wireKey, plan: lowered.plan, form, undefinable },
    },
  ];
}

/** Where anything may be said, a guess is only told. */
function lowerGuess(property: Property, wireKey: string, scope: Scope): LoweredMember {
  const { key, use: part } = property;
  const type = describeType(part.node, GUESS_AT_MOST);
  const docs = mergeDocs(
    part.docs,
    mergeDocs(part.node.docs, noted(`Usually of the type ${type}.`)),
  );
  return {
    property: {
      key: wireKey,
      use: scope.wire({ kind: "any" }, docs),
      required: property.presence === "required",
      modelKey: key,
    },
    field: { key, wireKey, plan: SAME, form: { kind: "plain" }, undefinable: false },
  };
}

function guessForm(property: Property, form: FieldForm, scope: Scope): FieldForm {
  scope.change(
    "L_GUESS",
    "No type is given: a value of another kind is carried in a list at the root.",
    property.key,
  );
  scope.besideModel("other");
  const { node } = property.use;
  switch (form.kind) {
    case "plain":
      return { kind: "guess", node, absent: "absence" };
    case "list":
      return { kind: "guess", node, absent: "list" };
    case "null":
    case "listed":
    case "box":
    case "guess":
      return { kind: "guess", node, absent: "null" };
  }
}
