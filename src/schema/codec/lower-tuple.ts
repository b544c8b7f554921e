import { lowerObject } from "./lower-object.ts";
import { below } from "./lowering-run.ts";
import type { Lower, Lowerer } from "./lowering-run.ts";
import { isPlainObject } from "./members.ts";
import type { PlanBody } from "./plan.ts";

/** A tuple as an object: its positions are fields by the name of their index. */
export function lowerTuple(
  { fields, rest }: Extract<PlanBody, { kind: "tuple" }>,
  lowerer: Lowerer,
): Lower {
  const lowerFields = lowerObject(
    { kind: "object", fields, rest: { kind: "left" }, tag: undefined },
    lowerer,
  );
  const lowerRest = rest === undefined ? undefined : lowerer(rest.plan);
  return (value, run) => {
    if (!Array.isArray(value)) return value;
    const following: readonly unknown[] = value.slice(fields.length);
    // An object of positions would lose what nothing may follow.
    if (rest === undefined && following.length > 0) return value;
    const positions = Object.fromEntries(value.slice(0, fields.length).entries());
    const object = lowerFields(positions, run);
    if (rest === undefined || lowerRest === undefined || !isPlainObject(object)) return object;
    const items = following.map((item, index) =>
      below(run, fields.length + index, () => lowerRest(item, run)),
    );
    return { ...object, [rest.wireKey]: items };
  };
}
