import type { FieldForm } from "../codec/plan.ts";
import { WRAPPED } from "../codec/plan.ts";
import { NO_DOCS } from "../intermediate/docs.ts";
import type { Presence, Use } from "../intermediate/node.ts";
import { propertyId } from "./choices.ts";
import type { AbsenceForm } from "./choices.ts";
import { usesNull } from "./forms.ts";
import type { Scope } from "./scope.ts";
import type { WireUse } from "./wire.ts";
import { NO_REST } from "./wire.ts";

/** A member of an object that may be missing, as it is before that is said. */
export interface Member {
  readonly key: string;
  readonly part: Use;
  readonly presence: Presence;
  readonly use: WireUse;
  /** A null of the model may stand here, whatever its type says. */
  readonly nullable?: boolean;
}

export interface Placed {
  readonly use: WireUse;
  readonly required: boolean;
  readonly form: FieldForm;
}

/** Says on the wire whether a member may be missing. */
export function placeMember(member: Member, scope: Scope): Placed {
  if (member.presence === "required") return placeRequired(member, scope);
  const form = absenceForm(member, scope);
  switch (form) {
    case "optional":
      return { use: member.use, required: false, form: { kind: "plain" } };
    case "list":
      return placeList(member, scope);
    case "null":
      return placeNull(member, scope);
  }
}

function absenceForm({ key }: Pick<Member, "key">, scope: Scope): AbsenceForm {
  const { absence } = scope.capabilities;
  if (absence === "never") return "null";
  return scope.choices.absence.get(propertyId(scope.node.id, key)) ?? "optional";
}

/** Google ends a recursion only where a property may be missing. */
function placeRequired({ key, part, use }: Member, scope: Scope): Placed {
  const mayEnd = scope.capabilities.references === "cyclic_if_optional" && scope.isRecursive(part);
  if (!mayEnd) return { use, required: true, form: { kind: "plain" } };
  scope.change("L_CYCLE_OPTIONAL", "May be missing on the wire, since it is recursive.", key);
  const docs = { ...use.docs, notes: [...use.docs.notes, "Always present."] };
  return { use: { ...use, docs }, required: false, form: { kind: "plain" } };
}

function placeList({ key, use }: Member, scope: Scope): Placed {
  scope.change("L_OPT_LIST", "Written as a list: empty where it is absent.", key);
  const items = { wire: use.wire, docs: NO_DOCS };
  const list = scope.wire(maybeList(items, scope), {
    ...use.docs,
    notes: [...use.docs.notes, "A list that holds the value, or is empty where there is none."],
  });
  return { use: list, required: true, form: { kind: "list" } };
}

/** A list of at most one. */
export function maybeList(items: WireUse, scope: Scope): WireUse["wire"]["body"] {
  const { maxItems } = scope.capabilities.arrays;
  return {
    kind: "array",
    prefix: [],
    items,
    minItems: undefined,
    maxItems: maxItems >= 1 ? 1 : undefined,
    uniqueItems: false,
  };
}

function placeNull(member: Member, scope: Scope): Placed {
  const { key, part, presence, use } = member;
  if (member.nullable !== true && !usesNull(part.node, scope)) {
    scope.change("L_OPT_NULL", "Required, and null where it is absent.", key);
    return { use: orNull(use, scope), required: true, form: { kind: "null" } };
  }
  if (presence === "optional") {
    scope.change("L_NULLISH", "Null stands for null; what is absent is listed apart.", key);
    scope.besideModel("absent");
    return { use, required: true, form: { kind: "listed" } };
  }
  scope.change("L_BOX", "Null where it is absent, and in an object where it is there.", key);
  const body = {
    kind: "object" as const,
    properties: [
      { key: WRAPPED, use: { ...use, docs: NO_DOCS }, required: true, modelKey: undefined },
    ],
    ...NO_REST,
  };
  const note =
    "Null where nothing is given; else an object with the value, which may be null itself.";
  const boxed = scope.wire(body, { ...use.docs, notes: [...use.docs.notes, note] });
  return { use: orNull(boxed, scope), required: true, form: { kind: "box" } };
}

/** The same or null. What is said stays outside, where it is read first. */
function orNull(use: WireUse, scope: Scope): WireUse {
  const branches = [{ wire: use.wire, docs: NO_DOCS }, scope.wire({ kind: "null" })];
  return { ...scope.wire({ kind: "union", branches }), docs: use.docs };
}
