import { SAME } from "../codec/plan.ts";
import {
  bigintScalar,
  booleanTextScalar,
  coercionPlan,
  dateScalar,
  undefinedScalar,
} from "../codec/scalars.ts";
import { lowerArray, lowerMap } from "./arrays.ts";
import { lowerConstants } from "./constants.ts";
import { hasNull } from "./forms.ts";
import { lowerNumber } from "./numbers.ts";
import { lowerObject } from "./objects.ts";
import type { LoweredBody, Scope } from "./scope.ts";
import { lowerDigits, lowerInstant, lowerString } from "./strings.ts";
import { anyAsText } from "./text.ts";
import { lowerUnion } from "./unions.ts";

/** One node in a dialect; its parts are asked for, and made later. */
export function lowerNode(scope: Scope): LoweredBody {
  const { shape } = scope.node;
  switch (shape.kind) {
    case "any":
      return scope.capabilities.any ? { body: { kind: "any" }, plan: SAME.body } : anyAsText(scope);
    case "null":
      if (hasNull(scope)) return { body: { kind: "null" }, plan: SAME.body };
      return lowerConstants([null], scope);
    case "undefined":
      return {
        body: hasNull(scope) ? { kind: "null" } : { kind: "enum", values: ["undefined"] },
        plan: { kind: "scalar", scalar: undefinedScalar },
      };
    case "boolean":
      return { body: { kind: "boolean" }, plan: coercionPlan(shape.coercion) };
    case "booleanText":
      scope.change("L_BOOL_ENUM", "Written as true or false, and read back as the model's words.");
      return {
        body: { kind: "boolean" },
        plan: { kind: "scalar", scalar: booleanTextScalar(shape.facet) },
      };
    case "string":
      return lowerString(shape.facet, shape.coercion, scope);
    case "number":
      return lowerNumber(shape.facet, shape.coercion, scope);
    case "date":
      return lowerInstant(dateScalar(shape.coercion), scope);
    case "bigint":
      return lowerDigits(bigintScalar(shape.coercion), scope);
    case "constants":
      return lowerConstants(shape.values, scope);
    case "object":
      return lowerObject(shape, scope);
    case "array":
      return lowerArray(shape, scope);
    case "map":
      return lowerMap(shape, scope);
    case "union":
      return lowerUnion(shape, scope);
    case "never":
      throw new Error(
        `A part that nothing fits was left in the model at ${scope.node.path.join(".")}.`,
      );
  }
}
