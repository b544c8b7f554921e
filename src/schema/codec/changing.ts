import type { Field, Plan, RestPlan } from "./plan.ts";

/** The plans that a plan is made of. */
function partsOfPlan({ body }: Plan): readonly Plan[] {
  switch (body.kind) {
    case "same":
    case "scalar":
      return [];
    case "text":
    case "nullable":
    case "maybe":
    case "wrapped":
      return [body.inner];
    case "object":
      return [...body.fields.map(({ plan }) => plan), ...partsOfRest(body.rest)];
    case "entries":
      return [body.key, body.value];
    case "array":
      return [...body.prefix, body.items];
    case "set":
      return [body.items];
    case "tuple":
      return [
        ...body.fields.map(({ plan }) => plan),
        ...(body.rest === undefined ? [] : [body.rest.plan]),
      ];
    case "union":
      return body.branches.map(({ plan }) => plan);
  }
}

function partsOfRest(rest: RestPlan): readonly Plan[] {
  switch (rest.kind) {
    case "in_place":
      return [rest.plan];
    case "entries":
      return [rest.value];
    case "left":
    case "dropped":
    case "beside":
      return [];
  }
}

/** The plans under which an answer is not yet the model's value, in themselves or in a part. */
export function changingPlans(root: Plan): ReadonlySet<Plan> {
  const users = new Map<Plan, Plan[]>();
  const found = new Set([root]);
  for (const plan of found) {
    for (const part of partsOfPlan(plan)) {
      found.add(part);
      users.set(part, [...(users.get(part) ?? []), plan]);
    }
  }
  const changing = new Set([...found].filter(changesItself));
  for (const plan of changing) {
    for (const user of users.get(plan) ?? []) changing.add(user);
  }
  return changing;
}

function changesItself({ body }: Plan): boolean {
  switch (body.kind) {
    case "same":
    case "array":
      return false;
    case "scalar":
      return body.scalar.raise !== undefined;
    case "object":
      return body.tag !== undefined || body.rest.kind === "entries" || body.fields.some(isMoved);
    case "nullable":
      return body.empty === undefined;
    case "union":
      return body.by.kind === "members";
    case "text":
    case "entries":
    case "set":
    case "tuple":
    case "maybe":
    case "wrapped":
      return true;
  }
}

/** Whether a field is written otherwise than the model has it. */
function isMoved({ key, wireKey, form, undefinable }: Field): boolean {
  if (undefinable || key !== wireKey) return true;
  return (
    form.kind !== "plain" &&
    form.kind !== "listed" &&
    !(form.kind === "guess" && form.absent === "absence")
  );
}
