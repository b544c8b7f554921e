import type { Bounds } from "../../intermediate/sketch.ts";
import { inWords } from "../../intermediate/words.ts";
import { bagOf, checksOf } from "./internals.ts";
import type { CheckDefinition, ZodSchema } from "./internals.ts";

/** Bounds of a length or size, from the checks and from what third-party checks leave in the bag. */
export function boundsOf(schema: ZodSchema): Bounds {
  const bag = bagOf(schema);
  let minimum = finite(bag["minimum"]);
  let maximum = finite(bag["maximum"]);
  const atLeast = (bound: unknown): void => {
    const value = finite(bound);
    if (value !== undefined) minimum = Math.max(minimum ?? value, value);
  };
  const atMost = (bound: unknown): void => {
    const value = finite(bound);
    if (value !== undefined) maximum = Math.min(maximum ?? value, value);
  };
  for (const check of checksOf(schema)) {
    switch (check.check) {
      case "min_length":
      case "min_size":
        atLeast(check["minimum"]);
        break;
      case "max_length":
      case "max_size":
        atMost(check["maximum"]);
        break;
      case "length_equals":
      case "size_equals": {
        const exact = check["length"] ?? check["size"];
        atLeast(exact);
        atMost(exact);
        break;
      }
      default:
    }
  }
  return { minimum, maximum };
}

export function finite(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** Sentences for bounds that no JSON keyword holds: of dates, and of integers beyond doubles. */
export function boundNotes(checks: readonly CheckDefinition[]): readonly string[] {
  return checks.flatMap((check) => {
    const value = check["value"];
    switch (check.check) {
      case "greater_than":
        return [`${check["inclusive"] === true ? "At least" : "More than"} ${inWords(value)}.`];
      case "less_than":
        return [`${check["inclusive"] === true ? "At most" : "Less than"} ${inWords(value)}.`];
      case "multiple_of":
        return [`A multiple of ${inWords(value)}.`];
      default:
        return [];
    }
  });
}

/** What only running the model can check. */
export function validatedBy(schema: ZodSchema): readonly string[] {
  const checks = checksOf(schema);
  const refinements = checks.filter(({ check }) => check === "custom").length;
  if (refinements === 0) return [];
  return [refinements === 1 ? "a refinement" : `${refinements} refinements`];
}
