import type { JsonObject } from "../../util/json.ts";
import type { Dialect } from "../dialect.ts";
import { checkFirstKeys } from "./check-first-keys.ts";
import { checkLimits } from "./check-limits.ts";
import { checkPart } from "./check-part.ts";
import { checkReferences } from "./check-references.ts";
import type { Finding } from "./finding.ts";
import { everyPosition } from "./position.ts";
import type { Position } from "./position.ts";
import { ruleSetOf } from "./rule-sets.ts";

/** Rules of a dialect that a schema breaks; none for all that is sent. */
export function checkRules(schema: JsonObject, dialect: Dialect): readonly Finding[] {
  const rules = ruleSetOf(dialect);
  const root: Position = { schema, pointer: "", optional: false, parent: undefined };
  const wrongRoot =
    schema["type"] === "object"
      ? []
      : [{ rule: "root", pointer: "", message: "The root is no object." }];
  return [
    ...wrongRoot,
    ...everyPosition(root).flatMap((position) => checkPart(position, rules)),
    ...checkReferences(root, rules),
    ...(rules.distinctFirstKeys ? checkFirstKeys(root) : []),
    ...checkLimits(root, rules),
  ];
}
