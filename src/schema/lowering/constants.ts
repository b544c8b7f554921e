import type { PlanBody } from "../codec/plan.ts";
import { capitalsScalar, labelScalar } from "../codec/scalars.ts";
import { kindOfConstant } from "../intermediate/constant.ts";
import type { Constant } from "../intermediate/sketch.ts";
import { isBothBooleans, isNativeEnum } from "./forms.ts";
import type { LoweredBody, Scope } from "./scope.ts";
import { PLAIN_STRING } from "./wire.ts";
import type { EnumValue } from "./wire.ts";

/** Values told in words are cut off here: more than this no prompt should carry. */
const TOLD_AT_MOST = 40_000;

/** Literals and enums. */
export function lowerConstants(values: readonly Constant[], scope: Scope): LoweredBody {
  if (isBothBooleans(values)) return { body: { kind: "boolean" }, plan: { kind: "same" } };
  const inWords = scope.choices.wordEnums.has(scope.node.id);
  if (!isNativeEnum(values, scope)) return lowerLabels(values, inWords, scope);
  const native = values.filter(isNative);
  if (!inWords || native.length < 2) {
    return { body: { kind: "enum", values: native }, plan: capitalsPlan(native) };
  }
  const kinds = new Set(native.map(kindOfConstant));
  if (kinds.size > 1) return lowerLabels(values, inWords, scope);
  noteWords(scope);
  const notes = [listed(native.map(String))];
  if (!kinds.has("number")) return { body: PLAIN_STRING, plan: capitalsPlan(native), notes };
  const integer = native.every((value) => Number.isInteger(value));
  const numbers = native.filter((value) => typeof value === "number");
  const range = { minimum: Math.min(...numbers), maximum: Math.max(...numbers) };
  const bounded = scope.capabilities.numbers.bounds !== "none" ? range : NO_RANGE;
  return {
    body: { kind: "number", integer, ...bounded, ...NO_FURTHER_BOUNDS },
    plan: { kind: "same" },
    notes,
  };
}

const NO_RANGE = { minimum: undefined, maximum: undefined };
const NO_FURTHER_BOUNDS = {
  exclusiveMinimum: undefined,
  exclusiveMaximum: undefined,
  multipleOf: undefined,
};

function isNative(value: Constant): value is EnumValue {
  return kindOfConstant(value) !== "other";
}

function capitalsPlan(values: readonly EnumValue[]): PlanBody {
  if (!values.some((value) => typeof value === "string")) return { kind: "same" };
  return { kind: "scalar", scalar: capitalsScalar(values) };
}

/** Constants that the dialect's enums can't hold, each under a text of its own. */
function lowerLabels(values: readonly Constant[], inWords: boolean, scope: Scope): LoweredBody {
  scope.change("L_ENUM_TEXT", "Written as texts, and read back as the model's values.");
  const labels = labelsOf(values);
  const plan: PlanBody = { kind: "scalar", scalar: labelScalar(labels) };
  if (!inWords) return { body: { kind: "enum", values: [...labels.keys()] }, plan };
  noteWords(scope);
  return { body: PLAIN_STRING, plan, notes: [listed([...labels.keys()])] };
}

function labelsOf(values: readonly Constant[]): ReadonlyMap<string, Constant> {
  const labels = new Map<string, Constant>();
  for (const value of values) {
    const plain = plainLabel(value);
    const label = labels.has(plain) ? `${plain} (${typeof value})` : plain;
    labels.set(label, value);
  }
  return labels;
}

function plainLabel(value: Constant): string {
  if (typeof value === "string") return value === "" ? "(empty)" : value;
  if (typeof value === "object" && value !== null) return JSON.stringify(value);
  return String(value);
}

function noteWords(scope: Scope): void {
  scope.change(
    "text_only",
    "Too many values for an enum here: listed in words, and checked afterwards.",
  );
}

function listed(values: readonly string[]): string {
  const text = values.map((value) => JSON.stringify(value)).join(", ");
  const shown = text.length > TOLD_AT_MOST ? `${text.slice(0, TOLD_AT_MOST)}, ...` : text;
  return `One of: ${shown}.`;
}
