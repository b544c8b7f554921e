import type { LoweredRoot } from "../lowering/root.ts";
import { isPlainObject } from "./members.ts";
import { ENTRY_KEY, ENTRY_VALUE, WRAPPED } from "./plan.ts";
import type { Field, Plan, PlanBody } from "./plan.ts";

type Step = string | number;

/** A place on the wire. */
export interface WirePlace {
  readonly path: readonly Step[];
  /** What stands there, where that is not what the model has; undefined where it is. */
  readonly onWire: string | undefined;
}

/** Where a path in the model is found on the wire: in an answer, if one is given, since entries are found by their key. */
export function wirePlace(root: LoweredRoot, path: readonly Step[], answer?: unknown): WirePlace {
  const walker = new Walker(answer);
  if (root.wrapped) walker.step(WRAPPED);
  let plan: Plan | undefined = walker.unpack(root.plan);
  for (const step of path) {
    if (plan === undefined) {
      walker.step(step);
      continue;
    }
    const next = walker.enter(plan, step);
    if (next === "stop") break;
    plan = next === undefined ? undefined : walker.unpack(next);
  }
  return { path: walker.path, onWire: plan === undefined ? undefined : onWire(plan) };
}

function onWire({ body }: Plan): string | undefined {
  if (body.kind === "scalar") return body.scalar.onWire;
  return ON_WIRE[body.kind];
}

const ON_WIRE: Partial<Record<PlanBody["kind"], string>> = {
  text: "JSON written as a string",
  entries: "a list of entries with key and value",
  set: "a list",
  tuple: "an object with one field per position",
};

class Walker {
  readonly path: Step[] = [];
  #at: unknown;

  constructor(answer: unknown) {
    this.#at = answer;
  }

  step(step: Step): void {
    this.path.push(step);
    this.#at = memberOf(this.#at, step);
  }

  /** Goes through what only the wire has, down to the part that holds the model's members. */
  unpack(plan: Plan): Plan {
    let inner = plan;
    for (;;) {
      const { body } = inner;
      if (body.kind !== "nullable" && body.kind !== "maybe" && body.kind !== "wrapped")
        return inner;
      if (body.kind === "maybe") this.step(0);
      if (body.kind === "wrapped") this.step(WRAPPED);
      inner = body.inner;
    }
  }

  /** The plan of a member; undefined where the wire is as the model from here on, "stop" where it can't be followed. */
  enter({ body }: Plan, step: Step): Plan | undefined | "stop" {
    switch (body.kind) {
      case "object":
      case "tuple":
        return this.#enterFields(body.fields, body, step);
      case "array":
      case "set":
        this.step(step);
        return "prefix" in body ? (body.prefix[Number(step)] ?? body.items) : body.items;
      case "entries":
        return this.#enterEntry(body.value, step);
      case "union":
        return this.#enterBranch({ body }, step);
      case "text":
      case "scalar":
        return "stop";
      case "same":
      case "nullable":
      case "maybe":
      case "wrapped":
        this.step(step);
        return undefined;
    }
  }

  #enterFields(
    fields: readonly Field[],
    body: Extract<Plan["body"], { kind: "object" | "tuple" }>,
    step: Step,
  ): Plan | undefined | "stop" {
    const field = fields.find(({ key }) => key === String(step));
    if (field !== undefined) {
      this.step(field.wireKey);
      if (field.form.kind === "list") this.step(0);
      if (field.form.kind === "box") this.step(WRAPPED);
      return field.plan;
    }
    if (body.kind === "tuple") {
      if (body.rest === undefined) return "stop";
      this.step(body.rest.wireKey);
      this.step(Number(step) - fields.length);
      return body.rest.plan;
    }
    if (body.rest.kind === "entries") {
      this.step(body.rest.wireKey);
      return this.#enterEntry(body.rest.value, step);
    }
    this.step(step);
    return body.rest.kind === "in_place" ? body.rest.plan : undefined;
  }

  #enterEntry(value: Plan, key: Step): Plan | "stop" {
    const entries: readonly unknown[] = Array.isArray(this.#at) ? this.#at : [];
    const index = entries.findIndex(
      (entry) => isPlainObject(entry) && entry[ENTRY_KEY] === String(key),
    );
    if (index === -1) return "stop";
    this.step(index);
    this.step(ENTRY_VALUE);
    return value;
  }

  /** Unions are followed along the branch that has the member. */
  #enterBranch({ body }: Plan, step: Step): Plan | undefined | "stop" {
    if (body.kind !== "union") return "stop";
    const wanted = String(step);
    const branch = body.branches.find(({ plan }) => {
      const inner = plan.body;
      return inner.kind === "object" && inner.fields.some(({ key }) => key === wanted);
    });
    const chosen =
      branch ??
      (typeof step === "number"
        ? body.branches.find(({ plan }) => plan.body.kind === "array")
        : undefined);
    if (chosen === undefined) {
      this.step(step);
      return undefined;
    }
    if (body.by.kind === "members") {
      this.step(chosen.label);
      this.step(0);
    }
    return this.enter(this.unpack(chosen.plan), step);
  }
}

function memberOf(value: unknown, step: Step): unknown {
  if (Array.isArray(value)) return value[Number(step)];
  return isPlainObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
}
